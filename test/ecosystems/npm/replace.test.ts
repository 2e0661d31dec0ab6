import { describe, expect, it } from 'vitest';
import type { Dependency } from '../../../src/domain/manifest.ts';
import { splice } from '../../../src/domain/text.ts';
import { npm } from '../../../src/ecosystems/npm/index.ts';
import { replaceDependency } from '../../../src/ecosystems/npm/replace.ts';

function only(manifest: string, name: string): Dependency {
  const { dependencies } = npm.read(new Map([['package.json', manifest]]), ['package.json']);
  const found = dependencies.find((dependency) => dependency.name === name);
  if (!found) throw new Error(`${name} is not in ${manifest}`);
  return found;
}

function replaced(manifest: string, name: string, by: string, version: string): string {
  const rewrite = replaceDependency(only(manifest, name), by, version, manifest);
  if (rewrite.kind !== 'edits') return rewrite.kind === 'cannot' ? rewrite.why : rewrite.kind;
  const spliced = splice(manifest, rewrite.edits);
  return spliced.kind === 'spliced' ? spliced.text : spliced.because;
}

describe('a package in the place of another', () => {
  it.each([
    [
      'stays where it was when the order allows it',
      '{"dependencies": {"a": "1", "old": "^1.0.0", "z": "1"}}',
      '{"dependencies": {"a": "1", "new": "^2.3.4", "z": "1"}}',
    ],
    [
      'moves to its place in the alphabet',
      '{"dependencies": {"a": "1", "o": "1", "old": "^1.0.0"}}',
      '{"dependencies": {"a": "1", "new": "^2.3.4", "o": "1"}}',
    ],
    [
      'stays where it was in a list that nobody sorts',
      '{"dependencies": {"z": "1", "old": "^1.0.0", "a": "1"}}',
      '{"dependencies": {"z": "1", "new": "^2.3.4", "a": "1"}}',
    ],
    [
      'keeps an exact version exact',
      '{"devDependencies": {"old": "1.0.0"}}',
      '{"devDependencies": {"new": "2.3.4"}}',
    ],
    ['keeps a tilde', '{"devDependencies": {"old": "~1.0"}}', '{"devDependencies": {"new": "~2.3.4"}}'],
    [
      'keeps the alias that the code knows it by',
      '{"dependencies": {"mine": "npm:old@^1.0.0"}}',
      '{"dependencies": {"mine": "npm:new@^2.3.4"}}',
    ],
    [
      'is not declared twice',
      '{"dependencies": {"new": "^2.0.0", "old": "^1.0.0"}}',
      'new takes its place and is declared already; drop old once nothing uses it',
    ],
    [
      'is a promise that a peer dependency does not break by itself',
      '{"peerDependencies": {"old": "^1.0.0"}}',
      'new takes the place of old; replace it by hand where it is written',
    ],
  ])('%s', (_, before, after) => {
    expect(replaced(before, 'old', 'new', '2.3.4')).toBe(after);
  });
});
