/** Stories told by the real Octokit to the GitHub of the tests. */
import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type GitHub,
  hours,
  type Installation,
  openClock,
  openGitHub,
  type TestClock,
} from './github/index.ts';

let clock: TestClock;
let github: GitHub;

beforeEach(async () => {
  clock = openClock('2026-11-01T09:00:00Z');
  github = await openGitHub({ clock });
  github.organisation('acme', { members: { ada: 'admin', grace: 'member' } });
});

afterEach(async () => {
  await github.close();
  github.assertClean();
});

const appOctokit = () =>
  new Octokit({
    baseUrl: github.apiUrl,
    authStrategy: createAppAuth,
    auth: { appId: github.app.id, privateKey: github.app.privateKey },
    log: quiet,
  });

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

function octokitOf(installation: Installation) {
  return new Octokit({
    baseUrl: github.apiUrl,
    authStrategy: createAppAuth,
    auth: { appId: github.app.id, privateKey: github.app.privateKey, installationId: installation.id },
    log: quiet,
  });
}

/** A branch with one commit of the App's, made the way a forge does it. */
async function proposeFile(octokit: Octokit, branch: string, path: string, content: string) {
  const at = { owner: 'acme', repo: 'web' };
  const { data: base } = await octokit.git.getRef({ ...at, ref: 'heads/main' });
  const { data: parent } = await octokit.git.getCommit({ ...at, commit_sha: base.object.sha });
  const { data: blob } = await octokit.git.createBlob({ ...at, content, encoding: 'utf-8' });
  const { data: tree } = await octokit.git.createTree({
    ...at,
    base_tree: parent.tree.sha,
    tree: [{ path, mode: '100644', type: 'blob', sha: blob.sha }],
  });
  const { data: commit } = await octokit.git.createCommit({
    ...at,
    message: `Change ${path}`,
    tree: tree.sha,
    parents: [parent.sha],
  });
  await octokit.git.createRef({ ...at, ref: `refs/heads/${branch}`, sha: commit.sha });
  return commit;
}

const statusOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'fine',
    (error: { status?: number; message: string }) => `${error.status} ${error.message.split(' - ')[0]}`,
  );

describe('an App', () => {
  it('is known by its signed word, and by nobody else’s', async () => {
    github.installs('acme');
    const { data } = await appOctokit().apps.getAuthenticated();
    expect(data).toMatchObject({ slug: 'springtide', installations_count: 1 });
    const stranger = new Octokit({ baseUrl: github.apiUrl, auth: 'ghs_nobody', log: quiet });
    expect(await statusOf(stranger.apps.getAuthenticated())).toBe('401 Bad credentials');
  });

  it('reads, writes, proposes, reports and merges, and what it made is a real repository', async () => {
    const web = github.repository('acme/web', { files: { 'package.json': '{}\n', 'src/a.js': 'a\n' } });
    const octokit = octokitOf(github.installs('acme'));
    const at = { owner: 'acme', repo: 'web' };

    const { data: tree } = await octokit.git.getTree({ ...at, tree_sha: 'main', recursive: 'true' });
    expect(tree.tree.map((entry) => `${entry.mode} ${entry.path}`)).toEqual([
      '100644 package.json',
      '040000 src',
      '100644 src/a.js',
    ]);

    const commit = await proposeFile(octokit, 'springtide/left-pad-2.x', 'package.json', '{"a":1}\n');
    expect(commit.verification.verified).toBe(true);
    expect(commit.author.name).toBe('springtide[bot]');

    const { data: pull } = await octokit.pulls.create({
      ...at,
      title: 'Update left-pad',
      head: 'springtide/left-pad-2.x',
      base: 'main',
      body: 'Because.',
    });
    expect(pull).toMatchObject({
      number: 1,
      mergeable: null,
      commits: 1,
      changed_files: 1,
      user: { login: 'springtide[bot]' },
    });

    await octokit.checks.create({ ...at, name: 'springtide', head_sha: commit.sha, status: 'in_progress' });
    const run = web.checks(commit.sha)[0];
    await octokit.checks.update({
      ...at,
      check_run_id: run?.id ?? 0,
      status: 'completed',
      conclusion: 'success',
      output: { title: 'Safe to merge', summary: 'All gates pass.' },
    });
    const { data: runs } = await octokit.checks.listForRef({ ...at, ref: 'springtide/left-pad-2.x' });
    expect(runs.check_runs.map(({ name, conclusion }) => [name, conclusion])).toEqual([
      ['springtide', 'success'],
    ]);

    const merged = await octokit.pulls.merge({
      ...at,
      pull_number: 1,
      sha: commit.sha,
      merge_method: 'squash',
    });
    expect(web.head('main')).toBe(merged.data.sha);
    expect(web.read('main', 'package.json')).toBe('{"a":1}\n');
    expect(web.pull(1)).toMatchObject({ state: 'merged', mergedBy: 'springtide[bot]' });
    expect(web.git('fsck', '--strict', '--no-dangling')).toBe('');
    expect(web.git('log', '--format=%s', 'main')).toBe('Change package.json (#1)\nBegin');
  });

  it('is refused what it has no permission for, by name', async () => {
    github.repository('acme/web', { files: { a: 'a' } });
    const octokit = octokitOf(
      github.installs('acme', { permissions: { metadata: 'read', contents: 'read' } }),
    );
    expect(await statusOf(octokit.issues.create({ owner: 'acme', repo: 'web', title: 'Hello' }))).toBe(
      '403 Resource not accessible by integration',
    );
  });

  it('sees no private repository it is not installed on', async () => {
    const web = github.repository('acme/web', { files: { a: 'a' }, private: true });
    github.repository('acme/secret', { files: { a: 'a' }, private: true });
    const octokit = octokitOf(github.installs('acme', { repositories: [web] }));
    const { data } = await octokit.apps.listReposAccessibleToInstallation();
    expect(data.repositories.map(({ name }) => name)).toEqual(['web']);
    expect(await statusOf(octokit.repos.get({ owner: 'acme', repo: 'secret' }))).toBe('404 Not Found');
  });
});

describe('a token', () => {
  it('is worth nothing after its hour', async () => {
    const web = github.repository('acme/web', { files: { a: 'a' }, private: true });
    const { id } = github.installs('acme');
    const { data } = await appOctokit().apps.createInstallationAccessToken({ installation_id: id });
    expect(data.expires_at).toBe('2026-11-01T10:00:00Z');
    const octokit = new Octokit({ baseUrl: github.apiUrl, auth: data.token, log: quiet });
    expect(await statusOf(octokit.repos.get({ owner: 'acme', repo: web.name }))).toBe('fine');
    clock.forward(hours(1));
    expect(await statusOf(octokit.repos.get({ owner: 'acme', repo: web.name }))).toBe('401 Bad credentials');
  });
});
