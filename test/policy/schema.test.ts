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
