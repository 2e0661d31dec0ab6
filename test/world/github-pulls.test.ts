/** Pull requests on the GitHub of the tests: how they live, what blocks them, and the ways they are merged. */
import type { Octokit } from '@octokit/rest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type GitHub, openClock, openGitHub, type PersonMoves, type Repository } from './github/index.ts';
import { octokitOf, outcome, propose } from './octokit.ts';

let github: GitHub;
let web: Repository;
let octokit: Octokit;
let ada: PersonMoves;
const at = { owner: 'acme', repo: 'web' };

beforeEach(async () => {
  github = await openGitHub({ clock: openClock() });
  github.organisation('acme', { members: { ada: 'admin', grace: 'member' }, teams: { web: ['grace'] } });
  web = github.repository('acme/web', { files: { a: '1\n2\n3\n', b: 'b\n' } });
  octokit = octokitOf(github, github.installs('acme'));
  ada = github.person('ada');
});

afterEach(async () => {
  await github.close();
  github.assertClean();
});

/** A pull request of the App's that changes `a`. */
async function openPull(branch = 'up', content = 'one\n2\n3\n') {
  const commit = await propose(octokit, at, branch, 'a', content);
  const { data } = await octokit.pulls.create({
    ...at,
    title: 'Change a',
    head: branch,
    base: 'main',
    body: 'Why.',
  });
  return { number: data.number, head: commit.sha, id: data.node_id };
}

const read = async (pull_number: number) => (await octokit.pulls.get({ ...at, pull_number })).data;
const merge = (pull_number: number, more: object = {}) =>
  outcome(octokit.pulls.merge({ ...at, pull_number, ...more }));

describe('whether it can be merged', () => {
  it('is not known to who asks first', async () => {
    const { number } = await openPull();
    expect((await read(number)).mergeable).toBeNull();
    expect(await read(number)).toMatchObject({ mergeable: true, mergeable_state: 'clean' });
  });

  it('is asked anew when the base moves, and a conflict is a real one', async () => {
    const { number, head } = await openPull();
    await read(number);
    ada.pushes(web, { files: { a: 'uno\n2\n3\n' } });
    expect((await read(number)).mergeable).toBeNull();
    expect(await read(number)).toMatchObject({ mergeable: false, mergeable_state: 'dirty' });
    expect(await merge(number, { sha: head })).toBe('405 Pull Request is not mergeable');
  });

  it('is so when both sides changed other lines', async () => {
    const { number } = await openPull();
    ada.pushes(web, { files: { b: 'B\n' } });
    await read(number);
    expect((await read(number)).mergeable).toBe(true);
    expect(await merge(number)).toBe('fine');
    expect([web.read('main', 'a'), web.read('main', 'b')]).toEqual(['one\n2\n3\n', 'B\n']);
  });
});

describe('opening', () => {
  it('is refused for what has nothing, is not there, or is open already', async () => {
    const open = (head: string, base = 'main') =>
      outcome(octokit.pulls.create({ ...at, title: 'x', head, base }));
    await octokit.git.createRef({ ...at, ref: 'refs/heads/same', sha: web.head() ?? '' });
    expect(await open('same')).toContain('No commits between main and same');
    expect(await open('none')).toContain('"field":"head","code":"invalid"');
    expect(await open('same', 'none')).toContain('"field":"base","code":"invalid"');
    await openPull();
    expect(await open('up')).toContain('A pull request already exists for acme:up.');
  });

  it('refuses a body that is too long', async () => {
    const { number } = await openPull();
    const long = 'x'.repeat(65_537);
    expect(await outcome(octokit.pulls.update({ ...at, pull_number: number, body: long }))).toContain(
      'body is too long',
    );
  });

  it('is found by its head, its base and its state', async () => {
    await openPull('one', 'x\n');
    await openPull('two', 'y\n');
    ada.closes(web.pull(1));
    const list = async (more: object) =>
      (await octokit.pulls.list({ ...at, ...more })).data.map(({ number }) => number);
    expect(await list({})).toEqual([2]);
    expect(await list({ state: 'all' })).toEqual([2, 1]);
    expect(await list({ state: 'all', head: 'acme:one' })).toEqual([1]);
    expect(await list({ base: 'other' })).toEqual([]);
  });
});

describe('the head', () => {
  it('follows the branch, with the commits of people on it', async () => {
    const { number } = await openPull();
    const sha = ada.pushes(web, { branch: 'up', files: { c: 'c' }, message: 'Mine too' });
    expect((await read(number)).head.sha).toBe(sha);
    const { data } = await octokit.pulls.listCommits({ ...at, pull_number: number });
    expect(data.map(({ author, commit }) => [author?.login, commit.verification?.verified])).toEqual([
      ['springtide[bot]', true],
      ['ada', false],
    ]);
  });

  it('that is reset to its base closes the pull request, for good', async () => {
    const { number, head } = await openPull();
    const move = (sha: string) => octokit.git.updateRef({ ...at, ref: 'heads/up', sha, force: true });
    await move(web.head() ?? '');
    expect(web.pull(number).state).toBe('closed');
    await move(head);
    const reopen = octokit.pulls.update({ ...at, pull_number: number, state: 'open' });
    expect(await outcome(reopen)).toContain('The up branch was force-pushed or recreated.');
  });

  it('whose branch is deleted closes the pull request', async () => {
    const { number } = await openPull();
    ada.deletesBranch(web, 'up');
    expect(web.pull(number).state).toBe('closed');
  });

  it('that somebody pushed to the base by hand is merged', async () => {
    const { number, head } = await openPull();
    ada.pushes(web, { files: { c: 'c' }, onto: head });
    expect(web.pull(number).state).toBe('merged');
  });
});

describe('a fork', () => {
  it('is where strangers propose from; the App is told, and the head follows', async () => {
    const eve = github.person('eve');
    const fork = github.fork(web, 'eve');
    eve.pushes(fork, { branch: 'mine', files: { c: 'c' } });
    const pull = eve.opensPull(web, { title: 'Mine', head: 'eve:mine' });
    expect((await read(pull.number)).head).toMatchObject({
      label: 'eve:mine',
      repo: { fork: true, full_name: 'eve/web' },
    });
    const sha = eve.pushes(fork, { branch: 'mine', files: { d: 'd' } });
    expect(web.pull(pull.number).head).toBe(sha);
    expect(github.webhooks.deliveries.at(-1)).toMatchObject({ event: 'pull_request', action: 'synchronize' });
    ada.merges(pull);
    expect(web.read('main', 'd')).toBe('d');
    expect(web.git('fsck', '--strict', '--no-dangling')).toBe('');
  });

  it('shares its objects; another repository sees none of them', async () => {
    const other = github.repository('acme/other', { files: { a: 'other' } });
    github.fork(web, 'eve');
    const get = (owner: string, repo: string, commit_sha = '') =>
      outcome(octokit.git.getCommit({ owner, repo, commit_sha }));
    expect(await get('eve', 'web', web.head())).toBe('fine');
    expect(await get('acme', 'web', other.head())).toBe('404 Not Found');
  });
});

describe('a closed one', () => {
  it('is opened again when nothing moved, and never when it was merged', async () => {
    const { number } = await openPull();
    const reopen = () => outcome(octokit.pulls.update({ ...at, pull_number: number, state: 'open' }));
    ada.closes(web.pull(number));
    expect(await reopen()).toBe('fine');
    ada.merges(web.pull(number));
    expect(await reopen()).toContain('The pull request has been merged.');
  });
});

describe('merging', () => {
  it('merges exactly the head that was judged, or nothing', async () => {
    const { number, head } = await openPull();
    ada.pushes(web, { branch: 'up', files: { c: 'c' } });
    expect(await merge(number, { sha: head })).toBe(
      '409 Head branch was modified. Review and try the merge again.',
    );
    expect(web.pull(number).state).toBe('open');
  });

  it.each([
    ['merge', 'Merge pull request #1 from acme/up', 2],
    ['squash', 'Change a (#1)', 1],
    ['rebase', 'Change a', 1],
  ] as const)('by %s makes the commit it is named after', async (merge_method, subject, parents) => {
    const { number } = await openPull();
    ada.pushes(web, { files: { b: 'B\n' } });
    expect(await merge(number, { merge_method })).toBe('fine');
    const [newest] = web.commits('main');
    expect(newest?.message.split('\n')[0]).toBe(subject);
    expect(newest?.parents).toHaveLength(parents);
    expect([web.read('main', 'a'), web.read('main', 'b')]).toEqual(['one\n2\n3\n', 'B\n']);
    expect(web.git('fsck', '--strict', '--no-dangling')).toBe('');
  });

  it('is refused in a way the repository does not allow', async () => {
    const { number } = await openPull();
    web.set({ allowMerge: false });
    expect(await merge(number)).toBe('405 Merge commits are not allowed on this repository.');
    expect(await merge(number, { merge_method: 'squash' })).toBe('fine');
  });

  it('waits for required checks, of protection and of rulesets', async () => {
    const { number, head } = await openPull();
    web.protect('main', { checks: ['test'] });
    web.protect('main', { checks: ['lint'], from: 'ruleset' });
    expect(await merge(number)).toBe('405 2 of 2 required status checks are expected.');
    web.reports('test', { head, conclusion: 'success' });
    web.status('lint', { head, state: 'failure' });
    expect(await merge(number)).toBe('405 Required status check "lint" is failing.');
    web.status('lint', { head, state: 'success' });
    expect(await merge(number)).toBe('fine');
  });

  it('waits for an approval, and for changes that were asked for', async () => {
    const { number } = await openPull();
    web.protect('main', { approvals: 1 });
    github.person('grace').reviews(web.pull(number), 'CHANGES_REQUESTED', 'No.');
    expect(await merge(number)).toMatch(/^405 Changes have been requested. At least 1 approving review/);
    github.person('grace').reviews(web.pull(number), 'APPROVED');
    expect(await merge(number)).toBe('fine');
  });

  it('tells what protects a branch to who may know it', async () => {
    web.protect('main', { checks: ['test'], strict: true });
    web.protect('main', { checks: ['lint'], from: 'ruleset' });
    const branch = { ...at, branch: 'main' };
    const { data } = await octokit.repos.getBranchProtection(branch);
    expect(data.required_status_checks).toMatchObject({ strict: true, contexts: ['test'] });
    const { data: rules } = await octokit.repos.getBranchRules(branch);
    expect(rules).toMatchObject([
      { type: 'required_status_checks', parameters: { required_status_checks: [{ context: 'lint' }] } },
    ]);
    const { data: shown } = await octokit.repos.getBranch(branch);
    expect(shown).toMatchObject({
      protected: true,
      protection: { required_status_checks: { contexts: ['test'] } },
    });
    const poor = octokitOf(
      github,
      github.installs('globex', { permissions: { metadata: 'read', contents: 'read' } }),
    );
    github.repository('globex/api', { files: { a: 'a' } }).protect('main', { checks: ['test'] });
    expect(
      await outcome(poor.repos.getBranchProtection({ owner: 'globex', repo: 'api', branch: 'main' })),
    ).toBe('403 Resource not accessible by integration');
  });

  it('brings a branch up to date when it is asked to', async () => {
    const { number, head } = await openPull();
    const update = () =>
      outcome(octokit.pulls.updateBranch({ ...at, pull_number: number, expected_head_sha: head }));
    expect(await update()).toBe('422 There are no new commits on the base branch.');
    ada.pushes(web, { files: { b: 'B\n' } });
    expect(await update()).toBe('fine');
    expect(await update()).toMatch(/^422 expected head sha/);
    expect(web.read('up', 'b')).toBe('B\n');
  });
});

describe('auto-merge', () => {
  const enable = (id: string, more = '') =>
    outcome(
      octokit.graphql(
        `mutation ($id: ID!) { enablePullRequestAutoMerge(input: {pullRequestId: $id, mergeMethod: SQUASH ${more}}) { pullRequest { number autoMergeRequest { mergeMethod } } } }`,
        { id },
      ),
    );

  it('is refused where it is off, and for what could be merged now', async () => {
    const { id } = await openPull();
    expect(await enable(id)).toContain('Auto merge is not allowed for this repository');
    web.set({ allowAutoMerge: true });
    expect(await enable(id)).toContain('Pull request is in clean status');
  });

  it('merges once the last required check is green', async () => {
    const { id, number, head } = await openPull();
    web.set({ allowAutoMerge: true });
    web.protect('main', { checks: ['test'] });
    expect(await enable(id)).toBe('fine');
    expect(web.pull(number)).toMatchObject({ state: 'open', autoMerge: true });
    web.reports('test', { head });
    expect(web.pull(number).state).toBe('open');
    web.reports('test', { head, conclusion: 'success' });
    expect(web.pull(number)).toMatchObject({ state: 'merged', mergedBy: 'springtide[bot]' });
  });

  it('asks only what GitHub’s schema has', async () => {
    const wrong = 'query { repository(owner: "acme", name: "web") { pullRequest(number: 1) { colour } } }';
    expect(await outcome(octokit.graphql(wrong))).toContain('Cannot query field "colour"');
    expect(github.violations).toHaveLength(1);
    expect(() => github.assertClean()).toThrow('colour');
  });
});

describe('a merge queue', () => {
  const enqueue = (id: string) =>
    outcome(
      octokit.graphql(
        'mutation ($id: ID!) { enqueuePullRequest(input: {pullRequestId: $id}) { mergeQueueEntry { position state } } }',
        { id },
      ),
    );
  const groups = () => web.branches().filter((branch) => branch.startsWith('gh-readonly-queue/'));

  beforeEach(() => web.protect('main', { checks: ['test'], mergeQueue: 'squash', from: 'ruleset' }));

  it('is the only way in, tries the checks again on its own branch, and merges', async () => {
    const { id, number, head } = await openPull();
    expect(await merge(number)).toBe('405 Changes must be made through the merge queue');
    expect(await enqueue(id)).toContain('Required status check "test" is expected.');
    web.reports('test', { head, conclusion: 'success' });
    expect(await enqueue(id)).toBe('fine');
    const [group = ''] = groups();
    expect(web.pull(number)).toMatchObject({ state: 'open', queued: true });
    web.reports('test', { head: group, conclusion: 'success' });
    expect(web.pull(number)).toMatchObject({ state: 'merged', queued: false });
    expect(web.read('main', 'a')).toBe('one\n2\n3\n');
    expect(groups()).toEqual([]);
  });

  it('throws out what fails there, and goes on with the next', async () => {
    const first = await openPull('first');
    const second = await openPull('second', '1\n2\nthree\n');
    for (const { id, head } of [first, second]) {
      web.reports('test', { head, conclusion: 'success' });
      await enqueue(id);
    }
    web.reports('test', { head: groups()[0] ?? '', conclusion: 'failure' });
    expect(web.pull(first.number)).toMatchObject({ state: 'open', queued: false });
    web.reports('test', { head: groups()[0] ?? '', conclusion: 'success' });
    expect(web.pull(second.number).state).toBe('merged');
  });
});
