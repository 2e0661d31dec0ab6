import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readConfiguration } from '../../src/policy/read.ts';
import { jsonSchema } from '../../src/policy/schema.ts';

const config = new URL('../../config/', import.meta.url);
const said = (text: string, path = 'springtide.yml') =>
  readConfiguration(path, text).problems.map(({ place, what }) => `${place?.line}: ${what}`);

describe('the schema for editors', () => {
  it('is the one the reader checks with (UPDATE=1 npm test writes it anew)', () => {
    const file = new URL('schema.json', config);
    const current = `${JSON.stringify(jsonSchema(), undefined, 2)}\n`;
    if (process.env.UPDATE) writeFileSync(file, current);
    expect(readFileSync(file, 'utf8')).toBe(current);
  });
});

describe('what ships with the program', () => {
  const files = [
    'defaults.yml',
    ...readdirSync(new URL('presets/', config)).map((name) => `presets/${name}`),
  ];
  it.each(files)('%s is right', (file) => {
    expect(said(readFileSync(new URL(file, config), 'utf8'))).toEqual([]);
  });
});

const integrity = `sha512-${'A'.repeat(86)}==`;

describe('codemods of others', () => {
  const written = (entry: string) =>
    readConfiguration('springtide.yml', `codemods:\n  disabled: [x]\n  from:\n    - ${entry}\n`);

  it.each([
    `{ package: '@acme/codemods', version: 1.2.3, integrity: ${integrity} }`,
    `{ folder: codemods/acme, commit: ${'0a'.repeat(20)} }`,
  ])('are pinned: %s', (entry) => {
    const { written: kept, problems } = written(entry);
    expect(problems).toEqual([]);
    expect(kept).toMatchObject({ codemods: { from: [{}] } });
  });

  it.each([
    [
      '{ package: acme, version: 1.2.3 }',
      '"codemods.from.0" is a group of keys',
      'write a package with its version and integrity, or a folder with its commit',
    ],
    [
      '{ folder: a }',
      '"codemods.from.0" is a group of keys',
      'write a package with its version and integrity, or a folder with its commit',
    ],
    [
      `{ package: a, version: 1.2.3, integrity: ${integrity}, folder: b }`,
      '"codemods.from.0" is a group of keys',
      'write a package with its version and integrity, or a folder with its commit',
    ],
    [
      `{ package: acme, version: ^1.2.3, integrity: ${integrity} }`,
      '"codemods.from.0.version" is "^1.2.3"',
      'write one version such as "1.2.3"',
    ],
    [
      `{ folder: ../other, commit: ${'0a'.repeat(20)} }`,
      '"codemods.from.0.folder" is "../other"',
      'write a path such as "codemods/acme"',
    ],
    ['{ folder: a, commit: main }', '"codemods.from.0.commit" is "main"', 'write the 40 digits of a commit'],
    [
      'acme',
      '"codemods.from.0" is "acme"',
      'write a package with its version and integrity, or a folder with its commit',
    ],
    [
      `{ packge: acme, version: 1.2.3, integrity: ${integrity} }`,
      'the key "packge" in codemods.from.0 is unknown',
      'write "package"',
    ],
  ])('that are not are left out as a whole: %s', (entry, what, remedy) => {
    const { written: kept, problems } = written(entry);
    expect(problems).toEqual([
      { path: 'springtide.yml', place: { line: 4, column: expect.any(Number) }, what, remedy },
    ]);
    expect(kept).toEqual({ codemods: { disabled: ['x'], from: [] } });
  });
});

describe('a written configuration', () => {
  it.each([
    ['nothing', ''],
    ['a comment', '# later\n'],
    ['an age in words', 'minimumReleaseAge: 3 days\n'],
    [
      'a rule',
      'packageRules:\n  - matchPackageNames: ["@acme/*", "!@acme/x", "/^eslint/"]\n    groupName: ours\n',
    ],
  ])('with %s is right', (_, text) => {
    expect(said(text)).toEqual([]);
  });

  it.each([
    ['an unknown key', 'packgeRules: []\n', /^1: .*packgeRules/],
    ['a wrong value', 'enabled: true\nprHourlyLimit: many\n', /^2: .*prHourlyLimit/],
    ['a key that stands twice', 'enabled: true\nenabled: false\n', /^2: /],
    ['a merge conflict', '<<<<<<< HEAD\nenabled: true\n', /^1: .*conflict/],
    ['broken syntax', 'enabled: [\n', /^\d+: /],
  ])('with %s is told so, with its line', (_, text, expected) => {
    expect(said(text).join('\n')).toMatch(expected);
  });

  it('keeps what is right beside what is wrong', () => {
    const { written } = readConfiguration('springtide.yml', 'prHourlyLimit: many\nprConcurrentLimit: 7\n');
    expect(written).toEqual({ prConcurrentLimit: 7 });
  });

  it('never throws, whatever the text', () => {
    const endings = fc.constantFrom('a.yml', 'a.json', 'a.json5');
    fc.assert(
      fc.property(endings, fc.oneof(fc.string(), fc.json()), (path, text) => {
        expect(readConfiguration(path, text).problems).toBeInstanceOf(Array);
      }),
    );
  });
});
