import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = new URL('..', import.meta.url).pathname;

/** Who knows whom. A room knows itself; the rest is said here. */
const line = ['domain', 'ecosystems'];
const knows: Record<string, string[]> = {
  domain: [],
  ecosystems: ['domain'],
  policy: line,
  scan: line,
  decide: line,
  change: line,
  publish: line,
  rollout: line,
  campaign: line,
  codemods: ['change/codemod.ts', 'change/syntax.ts'],
  'ports.ts': ['domain'],
  jobs: [
    'domain',
    'ecosystems',
    'policy',
    'scan',
    'decide',
    'change',
    'publish',
    'rollout',
    'campaign',
    'ports.ts',
  ],
  adapters: [
    'domain',
    'ecosystems',
    'ports.ts',
    'change/codemod.ts',
    // The process in which codemods of others run makes the files they are handed.
    'change/elsewhere.ts',
    'change/source-file.ts',
    'change/syntax.ts',
  ],
  web: ['domain', 'jobs', 'ports.ts', 'publish'],
};
/** Only these know everybody. */
const everybody = new Set(['main.ts', 'cli.ts', 'cli']);
/** Where the world is waited for. */
const waits = new Set(['jobs', 'adapters', 'web', 'main.ts', 'cli.ts', 'cli']);
/** What reads the clock, the environment or the disk. */
const worldly = [
  /\bDate\.now\(/,
  /\bnew Date\(\)/,
  /\bprocess\.(env|cwd|argv)\b/,
  /from 'node:(fs|fs\/promises|child_process|http|https|net|os|worker_threads)'/,
];

const sources = [...files('src'), ...files('codemods')].filter((path) => path.endsWith('.ts'));

function files(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

/** `src/decide/plan.ts` → `decide`; `src/ports.ts` → `ports.ts`; `codemods/x/codemod.ts` → `codemods`. */
function roomOf(path: string): string {
  const [top, room] = path.split('/');
  return top === 'src' ? (room ?? '') : (top ?? '');
}

function importsOf(path: string): string[] {
  const text = readFileSync(join(root, path), 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map((match) =>
    relative(root, join(root, dirname(path), match[1] ?? '')),
  );
}

function forbidden(path: string): string[] {
  const room = roomOf(path);
  if (everybody.has(room)) return [];
  return importsOf(path)
    .filter((target) => !target.startsWith('config/') && target !== 'package.json')
    .filter((target) => roomOf(target) !== room)
    .filter(
      (target) => !(knows[room] ?? []).some((known) => roomOf(target) === known || target === `src/${known}`),
    )
    .map(
      (target) =>
        `${path} may not import ${target}: ${room} knows only ${(knows[room] ?? []).join(', ') || 'itself'}`,
    );
}

describe('the rooms of the house', () => {
  it('import only whom they may know', () => {
    expect(sources.flatMap(forbidden)).toEqual([]);
  });

  it('would notice a forbidden arrow', () => {
    expect(forbidden('src/cli.ts')).toEqual([]);
    expect(knows.domain).toEqual([]);
  });

  it('wait only in jobs, adapters, web, main and cli', () => {
    const waiting = sources
      .filter((path) => !waits.has(roomOf(path)))
      .filter((path) => /(?<![./'"`])\b(?:await|async)\b(?![/'"`])/.test(withoutComments(path)));
    expect(waiting).toEqual([]);
  });

  it('read no clock, environment or disk in the core', () => {
    const touching = sources
      .filter((path) => !waits.has(roomOf(path)))
      .flatMap((path) =>
        worldly.filter((sign) => sign.test(withoutComments(path))).map((sign) => `${path}: ${sign}`),
      );
    expect(touching).toEqual([]);
  });
});

function withoutComments(path: string): string {
  return readFileSync(join(root, path), 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|\s)\/\/.*$/gm, '')
    .replace(/`(?:[^`\\$]|\\.|\$(?!\{)|\$\{[^`{}]*\})*`/g, '``')
    .replace(/'(?:[^'\\\n]|\\.)*'/g, (text) => (text.startsWith("'node:") ? text : "''"));
}
