import { describe, expect, it } from 'vitest';
import { keepLastGood, organisationLayers } from '../../src/policy/organisation.ts';

const shop = { owner: 'acme', name: 'shop', topics: ['web'] };
const levels = (files: Readonly<Record<string, string>>) =>
  organisationLayers(
    'acme/.github',
    Object.entries(files).map(([path, text]) => ({ path, text })),
    shop,
  ).map(({ level, from }) => `${level} ${from}`);
const group = (repositories: string) =>
  levels({ 'groups/a.yml': `repositories: ${repositories}\n` }).length > 0;

describe('an organisation', () => {
  it('speaks before its groups, and groups in the order of their names', () => {
    const repositories = 'repositories: "*"\n';
    expect(
      levels({
        'groups/b.yml': repositories,
        'groups/a.json': '{"repositories":"shop"}',
        'springtide.yaml': 'automerge: true\n',
        'readme.md': 'a',
      }),
    ).toEqual([
      'organisation acme/.github/springtide.yaml',
      'group acme/.github/groups/a.json',
      'group acme/.github/groups/b.yml',
    ]);
  });

  it.each([
    ['other', false],
    ['acme/other', false],
    ['["!shop"]', false],
    ['["*", "!acme/shop"]', false],
    ['{ include: "*", exclude: "sh*" }', false],
    ['{ topics: [backend] }', false],
    ['shop', true],
    ['Shop', true],
    ['acme/*', true],
    ['"/^sho/"', true],
    ['["!shed"]', true],
    ['{ topics: web }', true],
    ['{ include: [shop, other], topics: [backend, web] }', true],
  ])('has a group of %s: %s', (repositories, expected) => {
    expect(group(repositories)).toBe(expected);
  });

  it('needs to know which repositories a group is about', () => {
    const said = (text: string) => keepLastGood([{ path: 'groups/a.yml', text }], []).problems[0];
    expect(said('')).toMatchObject({ what: '"repositories" is missing' });
    expect(keepLastGood([{ path: 'groups/a.yml', text: 'automerge: true\n' }], []).problems).toHaveLength(1);
    expect(said('automerge: true\n')).toMatchObject({ what: '"repositories" is missing' });
    expect(said('repositorys: shop\n')).toBeDefined();
    expect(levels({ 'groups/a.yml': 'automerge: true\n' })).toEqual([]);
  });

  it('goes on as it said before where it is broken', () => {
    const good = { path: 'springtide.yml', text: 'automerge: true\n' };
    const broken = { path: 'springtide.yml', text: 'automerge: [\n' };
    const other = { path: 'groups/a.yml', text: 'repositories: shop\n' };
    expect(keepLastGood([good, other], [])).toEqual({ files: [good, other], problems: [] });
    const kept = keepLastGood([broken, other], [good]);
    expect(kept.files).toEqual([good, other]);
    expect(kept.problems.at(-1)?.what).toBe(
      'it is broken, and what it said before goes on to hold for every repository',
    );
    expect(keepLastGood([broken], []).files).toEqual([broken]);
    expect(keepLastGood([], [good]).files).toEqual([]);
  });
});
