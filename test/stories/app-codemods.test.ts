/** Codemods of an organisation's own, in the service: a folder of the repository that holds its configuration. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type AppWorld, openAppWorld } from '../world/service.ts';

let world: AppWorld;
beforeEach(async () => {
  world = await openAppWorld();
  world.github.organisation('acme', { members: { ada: 'admin' } });
  world.registry.publish('left', '1.0.0', { at: '2025-01-01' });
  world.registry.publish('left', '2.0.0', { at: '2025-03-01' });
});
afterEach(async () => {
  await world.close();
  world.github.assertClean();
});

/** However slow the machine is; nothing here is judged by the time it takes. */
const patience = { timeout: 100_000, interval: 100 };
vi.setConfig({ testTimeout: 120_000 });

const codemod = `
import { changed, endingUses, moveUses, resultOf } from 'springtide/codemod';

export const codemod = {
  id: 'tide', title: 'Let it flow', revision: 1, level: 'required',
  trigger: { kind: 'dependency', ecosystem: 'npm', name: 'left', crosses: '2.0.0' },
  languages: ['javascript'], hints: [['left', 'ebb']], rules: [{ id: 'names', doc: 'ebb to flow' }],
  transform(file) {
    const { edits } = moveUses(file, endingUses(file, ['left'], ['ebb']), 'flow', 'names');
    return resultOf(file, [changed(edits)]);
  },
};
`;
const filesOf = (source: string) => ({
  'package.json': `${JSON.stringify({ name: 'shop', private: true, dependencies: { left: '1.0.0' } }, undefined, 2)}\n`,
  'a.mjs': "import { ebb } from 'left';\nebb();\n",
  '.github/springtide.yml': `codemods:\n  from:\n    - ${source}\n`,
});

it('a folder runs as it was merged, and nothing that nobody merged or nobody allowed', async () => {
  const { github } = world;
  const ada = github.person('ada');
  const organisation = github.repository('acme/.github', { files: { 'springtide.yml': 'labels: [acme]\n' } });
  const files = { 'codemods/left/tide/codemod.js': codemod };
  const merged = ada.pushes(organisation, { files });
  const unmerged = ada.pushes(organisation, {
    branch: 'idea',
    onto: merged,
    files: { 'codemods/left/x.js': '' },
  });
  const folder = (commit: string) => filesOf(`{ folder: codemods/left, commit: ${commit} }`);
  const shop = github.repository('acme/shop', { files: folder(merged) });
  const shed = github.repository('acme/shed', { files: folder(unmerged) });
  const yard = github.repository('acme/yard', { files: folder('0a'.repeat(20)) });
  const integrity = `sha512-${'A'.repeat(86)}==`;
  const depot = github.repository('acme/depot', {
    files: filesOf(`{ package: codemods-of-others, version: 1.2.3, integrity: ${integrity} }`),
  });
  github.installs('acme');
  await world.serve({ SPRINGTIDE_CODEMODS_FROM: 'acme/.github, @acme/*' });

  await expect
    .poll(() => shop.pulls()[0]?.body, patience)
    .toContain('`tide` made 2 edits in 1 file (names 2)');
  const from = (commit: string) =>
    `Codemods of codemods/left of acme/.github at ${commit.slice(0, 7)} did not run`;
  await expect.poll(() => shed.pulls()[0]?.body, patience).toContain(from(unmerged));
  expect(shed.pulls()[0]?.body).toContain(
    'its commit is not on the default branch; merge it, and pin what was merged',
  );
  await expect.poll(() => yard.pulls()[0]?.body, patience).toContain('it cannot be read: ');
  await expect
    .poll(() => depot.pulls()[0]?.body, patience)
    .toContain('who runs this Springtide allows it with SPRINGTIDE_CODEMODS_FROM');
});
