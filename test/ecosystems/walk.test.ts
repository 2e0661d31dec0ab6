import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Dependency, EcosystemId } from '../../src/domain/manifest.ts';
import type { RangeStrategy, RuntimePolicy } from '../../src/domain/policy.ts';
import type { Release } from '../../src/domain/release.ts';
import type { Lifecycle, ReleaseLine } from '../../src/domain/runtime.ts';
import { splice } from '../../src/domain/text.ts';
import type { UpdateType } from '../../src/domain/update.ts';
import type { Ecosystem, Rewrite, RewriteContext } from '../../src/ecosystems/ecosystem.ts';
import { ecosystemOf } from '../../src/ecosystems/index.ts';

/**
 * The one walker of fixtures/ecosystems/<id>/<case>/. A case is
 *
 *   before/**      files of a repository
 *   after/**       the same after the rewrite; a file that is missing here stays as it was
 *   update.json    which dependency moves where, and what is expected (see `Case`)
 *
 * Every case runs three times: as it is, with CRLF line ends, and without the last line end.
 */
interface Case {
  readonly name: string;
  /** Where the name alone does not tell. */
  readonly type?: string;
  readonly manifest?: string;
  readonly to: Release;
  readonly step: UpdateType;
  /** `auto` when it is missing. */
  readonly strategy?: RangeStrategy;
  /** `2026-11-01` when it is missing. */
  readonly now?: string;
  readonly published?: boolean;
  /** What `rewrite` answers when it is not edits; then nothing may change. */
  readonly rewrite?: Exclude<Rewrite['kind'], 'edits'>;
  /** What the dependency asks for afterwards, where the files do not make it plain. */
  readonly requirement?: string;
  /** The variants that make no sense for these files. */
  readonly without?: readonly ('crlf' | 'last-line-end')[];
  /** For a runtime: whose release lines are given, from config/runtimes.json unless `lines` says them. */
  readonly runtime?: string;
  readonly lines?: readonly ReleaseLine[];
  readonly follow?: RuntimePolicy['follow'];
  readonly engines?: RuntimePolicy['engines'];
}

type Texts = ReadonlyMap<string, string>;

const root = new URL('../../', import.meta.url).pathname;
const home = join(root, 'fixtures/ecosystems');

for (const id of folders(home)) {
  describe(`fixtures of ${id}`, () => {
    const names = folders(join(home, id));
    it('exist', () => expect(names).not.toEqual([]));
    for (const name of names) walk(id as EcosystemId, join(home, id, name), name);
  });
}

function walk(id: EcosystemId, folder: string, name: string): void {
  const wanted: Case = JSON.parse(readFileSync(join(folder, 'update.json'), 'utf8'));
  const before = textsIn(join(folder, 'before'));
  const after = new Map([...before, ...textsIn(join(folder, 'after'))]);

  it(name, () => check(id, before, after, wanted));
  if (!wanted.without?.includes('crlf')) {
    it(`${name}, with CRLF`, () => check(id, every(before, withCrlf), every(after, withCrlf), wanted));
  }
  if (!wanted.without?.includes('last-line-end')) {
    it(`${name}, without the last line end`, () =>
      check(id, every(before, withoutLastLineEnd), every(after, withoutLastLineEnd), wanted));
  }
}

function check(id: EcosystemId, before: Texts, after: Texts, wanted: Case): void {
  expect([...after.keys()].sort()).toEqual([...before.keys()].sort());
  const ecosystem = ecosystemOf(id);
  const dependency = dependencyIn(ecosystem, before, wanted);
  for (const site of dependency.sites) {
    expect(before.get(site.path)?.slice(site.range.start, site.range.end)).toBe(site.written);
  }
  const rewritten = ecosystem.rewrite(dependency, wanted.to, wanted.step, contextOf(wanted));
  if (rewritten.kind === 'edits') {
    const written = applied(before, rewritten);
    expect(Object.fromEntries(written)).toEqual(Object.fromEntries(after));
    const again = dependencyIn(ecosystem, written, wanted);
    expect(again.requirement).toBe(wanted.requirement ?? rewritten.requirement);
  }
  expect(rewritten.kind).toBe(wanted.rewrite ?? 'edits');
}

function dependencyIn(ecosystem: Ecosystem, texts: Texts, wanted: Case): Dependency {
  const read = ecosystem.read(new Map([...texts].filter(([path]) => ecosystem.wants(path))), [
    ...texts.keys(),
  ]);
  const found = read.dependencies.filter(
    (dependency) =>
      (dependency.name === wanted.name || dependency.alias === wanted.name) &&
      dependency.type === (wanted.type ?? dependency.type) &&
      dependency.manifest === (wanted.manifest ?? dependency.manifest),
  );
  const [first] = found;
  if (first && found.length === 1) return first;
  const seen = read.dependencies.map((one) => `${one.manifest} ${one.type} ${one.name}`);
  throw new Error(`update.json names ${found.length} of these dependencies:\n${seen.join('\n')}`);
}

function applied(before: Texts, rewritten: Extract<Rewrite, { kind: 'edits' }>): Texts {
  const unknown = rewritten.edits.filter((edit) => !before.has(edit.path));
  expect(unknown).toEqual([]);
  return new Map(
    [...before].map(([path, text]) => {
      const spliced = splice(
        text,
        rewritten.edits.filter((edit) => edit.path === path),
      );
      if (spliced.kind === 'refused') throw new Error(`${path}: ${spliced.because}`);
      return [path, spliced.text];
    }),
  );
}

function contextOf(wanted: Case): RewriteContext {
  return {
    strategy: wanted.strategy ?? 'auto',
    now: new Date(wanted.now ?? '2026-11-01'),
    published: wanted.published ?? false,
    ...(wanted.runtime && {
      runtime: {
        lifecycle: lifecycleOf(wanted.runtime, wanted.lines),
        policy: {
          enabled: true,
          follow: wanted.follow ?? 'lts',
          daysBeforeEndOfLife: 90,
          engines: wanted.engines ?? 'library',
        },
      },
    }),
  };
}

function lifecycleOf(runtime: string, lines: readonly ReleaseLine[] | undefined): Lifecycle {
  if (lines) return { runtime, label: runtime, lines, asOf: '2026-11-01', source: 'update.json' };
  const known: Record<string, Lifecycle> = JSON.parse(
    readFileSync(join(root, 'config/runtimes.json'), 'utf8'),
  );
  const lifecycle = known[runtime];
  if (!lifecycle) throw new Error(`config/runtimes.json knows no ${runtime}`);
  return lifecycle;
}

function every(texts: Texts, change: (text: string) => string): Texts {
  return new Map([...texts].map(([path, text]) => [path, change(text)]));
}

function withCrlf(text: string): string {
  return text.replace(/\r?\n/g, '\r\n');
}

function withoutLastLineEnd(text: string): string {
  return text.replace(/\r?\n$/, '');
}

function folders(path: string): string[] {
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

function textsIn(folder: string): Texts {
  if (!existsSync(folder)) return new Map();
  const paths = readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
  return new Map(paths.map((path) => [path.split(sep).join('/'), readFileSync(join(folder, path), 'utf8')]));
}
