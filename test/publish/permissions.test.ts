import { expect, it } from 'vitest';
import type { Installation } from '../../src/domain/repository.ts';
import { missingPermissions } from '../../src/publish/permissions.ts';

const acme = (permissions: Record<string, string>): Installation => ({
  id: 1,
  account: 'acme',
  kind: 'organisation',
  suspended: false,
  permissions,
  events: [],
});

it.each<[string, Record<string, string>, string[]]>([
  ['nothing is missing', { contents: 'write', pull_requests: 'write' }, []],
  ['more is not less', { contents: 'admin', pull_requests: 'write' }, []],
  [
    'what may only be read may not be written',
    { contents: 'read', pull_requests: 'write' },
    [
      'the App may not write contents of acme; accept its new permissions in the settings of the installation',
    ],
  ],
  [
    'what is not there at all',
    { contents: 'write' },
    [
      'the App may not write pull requests of acme; accept its new permissions in the settings of the installation',
    ],
  ],
])('%s', (_, has, sentences) => {
  expect(missingPermissions({ contents: 'write', pull_requests: 'write' }, acme(has))).toEqual(sentences);
});
