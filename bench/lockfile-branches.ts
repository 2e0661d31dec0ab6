/** The lockfiles of some branches, in a process of its own so that its imports are counted. For bench/lockfile.ts. */
import { readFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

enableCompileCache();
const { createNpmWorkspace } = await import('../src/adapters/workspace/npm/index.ts');

const [folder = '', registry = '', ...bumps] = process.argv.slice(2);
const before = readFileSync(join(folder, 'package-lock.json'), 'utf8');
const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
const session = { url: registry, close: () => {} };
const workspace = createNpmWorkspace({ gateway: { open: () => session, close: async () => {} } });

for (const bump of bumps) {
  const at = bump.lastIndexOf('@');
  const [name, version] = [bump.slice(0, at), bump.slice(at + 1)];
  const section = manifest.dependencies?.[name] ? 'dependencies' : 'devDependencies';
  const edited = { ...manifest, [section]: { ...manifest[section], [name]: `^${version}` } };
  const answer = await workspace.lock({
    lockfile: {
      path: 'package-lock.json',
      tool: 'npm',
      format: '3',
      manifests: ['package.json'],
      packages: [],
      inputs: [],
    },
    before,
    files: new Map([['package.json', JSON.stringify(edited)]]),
    wanted: [{ manifest: 'package.json', name, version }],
    minimumReleaseAgeDays: 0,
    quarantined: [],
    now: '2026-01-01T00:00:00.000Z',
  });
  console.log(bump, answer.kind === 'locked' ? answer.by : answer);
}
await workspace.close();
