import { describe, expect, it } from 'vitest';
import { npmChangelog } from '../../../src/adapters/registries/changelog.ts';
import { archive } from './archive.ts';
import { configFor } from './recorded.ts';
import { client, json, serve } from './server.ts';

async function changelogOf(bytes: Buffer): Promise<string | undefined> {
  const server = await serve((request, response) =>
    request.url?.endsWith('.tgz')
      ? response.end(bytes)
      : json(response, { dist: { tarball: `${server.url}tide/-/tide-1.0.0.tgz` } }),
  );
  return npmChangelog({ client: client(), config: configFor(server.url) }, 'tide', '1.0.0');
}

describe('the changelog a package carries', () => {
  const rows: [string, Record<string, string>, string | undefined][] = [
    ['none', { 'package/index.js': '' }, undefined],
    ['not one of a folder within', { 'package/docs/CHANGELOG.md': 'inner' }, undefined],
    ['not one that is too large', { 'package/CHANGELOG.md': 'x'.repeat(1_100_000) }, undefined],
    ['CHANGELOG.md', { 'package/CHANGELOG.md': '# 1.0.0', 'package/index.js': '' }, '# 1.0.0'],
    ['History.md in a folder of another name', { 'tide/History.md': '1.0.0 / 2020' }, '1.0.0 / 2020'],
    ['the better of two', { 'package/HISTORY.md': 'old', 'package/changelog': 'new' }, 'new'],
  ];
  it.each(rows)('%s', async (_, files, expected) => {
    expect(await changelogOf(await archive(files))).toBe(expected);
  });

  it.each([
    ['nonsense', Buffer.from('nonsense')],
    ['nothing', Buffer.alloc(0)],
  ])('of an archive that is %s is none', async (_, bytes) => {
    expect(await changelogOf(bytes)).toBeUndefined();
  });
});
