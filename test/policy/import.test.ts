import { describe, expect, it } from 'vitest';
import { importConfiguration } from '../../src/policy/import/index.ts';
import { readConfiguration } from '../../src/policy/read.ts';

const isPreset = (name: string) => name === 'config:recommended';
const imported = (path: string, text: string) => {
  const result = importConfiguration(path, text, isPreset);
  const { written, problems } = readConfiguration('springtide.yml', result.yaml);
  expect(problems).toEqual([]);
  return { ...result, written, left: result.notCarried.map(({ key, line }) => `${line ?? '-'} ${key}`) };
};

describe('taking over a configuration', () => {
  it.each(['{}', '// nothing\n{}'])('of Renovate that says nothing (%s) says nothing', (text) => {
    expect(imported('renovate.json', text)).toMatchObject({ written: {}, left: [] });
  });

  it('of Renovate keeps its words', () => {
    const text =
      '{\n  "extends": ["config:recommended"],\n  "minimumReleaseAge": "5 days",\n  "packageRules": [{ "matchPackageNames": ["eslint*"], "groupName": "lint" }]\n}';
    expect(imported('.renovaterc', text)).toMatchObject({
      left: [],
      written: {
        extends: ['config:recommended'],
        minimumReleaseAge: '5 days',
        packageRules: [{ groupName: 'lint' }],
      },
    });
  });

  it('of Renovate lists what has no counterpart, with its line', () => {
    const { left, written } = imported(
      'renovate.json',
      '{\n  "extends": ["some:preset"],\n  "customManagers": [],\n  "labels": ["a"]\n}',
    );
    expect(left).toEqual(['3 customManagers', '- extends some:preset']);
    expect(written).toEqual({ labels: ['a'] });
  });

  it('of a package.json reads its renovate section', () => {
    expect(imported('package.json', '{ "name": "a", "renovate": { "prHourlyLimit": 3 } }').written).toEqual({
      prHourlyLimit: 3,
    });
  });

  it('of Dependabot turns entries into rules', () => {
    const text = `version: 2
updates:
  - package-ecosystem: npm
    directory: /web
    schedule: { interval: weekly, day: tuesday }
    open-pull-requests-limit: 7
    cooldown: { default-days: 5 }
    groups: { lint: { patterns: ["eslint*"], update-types: [minor, patch] } }
    ignore: [{ dependency-name: express, update-types: ["version-update:semver-major"] }]
`;
    const scope = { matchManagers: ['npm'], matchFileNames: ['web/**'] };
    expect(imported('.github/dependabot.yml', text)).toMatchObject({
      left: [],
      written: {
        prConcurrentLimit: 7,
        packageRules: [
          { ...scope, schedule: ['on tuesday'], minimumReleaseAge: '5 days' },
          {
            ...scope,
            matchPackageNames: ['eslint*'],
            matchUpdateTypes: ['minor', 'patch'],
            groupName: 'lint',
          },
          { ...scope, matchPackageNames: ['express'], matchUpdateTypes: ['major'], enabled: false },
        ],
      },
    });
  });

  it('of Dependabot lists what has no counterpart, with its line', () => {
    const text =
      'version: 2\nregistries: {}\nupdates:\n  - package-ecosystem: cargo\n    directory: /\n  - package-ecosystem: docker\n    target-branch: next\n';
    expect(imported('.github/dependabot.yml', text).left).toEqual([
      '2 registries',
      '4 package-ecosystem',
      '7 target-branch',
    ]);
  });

  it('that is broken is a problem with a place, and nothing else', () => {
    expect(importConfiguration('renovate.json', '{ "a": ', isPreset).problems).toHaveLength(1);
    expect(importConfiguration('.github/dependabot.yml', 'a: [', isPreset).problems).toHaveLength(1);
  });
});
