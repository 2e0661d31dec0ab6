import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Requests } from '../world/github/index.ts';
import { type AppWorld, openAppWorld } from '../world/service.ts';

let world: AppWorld;
beforeEach(async () => {
  world = await openAppWorld();
  const { github, registry } = world;
  github.organisation('acme', { members: { ada: 'admin', grace: 'member' } });
  registry.publish('left', '1.0.0', { at: '2025-01-01' });
  registry.publish('left', '2.0.0', { at: '2025-03-01' });
});
afterEach(async () => {
  await world.close();
  world.github.assertClean();
});

/** However slow the machine is; nothing here is judged by the time it takes. */
const patience = { timeout: 100_000, interval: 100 };
vi.setConfig({ testTimeout: 120_000 });
const manifest = `${JSON.stringify({ name: 'shop', private: true, dependencies: { left: '1.0.0' } }, undefined, 2)}\n`;

/** What was asked about the repository, with no token among it. */
const about = (requests: Requests) =>
  requests.all
    .filter(({ path }) => path.startsWith('/repos/acme/shop'))
    .map(({ method, path }) => `${method} ${decodeURIComponent(path).replace('/repos/acme/shop', '')}`);

it('asks at most eight questions and three a commit to open a pull request, and two to find that nothing changed', async () => {
  const { github } = world;
  const repository = github.repository('acme/shop', {
    files: {
      'package.json': manifest,
      '.github/springtide.yml': 'labels: [mine]\nassignees: [ada]\nreviewers: [grace]\n',
    },
  });
  const installation = github.installs('acme');
  const service = await world.serve();
  const outcomes = (kind: string) => service.log.filter(({ job }) => job === kind);
  await expect.poll(() => outcomes('scan-repository').length, patience).toBe(1);
  const scanned = github.requests.mark();
  await expect.poll(() => outcomes('propose-upgrade').length, patience).toBe(1);
  const asked = about(scanned);
  const opening = asked.slice(0, asked.indexOf('POST /issues/2/labels') + 1);
  expect(opening.length, opening.join('\n')).toBeLessThanOrEqual(8 + 3);
  expect(opening).toContain('POST /pulls');

  // Until all that was to be said of it is said; then the same scan is asked for again, as a schedule does.
  await expect.poll(() => repository.checks('springtide/left-2.x').length, patience).toBe(1);
  await world.github.webhooks.settled();
  await expect.poll(() => outcomes('watch-rollout').length, patience).toBeGreaterThan(0);
  const rescan = async () => {
    const before = outcomes('scan-repository').length;
    const since = github.requests.mark();
    // A webhook that hints at the default branch, though nothing moved.
    const told = { id: repository.id, default_branch: 'main' };
    const push = { ref: 'refs/heads/main', installation: { id: installation.id }, repository: told };
    await github.webhooks.send('push', JSON.stringify(push));
    await expect.poll(() => outcomes('scan-repository').length, patience).toBeGreaterThan(before);
    return about(since);
  };
  await rescan();
  await expect.poll(async () => rescan(), patience).toEqual(['GET /git/ref/heads/main', 'GET /pulls']);
});

it('reads the sources that codemods look at in one question, and not file by file', async () => {
  const { github, registry } = world;
  for (const version of ['4.1.2', '5.3.0'])
    registry.publish('chalk', version, { at: '2025-01-01', type: 'module' });
  const uses = "const chalk = require('chalk');\nconsole.log(chalk.keyword('orange')('a'));\n";
  const sources = Object.fromEntries(
    Array.from({ length: 60 }, (_, index) => [`src/${index}.js`, `// ${index}\n${uses}`]),
  );
  const chalky = manifest
    .replace('"left": "1.0.0"', '"chalk": "^4.1.2"')
    .replace('"private"', '"engines": { "node": ">=24" }, "private"');
  const repository = github.repository('acme/shop', {
    files: {
      'package.json': chalky,
      ...sources,
      // Left out of archives, and rewritten in them: both are asked for by themselves.
      '.gitattributes': 'src/7.js export-ignore\nsrc/8.js export-subst\n',
      'src/8.js': `// $Format:%H$\n${uses}`,
    },
  });
  github.installs('acme');
  await world.serve();
  await expect.poll(() => repository.pulls().length, patience).toBe(1);
  const [pull] = repository.pulls();
  const branch = pull?.branch ?? '';
  for (const path of ['src/0.js', 'src/7.js', 'src/8.js'])
    expect(repository.read(branch, path)).not.toBe(repository.read('main', path));
  expect(repository.read(branch, 'src/8.js')).toContain('$Format:%H$');
  expect(github.requests.count('GET /repos/{owner}/{repo}/tarball/{ref}')).toBe(1);
  expect(github.requests.count('GET /repos/{owner}/{repo}/git/blobs/{file_sha}')).toBeLessThan(10);
});
