import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makePlan, type PlanContext } from '../../src/decide/plan.ts';
import type { Dependency, LockedPackage } from '../../src/domain/manifest.ts';
import type { RegistryAnswer } from '../../src/domain/release.ts';
import type { UpgradePlan } from '../../src/domain/update.ts';
import { ecosystemOf } from '../../src/ecosystems/index.ts';
import { dependency, found, inventory, now, policy, release } from '../builders.ts';

type Known = Readonly<Record<string, RegistryAnswer>>;

function planOf(
  dependencies: readonly Dependency[],
  known: Known,
  more: Partial<PlanContext> & { readonly packages?: readonly LockedPackage[] } = {},
): UpgradePlan {
  const { packages = [], ...context } = more;
  return makePlan(inventory(dependencies, packages), {
    policy: policy(),
    now,
    ecosystemOf: ({ ecosystem }) => ecosystemOf(ecosystem),
    answerFor: ({ name }) => known[name],
    nodeFloorFor: () => undefined,
    manifestOf: () => undefined,
    decided: [],
    successorOf: () => undefined,
    reasonFor: () => undefined,
    ...context,
  });
}

/** `branch: a 1.0.0 → 1.1.0, b …` */
const told = ({ upgrades }: UpgradePlan) =>
  upgrades.map(
    ({ branch, updates }) =>
      `${branch}: ${updates.map(({ dependency: { name }, to }) => `${name} ${to.version}`).join(', ')}`,
  );
const held = ({ holds }: UpgradePlan) =>
  holds
    .filter(({ because }) => because.kind !== 'current')
    .map(({ dependency: { name }, because }) => `${name} ${because.kind}`);

const has = (name: string, version: string, more: Partial<Dependency> = {}) =>
  dependency(name, version, { locked: version, lockfile: 'package-lock.json', ...more });
const dev = { type: 'devDependencies', purpose: 'development' } as const;
const repository = { url: 'https://forge.example/acme/kit' };

describe('what travels together', () => {
  it('small updates of production in one pull request, of development in another, each major alone', () => {
    const plan = planOf([has('a', '1.0.0'), has('b', '1.0.0'), has('c', '1.0.0', dev), has('d', '1.0.0')], {
      a: found('a', ['1.0.1', '2.0.0']),
      b: found('b', ['1.1.0']),
      c: found('c', ['1.0.1']),
      d: found('d', ['2.0.0']),
    });
    expect(told(plan)).toEqual([
      'springtide/development-dependencies: c 1.0.1',
      'springtide/production-dependencies: a 1.0.1, b 1.1.0',
      'springtide/a-2.x: a 2.0.0',
      'springtide/d-2.x: d 2.0.0',
    ]);
  });

  it('a package that reaches users anywhere is a production dependency everywhere', () => {
    const other = { manifest: 'tools/package.json', ...dev };
    const plan = planOf([has('a', '1.0.0'), has('a', '1.0.0', other)], { a: found('a', ['1.1.0']) });
    expect(told(plan)).toEqual(['springtide/production-dependencies: a 1.1.0, a 1.1.0']);
  });

  it('majors of packages that are released together', () => {
    const versions = ['1.0.0', '2.0.0', '2.1.0'];
    const plan = planOf([has('kit', '1.0.0'), has('kit-dom', '1.0.0'), has('other', '1.0.0')], {
      kit: found('kit', versions, { repository }),
      'kit-dom': found('kit-dom', versions, { repository }),
      other: found('other', ['2.0.9'], { repository }),
    });
    expect(told(plan)).toEqual([
      'springtide/kit-2.x: kit 2.1.0, kit-dom 2.1.0',
      'springtide/other-2.x: other 2.0.9',
    ]);
    expect(plan.upgrades[0]?.together).toBe('released together');
  });

  it('nobody whom the user took out of every group', () => {
    const plan = planOf(
      [has('a', '1.0.0'), has('b', '1.0.0'), has('c', '1.0.0')],
      { a: found('a', ['1.1.0']), b: found('b', ['1.1.0']), c: found('c', ['1.1.0']) },
      { policy: policy('packageRules: [{ matchPackageNames: [b], groupName: null }]') },
    );
    expect(told(plan)).toEqual([
      'springtide/production-dependencies: a 1.1.0, c 1.1.0',
      'springtide/b-1.x: b 1.1.0',
    ]);
  });

  it('what the user groups, with its majors apart', () => {
    const plan = planOf(
      [has('a', '1.0.0'), has('b', '1.0.0', dev)],
      { a: found('a', ['1.1.0', '2.0.0']), b: found('b', ['1.1.0']) },
      { policy: policy('packageRules: [{ matchPackageNames: ["*"], groupName: everything }]') },
    );
    expect(told(plan)).toEqual([
      'springtide/everything: a 1.1.0, b 1.1.0',
      'springtide/everything-major: a 2.0.0',
    ]);
  });
});

describe('peers', () => {
  const plugin = (version: string, wants: string) => release(version, { peers: { core: wants } });
  const locked = (wants: string): LockedPackage[] => [
    { name: 'plugin', version: '1.0.0', peers: { core: wants } },
  ];

  it('hold who would break them, and say who wants what', () => {
    const plan = planOf(
      [has('core', '1.0.0'), has('plugin', '1.0.0')],
      { core: found('core', ['1.0.0', '2.0.0']), plugin: found('plugin', [plugin('1.0.0', '^1.0.0')]) },
      { packages: locked('^1.0.0') },
    );
    expect(told(plan)).toEqual([]);
    expect(plan.holds.find(({ dependency: { name } }) => name === 'core')?.because).toEqual({
      kind: 'peers',
      conflicts: [{ who: 'plugin@1.0.0', peer: 'core', wants: '^1.0.0', gets: '2.0.0' }],
    });
  });

  it('are asked of the registry where the lockfile, as that of yarn 1, does not write them down', () => {
    const plan = planOf([has('core', '1.0.0'), has('plugin', '1.0.0')], {
      core: found('core', ['1.0.0', '2.0.0']),
      plugin: found('plugin', [plugin('1.0.0', '^1.0.0')]),
    });
    expect(told(plan)).toEqual([]);
    expect(held(plan)).toEqual(['core peers']);
  });

  it('take the next lower release that fits', () => {
    const plan = planOf(
      [has('core', '1.0.0'), has('plugin', '1.0.0')],
      {
        core: found('core', ['1.0.0', '2.0.0', '3.0.0']),
        plugin: found('plugin', [plugin('1.0.0', '^1.0.0 || ^2.0.0')]),
      },
      { packages: locked('^1.0.0 || ^2.0.0') },
    );
    expect(told(plan)).toEqual(['springtide/core-2.x: core 2.0.0']);
  });

  it('take along who has to come', () => {
    const plan = planOf(
      [has('core', '1.0.0'), has('plugin', '1.0.0')],
      {
        core: found('core', ['1.0.0', '2.0.0']),
        plugin: found('plugin', [plugin('1.0.0', '^1.0.0'), plugin('2.0.0', '^2.0.0')]),
      },
      { packages: locked('^1.0.0') },
    );
    expect(told(plan)).toEqual(['springtide/core-2.x: core 2.0.0, plugin 2.0.0']);
    expect(plan.upgrades[0]).toMatchObject({ together: 'peers of each other', subject: 'core' });
  });

  it('take a small update out of its quiet group, and bring it home when it is not needed after all', () => {
    const plan = planOf(
      [has('core', '1.0.0'), has('plugin', '1.0.0'), has('calm', '1.0.0')],
      {
        core: found('core', ['1.0.0', '1.5.0', '2.0.0']),
        plugin: found('plugin', [plugin('1.0.0', '^1.0.0'), plugin('2.0.0', '^1.5.0 || ^2.0.0')]),
        calm: found('calm', ['1.1.0']),
      },
      { packages: locked('^1.0.0') },
    );
    const names = plan.upgrades.flatMap(({ updates }) =>
      updates.map(({ dependency: { name }, to }) => `${name} ${to.version}`),
    );
    expect(names.sort()).toEqual(['calm 1.1.0', 'core 1.5.0', 'core 2.0.0', 'plugin 2.0.0']);
    expect(
      plan.upgrades.filter(({ target, updates }) => target && updates.every(({ type }) => type !== 'major')),
    ).toEqual([]);
  });
});

describe('a package that another has taken the place of', () => {
  const joined = { name: 'new', decide: () => undefined };

  it('moves there and not within the old one', () => {
    const old = has('old', '1.0.0');
    const plan = planOf(
      [old],
      { old: found('old', ['1.1.0', '2.0.0']) },
      {
        successorOf: () => ({
          ...joined,
          decide: () => ({
            kind: 'update',
            dependency: old,
            from: '1.0.0',
            to: release('5.0.0'),
            type: 'replacement',
            requirement: '^5.0.0',
            edits: [],
            replacement: { name: 'new', why: 'renamed' },
            passedOver: [],
          }),
        }),
      },
    );
    expect(told(plan)).toEqual(['springtide/new-5.x: old 5.0.0']);
  });

  it('takes no major of the old one while it waits', () => {
    const old = has('old', '1.0.0');
    const plan = planOf(
      [old],
      { old: found('old', ['1.1.0', '2.0.0']) },
      {
        successorOf: () => ({
          ...joined,
          decide: () => ({
            kind: 'hold',
            dependency: old,
            because: { kind: 'age-unknown', minimumDays: 3 },
            passedOver: [],
          }),
        }),
      },
    );
    expect(told(plan)).toEqual(['springtide/production-dependencies: old 1.1.0']);
    expect(held(plan)).toEqual(['old age-unknown']);
  });
});

it('goes by urgency: security, end of life by its day, quiet groups, majors, replacements', () => {
  const plan = planOf(
    [has('a', '1.0.0'), has('b', '1.0.0'), has('c', '1.0.0'), has('d', '1.0.0')],
    {
      a: found('a', ['2.0.0']),
      b: found('b', ['1.1.0']),
      c: found('c', ['2.0.0']),
      d: found('d', ['2.0.0']),
    },
    {
      reasonFor: ({ dependency: { name } }) =>
        name === 'd'
          ? { kind: 'security', advisories: ['GHSA-1'] }
          : name === 'c'
            ? { kind: 'end-of-life', subject: 'c 1', on: '2026-12-01' }
            : undefined,
    },
  );
  expect(plan.upgrades.map(({ branch }) => branch)).toEqual([
    'springtide/d-2.x',
    'springtide/c-2.x',
    'springtide/production-dependencies',
    'springtide/a-2.x',
  ]);
});

it('two that share a name of a branch get one each', () => {
  const plan = planOf([has('@types/node-fetch', '1.0.0'), has('types-node-fetch', '1.0.0')], {
    '@types/node-fetch': found('@types/node-fetch', ['2.0.0']),
    'types-node-fetch': found('types-node-fetch', ['2.0.0']),
  });
  expect(plan.upgrades.map(({ branch }) => branch)).toEqual([
    'springtide/types-node-fetch-2.x',
    'springtide/types-node-fetch-2.x-2',
  ]);
});

describe('whatever a repository uses', () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const uses = fc.uniqueArray(fc.constantFrom(...names), { minLength: 1 });
  const world: Known = Object.fromEntries(
    names.map((name, at) => [
      name,
      found(name, ['1.0.0', '1.1.0', release('2.0.0', at % 2 ? { peers: { a: '^1.0.0' } } : {}), '3.0.0']),
    ]),
  );

  it('every dependency ends as updates or holds', () => {
    fc.assert(
      fc.property(uses, (used) => {
        const plan = planOf(
          used.map((name) => has(name, '1.0.0')),
          world,
        );
        const told = new Set([
          ...plan.holds.map(({ dependency: { name } }) => name),
          ...plan.upgrades.flatMap(({ updates }) => updates.map(({ dependency: { name } }) => name)),
        ]);
        expect([...told].sort()).toEqual([...used].sort());
      }),
    );
  });

  it('no update travels twice', () => {
    fc.assert(
      fc.property(uses, (used) => {
        const all = planOf(
          used.map((name) => has(name, '1.0.0')),
          world,
        ).upgrades.flatMap(({ updates }) => updates);
        expect(new Set(all).size).toBe(all.length);
      }),
    );
  });
});
