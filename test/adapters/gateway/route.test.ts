import { expect, it } from 'vitest';
import { readRoute } from '../../../src/adapters/gateway/route.ts';

const rows: [string, object | undefined][] = [
  ['', undefined],
  ['..', undefined],
  ['%2e%2e/x', undefined],
  ['%zz', undefined],
  ['tide/', undefined],
  ['a%2fb', undefined],
  ['@acme', undefined],
  ['@acme%2f..', undefined],
  ['-/v1/search', undefined],
  ['-/user/org.couchdb.user:ann', undefined],
  ['-/npm/v1/security/audits', undefined],
  ['tide/-/tide-1.0.0.zip', undefined],
  ['tide/-/a/tide-1.0.0.tgz', undefined],
  ['tide/1.0.0/more', undefined],
  ['-/ping', { kind: 'ping' }],
  ['tide', { kind: 'document', name: 'tide' }],
  ['@acme/tide', { kind: 'document', name: '@acme/tide' }],
  ['@acme%2ftide', { kind: 'document', name: '@acme/tide' }],
  ['%40acme%2Ftide', { kind: 'document', name: '@acme/tide' }],
  ['tide/latest', { kind: 'version', name: 'tide', version: 'latest' }],
  ['@acme%2ftide/1.0.0', { kind: 'version', name: '@acme/tide', version: '1.0.0' }],
  ['-/package/tide/dist-tags', { kind: 'tags', name: 'tide' }],
  ['-/package/@acme%2ftide/dist-tags', { kind: 'tags', name: '@acme/tide' }],
  ['tide/-/tide-1.0.0.tgz', { kind: 'tarball', name: 'tide', file: 'tide-1.0.0.tgz' }],
  ['@acme/tide/-/tide-1.0.0.tgz', { kind: 'tarball', name: '@acme/tide', file: 'tide-1.0.0.tgz' }],
  ['@acme/tide/-/@acme/tide-1.0.0.tgz', { kind: 'tarball', name: '@acme/tide', file: 'tide-1.0.0.tgz' }],
];

it.each(rows)('%s', (path, expected) => {
  expect(readRoute(path)).toEqual(expected);
});
