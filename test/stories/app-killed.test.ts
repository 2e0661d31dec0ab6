/**
 * The power goes at every step of a proposal: GitHub does what it was asked, and nobody is left to hear the answer. (Right before a step is
 * right after the one before it.) Each repository has a step of its own at which it takes the whole service down.
 */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Repository } from '../world/github/index.ts';
import { type AppWorld, openAppWorld, type RunningService } from '../world/service.ts';

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
const patience = { timeout: 200_000, interval: 100 };
vi.setConfig({ testTimeout: 240_000 });

/** What a proposal asks GitHub to do, in order; the text is so long that it goes as a blob of its own. */
const steps = [
  'git/blobs',
  'git/trees',
  'git/commits',
  'git/refs',
  'pulls',
  'pulls/\\d+/requested_reviewers',
  'issues/\\d+/labels',
  'check-runs',
  'issues',
];
const long = { name: 'shop', private: true, dependencies: { left: '1.0.0' }, text: 'x'.repeat(100_001) };
const branch = 'springtide/left-2.x';

it('killed at any step of a proposal, it ends with one branch, one pull request, one check and one dashboard', async () => {
  const { github } = world;
  let running: Promise<RunningService> | undefined;
  let killed = Promise.withResolvers<void>();
  const repositories = steps.map((step, index) => {
    const repository = github.repository(`acme/shop-${index}`, {
      files: {
        'package.json': `${JSON.stringify(long, undefined, 2)}\n`,
        '.github/springtide.yml': 'reviewers: [grace]\n',
      },
    });
    const kill = async () => {
      await (await running)?.stop('SIGKILL');
      killed.resolve();
    };
    github.fault({ on: asked(step, repository) }, { kind: 'meanwhile', happens: kill });
    return { step, repository };
  });
  github.installs('acme');
  const start = () => {
    // One job at a time, so that each death has the one cause.
    running = world.serve({ SPRINGTIDE_CONCURRENCY: '1' });
    return running;
  };
  for (const _ of steps) {
    killed = Promise.withResolvers<void>();
    await start();
    await killed.promise;
  }
  const service = await start();

  await expect
    .poll(() => repositories.filter((one) => !isFinished(one.repository)).map(({ step }) => step), patience)
    .toEqual([]);
  await expect.poll(() => service.busy(), patience).toBe(0);
  await github.webhooks.settled();
  for (const { step, repository } of repositories) {
    const checks = github.requests.matching(asked('check-runs', repository));
    expect(
      {
        branches: repository.branches(),
        commits: repository.commits(branch).length,
        pulls: repository.pulls().map(({ title, reviewers }) => [title, ...reviewers]),
        dashboards: repository.issues().map(({ title }) => title),
        checks: checks.filter(({ status }) => status === 201).length,
      },
      step,
    ).toEqual({
      branches: ['main', branch],
      commits: 2,
      pulls: [['Update dependency left to v2', 'grace']],
      dashboards: ['Dependency Dashboard'],
      checks: 1,
    });
  }
});

const asked = (step: string, { fullName }: Repository) => new RegExp(`^POST /repos/${fullName}/${step}$`);

function isFinished(repository: Repository): boolean {
  const [pull] = repository.pulls();
  return (
    pull?.labels.includes('dependencies') === true &&
    repository.issues().length > 0 &&
    repository.checks(branch).length > 0
  );
}
