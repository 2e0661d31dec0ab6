/**
 * What GitHub may answer in the middle of a proposal, and the rule for it: done at once in another way, asked again later, or refused for good
 * and said so. Whatever it was, there is one branch, one pull request and one check in the end, or a sentence.
 */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { FaultKind, Repository } from '../world/github/index.ts';
import { type AppWorld, openAppWorld } from '../world/service.ts';

let world: AppWorld;
beforeEach(async () => {
  world = await openAppWorld();
  const { github, registry } = world;
  github.organisation('acme', { members: { ada: 'admin' } });
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

const says = (
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): FaultKind => ({
  kind: 'status',
  status,
  headers,
  body: { message, documentation_url: 'https://docs.github.com/rest', status: String(status) },
});

/** Nothing is left, until a moment from now. */
const exhausted = () => ({
  'x-ratelimit-remaining': '0',
  'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + 5),
});

type Rule = 'at once' | 'again' | { readonly refused: string };
const rows: readonly (readonly [string, string, FaultKind, Rule])[] = [
  ['its token is over', 'POST git/trees', says(401, 'Bad credentials'), 'at once'],
  [
    'the branch is there, though nobody sees it',
    'POST git/refs',
    says(422, 'Reference already exists'),
    'at once',
  ],
  [
    'a limit for a second',
    'POST git/commits',
    says(429, 'Too many requests', { 'retry-after': '1' }),
    'again',
  ],
  [
    'a secondary limit',
    'POST git/commits',
    says(403, 'You have exceeded a secondary rate limit', { 'retry-after': '1' }),
    'again',
  ],
  ['the limit of the hour', 'POST git/commits', says(403, 'API rate limit exceeded', exhausted()), 'again'],
  ['a tree that GitHub has not seen yet', 'POST git/commits', says(422, 'Tree SHA does not exist'), 'again'],
  ['a conflict', 'POST git/trees', says(409, 'Conflict'), 'again'],
  [
    'nothing between the branches, so far',
    'POST pulls',
    says(422, 'No commits between main and springtide/left-2.x'),
    'again',
  ],
  [
    'a pull request that is nowhere',
    'POST pulls',
    says(422, 'A pull request already exists for acme'),
    'again',
  ],
  ['a bad gateway', 'GET git/ref/heads%2Fmain', says(502, 'Bad Gateway'), 'again'],
  ['an error', 'POST pulls', says(500, 'Server Error'), 'again'],
  ['not available', 'POST check-runs', says(503, 'Service Unavailable'), 'again'],
  ['a pull request that is not shown yet', 'GET pulls/\\d+', says(404, 'Not Found'), 'again'],
  [
    'a commit that is not shown yet',
    'GET commits/\\w+/check-runs.*',
    says(422, 'No commit found for SHA: a'),
    'again',
  ],
  ['a lost question', 'POST git/refs', { kind: 'drop' }, 'again'],
  ['a lost answer', 'POST pulls', { kind: 'drop-after' }, 'again'],
  ['a lost answer about the check', 'POST check-runs', { kind: 'drop-after' }, 'again'],
  [
    'forbidden',
    'POST git/trees',
    says(403, 'Resource not accessible by integration'),
    { refused: 'GitHub refuses acme/forbidden: Resource not accessible by integration' },
  ],
  [
    'hidden',
    'POST git/trees',
    says(404, 'Not Found'),
    { refused: 'acme/hidden is gone, or this App may not see it' },
  ],
];

it('each answer of GitHub has its rule', async () => {
  const { github } = world;
  const manifest = `${JSON.stringify({ name: 'shop', private: true, dependencies: { left: '1.0.0' } }, undefined, 2)}\n`;
  const all = rows.map(([name, step, fault, rule]) => {
    const repository = github.repository(`acme/${name.replaceAll(/\W+/g, '-')}`, {
      files: { 'package.json': manifest },
    });
    const [method, path] = step.split(' ');
    const on = new RegExp(`^${method} /repos/${repository.fullName}/${path}$`);
    return { name, rule, repository, befallen: github.fault({ on }, fault) };
  });
  github.installs('acme');
  const service = await world.serve();

  const refusalOf = (rule: Rule) => (typeof rule === 'object' ? rule.refused : undefined);
  const isOver = ({ rule, repository }: (typeof all)[number]) => {
    const refused = refusalOf(rule);
    return refused === undefined
      ? isProposed(repository)
      : repository.issues()[0]?.body.includes(`Update dependency left to v2: ${refused}`) === true;
  };
  await expect.poll(() => all.filter((one) => !isOver(one)).map(({ name }) => name), patience).toEqual([]);
  await expect.poll(() => service.busy(), patience).toBe(0);
  const stumbles = ({ id }: Repository) =>
    service.log.filter(({ msg, repository }) => msg === 'job stumbled' && repository === id).length;
  for (const { name, rule, repository, befallen } of all) {
    expect(befallen.befallen, name).toBe(1);
    expect(stumbles(repository), name).toBe(rule === 'again' ? 1 : 0);
    expect(repository.pulls(), name).toHaveLength(refusalOf(rule) === undefined ? 1 : 0);
    expect(repository.issues(), name).toHaveLength(1);
  }
});

function isProposed(repository: Repository): boolean {
  const isDressed = repository.pulls()[0]?.labels.includes('dependencies') === true;
  return isDressed && repository.checks('springtide/left-2.x').length === 1;
}

it('merges a moment later when another one was merged in the same moment, and not what was pushed meanwhile', async () => {
  const { github } = world;
  const manifest = `${JSON.stringify({ name: 'shop', private: true, dependencies: { left: '1.0.0' } }, undefined, 2)}\n`;
  const files = { 'package.json': manifest, '.github/springtide.yml': 'automerge: true\n' };
  const [raced, pushed] = ['raced', 'pushed'].map((name) => github.repository(`acme/${name}`, { files }));
  if (!raced || !pushed) throw new Error('there is no repository');
  const again = says(405, 'Base branch was modified. Review and try the merge again.');
  github.fault({ on: /^PUT \/repos\/acme\/raced\/pulls\/\d+\/merge$/ }, again);
  let hers = '';
  const push = () => {
    hers = github
      .person('ada')
      .pushes(pushed, { branch: 'springtide/left-2.x', files: { 'fix.js': 'hers' } });
  };
  github.fault(
    { on: /^PUT \/repos\/acme\/pushed\/pulls\/\d+\/merge$/ },
    { kind: 'meanwhile', happens: push },
  );
  github.installs('acme');
  await world.serve();
  for (const one of [raced, pushed]) {
    await expect.poll(() => one.checks('springtide/left-2.x').length, patience).toBe(1);
    one.reports('build', { head: 'springtide/left-2.x', conclusion: 'success' });
  }
  await expect.poll(() => raced.pulls()[0]?.state, patience).toBe('merged');
  await expect.poll(() => pushed.checks(hers)[0]?.status, patience).toBe('in_progress');
  expect(pushed.pulls()[0]).toMatchObject({ state: 'open', head: hers });
});
