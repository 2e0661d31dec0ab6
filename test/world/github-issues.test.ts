/** Issues and checks on the GitHub of the tests: labels, comments, reactions, check runs and statuses. */
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

describe('issues, which pull requests are too', () => {
  it('carry labels that are made when they are new, people and reviewers', async () => {
    const { number } = await openPull();
    const issue = { ...at, issue_number: number };
    await octokit.issues.addLabels({ ...issue, labels: ['dependencies', 'security'] });
    await octokit.issues.addAssignees({ ...issue, assignees: ['ada', 'nobody'] });
    await octokit.pulls.requestReviewers({
      ...at,
      pull_number: number,
      reviewers: ['grace'],
      team_reviewers: ['web'],
    });
    expect(web.pull(number)).toMatchObject({
      labels: ['dependencies', 'security'],
      assignees: ['ada'],
      reviewers: ['grace', 'acme/web'],
    });
    expect((await octokit.issues.listLabelsForRepo(at)).data.map(({ name }) => name)).toEqual([
      'dependencies',
      'security',
    ]);
    expect(
      await outcome(octokit.pulls.requestReviewers({ ...at, pull_number: number, reviewers: ['eve'] })),
    ).toMatch(/^422 Reviews may only be requested from collaborators/);
    expect(
      (await octokit.issues.listForRepo(at)).data.map((each) => each.pull_request?.html_url),
    ).toHaveLength(1);
  });

  it('are commented, answered with a reaction once, and have a story', async () => {
    const { number } = await openPull();
    const { id } = github.person('grace').comments(web.pull(number), '@springtide rebase');
    const eyes = { ...at, comment_id: id, content: 'eyes' } as const;
    await octokit.reactions.createForIssueComment(eyes);
    await octokit.reactions.createForIssueComment(eyes);
    await octokit.issues.addLabels({ ...at, issue_number: number, labels: ['x'] });
    expect(web.pull(number).comments).toMatchObject([
      { by: 'grace', body: '@springtide rebase', reactions: ['springtide[bot] eyes'] },
    ]);
    const { data } = await octokit.issues.listEventsForTimeline({ ...at, issue_number: number });
    expect(data.map(({ event }) => event)).toEqual(['commented', 'labeled']);
  });

  it('have boxes that people tick', async () => {
    const { data } = await octokit.issues.create({
      ...at,
      title: 'Dashboard',
      body: '- [ ] rebase\n- [ ] recreate',
    });
    ada.checksBox(web.issue(data.number), 'recreate');
    expect(web.issue(data.number).body).toBe('- [ ] rebase\n- [x] recreate');
  });
});

describe('a check run', () => {
  it('belongs to one head, takes fifty annotations a request, and more with the next', async () => {
    const { head } = await openPull();
    const annotation = {
      path: 'a',
      start_line: 1,
      end_line: 1,
      annotation_level: 'warning',
      message: 'Look',
    } as const;
    const { data: run } = await octokit.checks.create({ ...at, name: 'springtide', head_sha: head });
    const report = (count: number) =>
      octokit.checks.update({
        ...at,
        check_run_id: run.id,
        conclusion: 'action_required',
        output: { title: 'Needs eyes', summary: 'In places.', annotations: Array(count).fill(annotation) },
      });
    expect(await outcome(report(50))).toBe('fine');
    expect(await outcome(report(10))).toBe('fine');
    expect(web.checks('up')[0]?.annotations).toHaveLength(60);
    const unknown = octokit.checks.create({ ...at, name: 'springtide', head_sha: '0'.repeat(40) });
    expect(await outcome(unknown)).toMatch(/^422 No commit found for SHA/);
    expect(await outcome(report(51))).toMatch(/^422 Invalid request/);
    expect(() => github.assertClean()).toThrow('must NOT have more than 50 items');
  });

  it('of somebody else is not ours to change', async () => {
    const { head } = await openPull();
    const check_run_id = web.reports('test', { head });
    const change = octokit.checks.update({ ...at, check_run_id, conclusion: 'success' });
    expect(await outcome(change)).toMatch(/^403 Invalid app_id/);
  });

  it('is in the list with the newest of each name, and statuses have their own', async () => {
    const { head } = await openPull();
    web.reports('test', { head, conclusion: 'failure' });
    web.reports('test', { head, conclusion: 'success' });
    web.status('ci/old', { head, state: 'pending' });
    const { data } = await octokit.checks.listForRef({ ...at, ref: head });
    expect(data.check_runs.map(({ name, conclusion }) => [name, conclusion])).toEqual([['test', 'success']]);
    const { data: combined } = await octokit.repos.getCombinedStatusForRef({ ...at, ref: head });
    expect([combined.state, combined.total_count]).toEqual(['pending', 1]);
  });
});
