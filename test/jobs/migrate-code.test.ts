import { describe, expect, it } from 'vitest';
import type { Codemod, Edit, Trigger } from '../../src/change/codemod.ts';
import type { Update } from '../../src/domain/update.ts';
import { type ElsewhereWorld, openElsewhere } from '../../src/jobs/codemods-elsewhere.ts';
import { type Migrated, migrateCode } from '../../src/jobs/migrate-code.ts';
import { readRepository } from '../../src/jobs/read-repository.ts';
import type { Checkout } from '../../src/ports.ts';
import { policy } from '../builders.ts';

type Files = Readonly<Record<string, string>>;

function checkoutOf(files: Files): Checkout {
  return {
    name: 'a working tree',
    list: async () => Object.keys(files).map((path) => ({ path, kind: 'file' })),
    read: async (paths) => ({
      files: paths.flatMap((path) => {
        const text = files[path];
        return text === undefined ? [] : [{ path, text, byteOrderMark: false, executable: false }];
      }),
      problems: [],
    }),
  };
}

/** Replaces a word by another wherever it stands. */
function replaces(from: string, to: string, trigger: Trigger, more: Partial<Codemod> = {}): Codemod {
  return {
    id: `${from}-to-${to}`,
    title: '',
    revision: 1,
    level: 'required',
    trigger,
    languages: ['javascript', 'json', 'yaml', 'dockerfile'],
    hints: [[from]],
    rules: [{ id: 'rule', doc: '' }],
    transform: ({ text }) => ({
      kind: 'result',
      edits: [...text.matchAll(new RegExp(`\\b${from}\\b`, 'g'))].map(
        ({ index }): Edit => ({
          start: index,
          end: index + from.length,
          text: to,
          rule: 'rule',
          sure: true,
        }),
      ),
      notes: [],
    }),
    ...more,
  };
}

const crosses = (name: string, version = '2.0.0'): Trigger => ({
  kind: 'dependency',
  ecosystem: 'npm',
  name,
  crosses: version,
});

interface Move {
  readonly name: string;
  readonly manifest?: string;
  readonly ecosystem?: 'npm' | 'runtimes' | 'github-actions';
}

const nothingElsewhere: ElsewhereWorld = {
  allowed: [],
  howToAllow: '',
  organisation: async () => undefined,
  modules: async () => ({ kind: 'refused', because: '' }),
  run: async () => ({
    codemods: [],
    problems: [],
    ask: async () => ({ kind: 'stopped', because: '' }),
    close() {},
  }),
};

/** From 1 to 3, with its files as the bump leaves them. */
async function migrate(
  files: Files,
  moves: readonly Move[],
  catalogue: readonly Codemod[],
  bumped: Files = {},
): Promise<Migrated> {
  const checkout = checkoutOf(files);
  const repository = await readRepository(checkout, () => false);
  const updates = moves.map(({ name, manifest = 'package.json', ecosystem = 'npm' }): Update => {
    return {
      kind: 'update',
      dependency: {
        ecosystem,
        name,
        manifest,
        type: 'dependencies',
        purpose: 'production',
        sites: [],
        requirement: '1',
        source: { kind: 'registry' },
      },
      from: '1.0.0',
      to: { version: '3.0.0' },
      type: 'major',
      requirement: '3',
      edits: [],
      passedOver: [],
    };
  });
  const edits = Object.entries(bumped).map(([path, after]) => ({ path, before: files[path], after }));
  const elsewhere = await openElsewhere([], catalogue, nothingElsewhere);
  const world = { repository, checkout, policy: policy(), catalogue, elsewhere, milliseconds: () => 0 };
  return migrateCode(updates, edits, world);
}

const changes = ({ steps }: Migrated): readonly string[] =>
  steps.flatMap(({ codemod, edits }) => edits.map(({ path, after }) => `${codemod.id} ${path}: ${after}`));

const json = (value: object) => JSON.stringify(value);

describe('an update of a package', () => {
  const monorepo = {
    'package.json': json({ devDependencies: { x: '1' } }),
    'a.js': 'f(old)',
    'one/package.json': json({}),
    'one/src/a.js': 'f(old)',
    'two/package.json': json({ dependencies: { x: '1' } }),
    'two/a.js': 'f(old)',
    'three/package.json': json({ dependencies: { x: '1' } }),
    'three/a.js': 'f(old)',
  };
  const catalogue = [replaces('old', 'fresh', crosses('x'))];

  it('of the root is about the packages within, unless they declare it themselves', async () => {
    expect(changes(await migrate(monorepo, [{ name: 'x' }], catalogue))).toEqual([
      'old-to-fresh a.js: f(fresh)',
      'old-to-fresh one/src/a.js: f(fresh)',
    ]);
  });

  it('of one package is about its own files', async () => {
    expect(
      changes(await migrate(monorepo, [{ name: 'x', manifest: 'two/package.json' }], catalogue)),
    ).toEqual(['old-to-fresh two/a.js: f(fresh)']);
  });

  it('runs over a file once, whoever asks for it', async () => {
    const both = [{ name: 'x' }, { name: 'node', ecosystem: 'runtimes', manifest: '.nvmrc' }] as const;
    const more = replaces('fresh', 'freshest', { kind: 'runtime', name: 'node', crosses: '3' });
    expect(
      changes(await migrate({ 'package.json': '{}', 'a.js': 'f(old)' }, both, [...catalogue, more])),
    ).toEqual(['old-to-fresh a.js: f(fresh)', 'fresh-to-freshest a.js: f(freshest)']);
  });
});

describe('files that the bump changed already', () => {
  it('are taken from there', async () => {
    const path = '.github/workflows/ci.yml';
    const migrated = await migrate(
      { [path]: 'uses: a/b@v1 # old' },
      [{ name: 'a/b', ecosystem: 'github-actions', manifest: path }],
      [replaces('old', 'fresh', { kind: 'tool', name: 'github-actions' })],
      { [path]: 'uses: a/b@v3 # old' },
    );
    expect(migrated.steps.flatMap(({ edits }) => edits)).toEqual([
      { path, before: 'uses: a/b@v3 # old', after: 'uses: a/b@v3 # fresh' },
    ]);
  });
});

describe('a manifest', () => {
  const files = { 'package.json': json({ scripts: { test: 'old' }, dependencies: { x: '1' } }) };
  const asks = replaces('old', 'fresh', crosses('x'), {
    manifest: () => [{ kind: 'add', section: 'dependencies', name: 'y', requirement: '2' }],
  });

  it('is handed on with what codemods make of it, whatever the bump leaves', async () => {
    const migrated = await migrate(files, [{ name: 'x' }], [asks]);
    expect(migrated.steps).toEqual([]);
    const rewrite = migrated.rewrites.get('package.json');
    expect(rewrite?.(json({ scripts: { test: 'old' }, dependencies: { x: '3' } }))).toBe(
      json({ scripts: { test: 'fresh' }, dependencies: { x: '3', y: '2' } }).replace(',"y":', ', "y": '),
    );
  });

  it('that nobody changes is not handed on', async () => {
    const quiet = replaces('old', 'fresh', crosses('x'));
    const migrated = await migrate(
      { 'package.json': json({ scripts: { test: 'other' } }) },
      [{ name: 'x' }],
      [quiet],
    );
    expect(migrated.rewrites.size).toBe(0);
  });

  it('takes no edit that is not sure', async () => {
    const unsure = replaces('old', 'fresh', crosses('x'), {
      transform: () => ({
        kind: 'result',
        edits: [{ start: 2, end: 2, text: 'a', rule: 'rule', sure: false }],
        notes: [],
      }),
    });
    const migrated = await migrate(files, [{ name: 'x' }], [unsure]);
    expect(migrated.rewrites.size).toBe(0);
    expect(migrated.open).toMatchObject([
      { path: 'package.json', message: expect.stringContaining('has to be sure') },
    ]);
  });
});

it('a survey sees the files that it asks for, of the whole repository, as the bump left them', async () => {
  const files = {
    'package.json': '{}',
    'a.js': 'f(old)',
    'tsconfig.json': 'one',
    'sub/tsconfig.json': 'two',
    'sub/other.json': 'three',
  };
  const surveys = replaces('old', 'fresh', crosses('x'), {
    survey: { files: /tsconfig\.json$/, of: (path, text) => [path, text] },
    transform: (_, { surveyed }) => ({
      kind: 'result',
      edits: [],
      notes: [{ start: 0, rule: 'rule', message: [...surveyed.values()].flat().join(' ') }],
    }),
  });
  const { open } = await migrate(files, [{ name: 'x' }], [surveys], { 'tsconfig.json': 'bumped' });
  expect(open.map(({ message }) => message)).toEqual(['tsconfig.json bumped sub/tsconfig.json two']);
});
