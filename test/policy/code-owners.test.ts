import { describe, expect, it } from 'vitest';
import { accountableOwner } from '../../src/policy/code-owners.ts';

describe('who answers for a change', () => {
  it.each<[string, string, string[], string | undefined]>([
    ['nobody, where nobody is named', '', ['package.json'], undefined],
    ['nobody, where a comment names somebody', '# * @ada\n', ['package.json'], undefined],
    ['nobody, for paths that were taken out', '* @ada\n/package.json\n', ['package.json'], undefined],
    ['nobody, who has only an address', '* ada@example.org\n', ['package.json'], undefined],
    ['not the owner of another folder', '/api/ @ada\n', ['web/api/package.json'], undefined],
    ['not the owner of the files beside', 'docs/* @ada\n', ['docs/a/package.json'], undefined],
    ['not a look-alike', 'package.json @ada\n', ['package.json5'], undefined],
    ['the owner of everything', '* @ada @grace\n', ['a/package.json'], 'ada'],
    ['the last line that matches', '* @ada\n*.json @grace\n', ['a/package.json'], 'grace'],
    ['a team', '* @acme/web # who else\r\n', ['package.json'], 'acme/web'],
    ['the owner of a name anywhere', 'package.json @ada\n', ['a/b/package.json'], 'ada'],
    ['the owner of a folder anywhere', 'api/ @ada\n', ['x/api/deep/package.json'], 'ada'],
    ['the owner of a path without an end', '/web @ada\n', ['web/a/package.json'], 'ada'],
    ['who owns most', '/a @ada\n/b @grace\n', ['a/x', 'b/x', 'b/y'], 'grace'],
    ['who is named first among equals', '/a @ada\n/b @grace\n', ['b/x', 'a/x'], 'grace'],
    ['a folder with brackets', '/app/(shop)/[id] @ada\n', ['app/(shop)/[id]/page.tsx'], 'ada'],
    ['a folder with a space', '/my\\ app/ @ada\n', ['my app/package.json'], 'ada'],
    ['the owner through any folders', '/apps/**/package.json @ada\n', ['apps/a/b/package.json'], 'ada'],
  ])('is %s', (_, text, paths, owner) => {
    expect(accountableOwner(text, paths)).toBe(owner);
  });
});
