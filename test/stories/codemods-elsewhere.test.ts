/** Codemods of others in a whole upgrade on a terminal: named by the configuration, allowed by whoever runs it. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openWorld, type World } from '../world/index.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
  world.registry.publish('left', '1.0.0');
  world.registry.publish('left', '2.0.0', { at: '2026-03-01' });
});
afterEach(() => world.close());

const codemod = (id: string, from: string, to: string, head = '', level = 'required') => `${head}
import { changed, endingUses, moveUses, resultOf } from 'springtide/codemod';

export const codemod = {
  id: '${id}', title: 'Use ${to}', revision: 1, level: '${level}',
  trigger: { kind: 'dependency', ecosystem: 'npm', name: 'left', crosses: '2.0.0' },
  languages: ['javascript'], hints: [['left', '${from}']], rules: [{ id: 'names', doc: '${from} to ${to}' }],
  transform(file) {
    const { edits } = moveUses(file, endingUses(file, ['left'], ['${from}']), '${to}', 'names');
    return resultOf(file, [changed(edits)]);
  },
  manifest: (_, { applied }) =>
    applied.has('names') ? [{ kind: 'add', section: 'dependencies', name: 'left-more', requirement: '^1.0.0' }] : [],
};
`;

/** Publishes them, and answers with how they are named. */
async function published(name: string, files: Readonly<Record<string, string>>): Promise<string> {
  world.registry.publish(name, '1.2.3', {}, files);
  const answer = await fetch(`${world.registry.url}${name}/1.2.3`);
  const { dist } = (await answer.json()) as { dist: { integrity: string } };
  return `{ package: '${name}', version: 1.2.3, integrity: ${dist.integrity} }`;
}

async function shop(...from: readonly string[]) {
  const repository = world.repository('shop', {
    'package.json': JSON.stringify({ name: 'shop', private: true, dependencies: { left: '1.0.0' } }),
    'springtide.yml': `codemods:\n  from:\n${from.map((one) => `    - ${one}\n`).join('')}`,
    'a.mjs': "import { ebb, rise } from 'left';\nebb(rise);\n",
  });
  await repository.lock('npm');
  return repository;
}

interface Upgraded {
  readonly steps: readonly { readonly kind: string; readonly codemod?: { readonly id: string } }[];
  readonly notRun: readonly { readonly from: string; readonly because: string }[];
  readonly body: string;
}

async function upgraded(folder: string, ...allowed: readonly string[]): Promise<Upgraded> {
  const flags = allowed.length > 0 ? ['--allow-codemods-from', ...allowed] : [];
  const { out, err } = await world.run(folder, 'upgrade', '--json', ...flags);
  expect(err).toBe('');
  return JSON.parse(out).upgrades[0];
}

it('run where they are allowed, and declare what their code needs', async () => {
  world.registry.publish('left-more', '1.0.0');
  const friendly = await published('@acme/codemods', {
    'codemods/tide/codemod.js': codemod('tide', 'ebb', 'flow'),
  });
  const repository = await shop(friendly);

  const { steps, notRun } = await upgraded(repository.folder, '@acme/*');

  expect(notRun).toEqual([]);
  expect(steps.map((step) => step.codemod?.id ?? step.kind)).toEqual(['bump', 'tide']);
  expect(repository.at('springtide/left-2.x', 'a.mjs')).toBe(
    "import { flow, rise } from 'left';\nflow(rise);",
  );
  expect(JSON.parse(repository.at('springtide/left-2.x', 'package.json')).dependencies).toEqual({
    left: '2.0.0',
    'left-more': '^1.0.0',
  });
  expect(repository.at('springtide/left-2.x', 'package-lock.json')).toContain('node_modules/left-more');
});

it('do not run where they are not, and the pull request says so', async () => {
  const friendly = await published('@acme/codemods', { 'codemod.js': codemod('tide', 'ebb', 'flow') });
  const repository = await shop(friendly, `{ folder: codemods/acme, commit: ${'0a'.repeat(20)} }`);

  const { steps, notRun, body } = await upgraded(repository.folder, '@elsewhere/*');

  expect(steps.map(({ kind }) => kind)).toEqual(['bump']);
  expect(notRun).toEqual([
    {
      from: '@acme/codemods 1.2.3',
      because: '@acme/codemods is not allowed; allow it with --allow-codemods-from',
    },
    {
      from: 'codemods/acme at 0a0a0a0',
      because:
        'a folder is read from springtide-config or .github of the organisation, and there is none here',
    },
  ]);
  expect(body).toContain('did not run, or not on everything: ');
  const { out } = await world.run(repository.folder, 'upgrade');
  expect(out).toContain('Codemods of @acme/codemods 1.2.3 did not run');
});

it('do not run when they are not what was pinned', async () => {
  const other = await published('@acme/codemods', { 'codemod.js': codemod('tide', 'ebb', 'flow') });
  const repository = await shop(other.replace(/sha512-.{86}/, `sha512-${'A'.repeat(86)}`));

  const { steps, notRun } = await upgraded(repository.folder, '@acme/codemods');

  expect(steps.map(({ kind }) => kind)).toEqual(['bump']);
  expect(notRun).toEqual([
    {
      from: '@acme/codemods 1.2.3',
      because: expect.stringContaining('its archive is not the one with the integrity that is pinned'),
    },
  ]);
});

it('that do harm are stopped with a sentence, and the friendly ones beside them run', async () => {
  const names = {
    id: 'wave',
    title: 'x',
    revision: 1,
    level: 'required',
    languages: ['javascript'],
    hints: [['left']],
  };
  const hostile = (id: string, transform: string) =>
    `export const codemod = { ...${JSON.stringify({ ...names, id, rules: [{ id: 'names', doc: 'x' }] })},
      trigger: { kind: 'dependency', ecosystem: 'npm', name: 'left', crosses: '2.0.0' },
      transform(file) { ${transform} } };`;
  world.registry.publish('left-more', '1.0.0');
  const repository = await shop(
    await published('evil-end', {
      'codemod.js': hostile('ends', 'const kept = []; for (;;) kept.push(new Array(1e6).fill(0.5));'),
    }),
    await published('evil-file', { 'codemod.js': `import 'node:fs'; ${hostile('reads', '')}` }),
    await published('evil-throw', { 'codemod.js': hostile('throws', "throw new Error('no');") }),
    await published('evil-twice', {
      'codemod.js': hostile(
        'grows',
        "return { kind: 'result', notes: [], edits: [{ start: 0, end: 0, text: '/**/', rule: 'names', sure: true }] };",
      ),
    }),
    await published('evil-name', { 'codemod.js': codemod('express-4-to-5', 'ebb', 'ebbed') }),
    await published('friendly', { 'codemod.js': codemod('tide', 'ebb', 'flow') }),
  );

  const { steps, notRun, body } = await upgraded(repository.folder, '*');

  expect(steps.map((step) => step.codemod?.id ?? step.kind)).toEqual(['bump', 'tide']);
  expect(repository.at('springtide/left-2.x', 'a.mjs')).toContain('flow(rise)');
  expect(notRun).toEqual([
    {
      from: 'evil-file 1.2.3',
      because:
        'codemod.js could not be loaded: node:fs cannot be imported; a codemod has its own files and springtide/codemod',
    },
    { from: 'evil-name 1.2.3', because: 'express-4-to-5 is the name of another codemod already' },
    { from: 'evil-end 1.2.3', because: 'it needed more memory than a codemod may have, at a.mjs' },
    { from: 'evil-throw 1.2.3', because: 'throws could not do a.mjs: it threw: no' },
  ]);
  expect(body).toContain('nothing was changed in this file, because a second run would change more');
});
