import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTag, sameKind, sameShape, tagOrder } from '../../src/ecosystems/tag.ts';

const images = tagOrder(sameShape);
const actions = tagOrder(sameKind);

describe('what names no version', () => {
  for (const text of [
    '',
    'latest',
    'stable',
    'main',
    'bookworm-slim',
    'sha-1a2b3c4',
    '8e5e7e5ab8b370d6',
    'v',
  ])
    it(text, () => expect(parseTag(text)).toBeUndefined());
});

describe('a tag', () => {
  const rows: [string, string, string, (string | undefined)?, string?][] = [
    ['3.19', '', '3.19'],
    ['v1.2.3', 'v', '1.2.3'],
    ['16.2-alpine3.19', '', '16.2', undefined, '-alpine3.19'],
    ['bookworm-20240101-slim', 'bookworm-', '20240101', undefined, '-slim'],
    ['2024-01-02', '', '2024-01-02'],
    ['RELEASE.2024-01-02T03-04-05Z', 'RELEASE.', '2024-01-02T03-04-05Z'],
    ['8.0-rc1-alpine', '', '8.0-rc1', 'rc1', '-alpine'],
    ['16beta2', '', '16beta2', 'beta2'],
    ['3.13.0a1', '', '3.13.0a1', 'a1'],
    ['v2.0.0-beta.1', 'v', '2.0.0-beta.1', 'beta.1'],
    ['1.0-prebuilt', '', '1.0', undefined, '-prebuilt'],
    ['24.0.2_12-jdk', '', '24.0.2_12', undefined, '-jdk'],
    ['codeql-bundle-v2.1', 'codeql-bundle-v', '2.1'],
  ];
  for (const [text, prefix, core, prerelease, suffix = ''] of rows) {
    it(text, () => {
      const tag = parseTag(text);
      expect(tag).toMatchObject({ prefix, suffix });
      expect(tag?.prerelease).toBe(prerelease);
      expect(text.slice(tag?.core.start, tag?.core.end)).toBe(core);
    });
  }
});

describe('the step between images', () => {
  const rows: [string, string, string?][] = [
    ['3.19', '3.19'],
    ['3.19', '3.18'],
    ['3.9', '3.09'],
    ['3.19', '4'],
    ['3', '3.19'],
    ['3', '20250108'],
    ['3', '2024'],
    ['3.19', '3.20-slim'],
    ['v3.19', '3.20'],
    ['16.2-alpine3.19', '16.3-alpine3.20'],
    ['latest', '3'],
    ['3.19', '3.20', 'minor'],
    ['3', '4', 'major'],
    ['1.9.9', '1.9.10', 'patch'],
    ['16.2-alpine3.19', '17.0-alpine3.19', 'major'],
    ['8.0-rc1-alpine', '8.0-alpine', 'patch'],
    ['8.0-rc9', '8.0-rc10', 'patch'],
    ['8.0', '8.0-rc1'],
    ['bookworm-20240101-slim', 'bookworm-20250101-slim', 'minor'],
    ['2024-01-02', '2025-01-02', 'minor'],
    ['RELEASE.2024-01-02T03-04-05Z', 'RELEASE.2024-01-02T03-04-06Z', 'patch'],
    ['24.0.2_12-jdk', '24.0.3_1-jdk', 'patch'],
    ['99999999999999999998', '99999999999999999999', 'major'],
  ];
  for (const [from, to, step] of rows)
    it(`${from} → ${to}: ${step ?? 'none'}`, () => expect(images.step(from, to)).toBe(step));
});

describe('the step between actions', () => {
  const rows: [string, string, string?][] = [
    ['v4', 'v4.1.2'],
    ['v4.1.2', 'v4'],
    ['main', 'v4'],
    ['v4', 'codeql-bundle-v5'],
    ['v4', 'v5', 'major'],
    ['v4', 'v5.0.1', 'major'],
    ['4.1', 'v4.2', 'minor'],
  ];
  for (const [from, to, step] of rows)
    it(`${from} → ${to}: ${step ?? 'none'}`, () => expect(actions.step(from, to)).toBe(step));
});

describe('ranges and lines', () => {
  it('are those of semver', () => {
    expect(images.satisfies('16.2-alpine', '<17')).toBe(true);
    expect(images.satisfies('17-alpine', '<17')).toBe(false);
    expect(images.satisfies('22.04', '22.x')).toBe(true);
    expect(images.satisfies('latest', '*')).toBe(false);
    expect(images.satisfies('16', 'not a range')).toBe(false);
  });
  it('name the major version, or what stands for it', () => {
    expect(['v4.1.2', '0.3.1', '16-alpine', 'main', '2024-01-02'].map(images.line)).toEqual([
      '4',
      '0.3',
      '16',
      'main',
      '2024-01-02',
    ]);
  });
});

const anyTag = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .tuple(
      fc.constantFrom('', 'v', 'bookworm-'),
      fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 4 }),
      fc.constantFrom('', '-rc1', '-rc.2', 'beta1', '-alpine', '-rc1-alpine'),
    )
    .map(([prefix, numbers, rest]) => prefix + numbers.join('.') + rest),
);

describe('the order', () => {
  it('is total: antisymmetric, transitive, and equal only to itself', () => {
    fc.assert(
      fc.property(anyTag, anyTag, anyTag, (a, b, c) => {
        expect(Math.sign(images.compare(a, b)) + Math.sign(images.compare(b, a))).toBe(0);
        expect(images.compare(a, b) === 0).toBe(a === b);
        if (images.compare(a, b) <= 0 && images.compare(b, c) <= 0)
          expect(images.compare(a, c)).toBeLessThanOrEqual(0);
      }),
    );
  });
  it('agrees with the steps', () => {
    fc.assert(
      fc.property(anyTag, anyTag, (a, b) => {
        for (const order of [images, actions])
          if (order.step(a, b)) {
            expect(order.compare(a, b)).toBeLessThan(0);
            expect(order.step(b, a)).toBeUndefined();
          }
      }),
    );
  });
});
