import { readFileSync } from 'node:fs';
import validRange from 'semver/ranges/valid.js';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { readReplacements } from '../../src/policy/replacements.ts';

const text = readFileSync(new URL('../../config/replacements.yml', import.meta.url), 'utf8');
const name = z.string().regex(/^(?:@[a-z0-9-]+\/)?[a-z0-9.-]+$/);
const range = z.string().refine((written) => validRange(written) !== null);
const entry = z.strictObject({
  from: name,
  to: name,
  replaces: range.optional(),
  versions: range,
  why: z.string().regex(/^[^.\n].{10,}[^.]$/),
  source: z.url({ protocol: /^https$/ }),
});

it('every replacement that ships says what becomes what, from where on, and who says so', () => {
  const replacements = [...readReplacements(text).values()];
  expect(replacements.length).toBeGreaterThan(30);
  for (const replacement of replacements) expect(() => entry.parse(replacement)).not.toThrow();
});

it('no successor is itself replaced', () => {
  const replacements = readReplacements(text);
  expect([...replacements.values()].filter(({ to }) => replacements.has(to))).toEqual([]);
});
