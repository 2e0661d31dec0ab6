/** Stories told by the real Octokit to the GitHub of the tests: the App, its tokens, and repositories. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Octokit } from '@octokit/rest';
import { extract } from 'tar';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type GitHub, minutes, openClock, openGitHub, type TestClock } from './github/index.ts';
import { octokitOf, octokitWith, outcome, propose } from './octokit.ts';

let clock: TestClock;
let github: GitHub;
let octokit: Octokit;
const at = { owner: 'acme', repo: 'web' };

beforeEach(async () => {
  clock = openClock('2026-11-01T09:00:00Z');
  github = await openGitHub({ clock });
  github.organisation('acme', { members: { ada: 'admin', grace: 'member' }, teams: { web: ['grace'] } });
});

afterEach(async () => {
  await github.close();
  github.assertClean();
});

/** The App on the whole of acme. */
const install = () => {
  const installation = github.installs('acme');
  octokit = octokitOf(github, installation);
  return installation;
};

describe('an App', () => {
  it('is known by its signed word, and by nobody else’s', async () => {
    install();
    const { data } = await octokitOf(github).apps.getAuthenticated();
    expect(data).toMatchObject({ slug: 'springtide', installations_count: 1 });
    expect(await outcome(octokitWith(github, 'ghs_nobody').apps.getAuthenticated())).toBe(
      '401 Bad credentials',
    );
  });

  it('whose clock is wrong is corrected by the date of the answer', async () => {
    await github.close();
    github = await openGitHub({ clock, jwtTime: 'world' });
    install();
    expect((await octokitOf(github).apps.listInstallations()).data).toHaveLength(1);
  });

  it('reads, writes, proposes, reports and merges, and what it made is a real repository', async () => {
    const web = github.repository('acme/web', { files: { 'package.json': '{}\n', 'src/a.js': 'a\n' } });
    install();
    const { data: tree } = await octokit.git.getTree({ ...at, tree_sha: 'main', recursive: 'true' });
    expect(tree.tree.map(({ mode, path }) => `${mode} ${path}`)).toEqual([
      '100644 package.json',
      '040000 src',
      '100644 src/a.js',
    ]);
    const commit = await propose(octokit, at, 'springtide/a-2.x', 'package.json', '{"a":1}\n');
    expect(commit.verification).toMatchObject({ verified: true, reason: 'valid' });
    expect(commit.author.name).toBe('springtide[bot]');

    const { data: pull } = await octokit.pulls.create({
      ...at,
      title: 'Update a',
      head: 'springtide/a-2.x',
      base: 'main',
    });
    expect(pull).toMatchObject({
      number: 1,
      commits: 1,
      changed_files: 1,
      user: { login: 'springtide[bot]' },
    });
    const { data: run } = await octokit.checks.create({
      ...at,
      name: 'springtide',
      head_sha: commit.sha,
      status: 'in_progress',
    });
    await octokit.checks.update({ ...at, check_run_id: run.id, conclusion: 'success' });
    expect(web.checks('springtide/a-2.x')).toMatchObject([
      { name: 'springtide', app: 'springtide', status: 'completed', conclusion: 'success' },
    ]);
    const merged = await octokit.pulls.merge({
      ...at,
      pull_number: 1,
      sha: commit.sha,
      merge_method: 'squash',
    });
    expect(web.head()).toBe(merged.data.sha);
    expect(web.read('main', 'package.json')).toBe('{"a":1}\n');
    expect(web.pull(1)).toMatchObject({ state: 'merged', mergedBy: 'springtide[bot]' });
    expect(web.git('log', '--format=%s', 'main')).toBe('Change package.json (#1)\nBegin');
    expect(web.git('fsck', '--strict', '--no-dangling')).toBe('');
  });

  it('is refused what it has no permission for, by name', async () => {
    github.repository('acme/web', { files: { a: 'a' } });
    octokit = octokitOf(
      github,
      github.installs('acme', { permissions: { metadata: 'read', contents: 'read' } }),
    );
    const error = await octokit.issues.create({ ...at, title: 'Hello' }).catch((reason) => reason);
    expect(error.status).toBe(403);
    expect(error.response.data.message).toBe('Resource not accessible by integration');
    expect(error.response.headers['x-accepted-github-permissions']).toBe('issues=write');
  });

  it('may not touch workflows without the permission for it', async () => {
    github.repository('acme/web', { files: { a: 'a' } });
    const permissions = { metadata: 'read', contents: 'write' };
    octokit = octokitOf(github, github.installs('acme', { permissions }));
    expect(await outcome(propose(octokit, at, 'ci', '.github/workflows/ci.yml', 'on: push'))).toBe(
      '403 Resource not accessible by integration',
    );
    expect(await outcome(propose(octokit, at, 'other', 'README.md', 'hello'))).toBe('fine');
  });

  it('sees no private repository it is not installed on', async () => {
    const web = github.repository('acme/web', { files: { a: 'a' }, private: true });
    github.repository('acme/secret', { files: { a: 'a' }, private: true });
    octokit = octokitOf(github, github.installs('acme', { repositories: [web] }));
    const { data } = await octokit.apps.listReposAccessibleToInstallation();
    expect(data.repositories.map(({ name }) => name)).toEqual(['web']);
    expect(await outcome(octokit.repos.get({ owner: 'acme', repo: 'secret' }))).toBe('404 Not Found');
  });

  it('that is suspended or removed gets nothing', async () => {
    github.repository('acme/web', { files: { a: 'a' } });
    const installation = install();
    const fresh = () => octokitOf(github, installation).git.getRef({ ...at, ref: 'heads/main' });
    expect(await outcome(fresh())).toBe('fine');
    installation.suspend();
    expect(await outcome(octokit.repos.get(at))).toBe('403 This installation has been suspended');
    installation.unsuspend();
    expect(await outcome(fresh())).toBe('fine');
    installation.remove();
    expect(await outcome(fresh())).toBe('404 Not Found');
  });
});

describe('a token', () => {
  it('is worth nothing after its hour', async () => {
    github.repository('acme/web', { files: { a: 'a' }, private: true });
    const { id } = github.installs('acme');
    const { data } = await octokitOf(github).apps.createInstallationAccessToken({ installation_id: id });
    expect(data.expires_at).toBe('2026-11-01T10:00:00Z');
    const one = octokitWith(github, data.token);
    clock.forward(minutes(59));
    expect(await outcome(one.repos.get(at))).toBe('fine');
    clock.forward(minutes(1));
    expect(await outcome(one.repos.get(at))).toBe('401 Bad credentials');
  });

  it('may be given less than the installation has, never more', async () => {
    const web = github.repository('acme/web', { files: { a: 'a' }, private: true });
    github.repository('acme/api', { files: { a: 'a' }, private: true });
    const { id } = github.installs('acme', { permissions: { metadata: 'read', contents: 'write' } });
    const ask = (more: object) =>
      octokitOf(github).apps.createInstallationAccessToken({ installation_id: id, ...more });
    const { data } = await ask({ repository_ids: [web.id], permissions: { contents: 'read' } });
    expect(data.permissions).toEqual({ metadata: 'read', contents: 'read' });
    const one = octokitWith(github, data.token);
    expect(await outcome(one.repos.get({ ...at, repo: 'api' }))).toBe('404 Not Found');
    expect(await outcome(one.git.createBlob({ ...at, content: 'x' }))).toBe(
      '403 Resource not accessible by integration',
    );
    expect(await outcome(ask({ permissions: { issues: 'write' } }))).toMatch(
      /^422 The permissions requested/,
    );
    expect(await outcome(ask({ repositories: ['nowhere'] }))).toMatch(
      /^422 There is at least one repository/,
    );
  });
});

describe('git', () => {
  it('moves a branch forward, and back only by force', async () => {
    const web = github.repository('acme/web', { files: { a: 'a' } });
    install();
    const first = web.head() ?? '';
    const commit = await propose(octokit, at, 'b', 'a', 'b');
    const move = (sha: string, force = false) => octokit.git.updateRef({ ...at, ref: 'heads/b', sha, force });
    expect(await outcome(move(first))).toBe('422 Update is not a fast forward');
    expect(await outcome(move(first, true))).toBe('fine');
    expect(await outcome(move(commit.sha))).toBe('fine');
    expect(await outcome(move('0'.repeat(40)))).toBe('422 Object does not exist');
    expect(await outcome(octokit.git.updateRef({ ...at, ref: 'heads/none', sha: first }))).toBe(
      '422 Reference does not exist',
    );
    expect(await outcome(octokit.git.createRef({ ...at, ref: 'refs/heads/b', sha: first }))).toBe(
      '422 Reference already exists',
    );
    expect(await outcome(octokit.git.deleteRef({ ...at, ref: 'heads/b' }))).toBe('fine');
    expect(await outcome(octokit.git.getRef({ ...at, ref: 'heads/b' }))).toBe('404 Not Found');
  });

  it('keeps modes, links, submodules and bytes, and says what is no text', async () => {
    const web = github.repository('acme/web', {
      files: {
        'run.sh': { executable: '#!/bin/sh\n' },
        'docs/link': { link: '../run.sh' },
        lib: { submodule: 'a'.repeat(40) },
        'logo.png': Buffer.from([0, 1, 2, 255]),
      },
    });
    install();
    const { data } = await octokit.git.getTree({ ...at, tree_sha: web.head() ?? '', recursive: '1' });
    expect(data.tree.map(({ mode, type, path, size }) => [mode, type, path, size])).toEqual([
      ['040000', 'tree', 'docs', undefined],
      ['120000', 'blob', 'docs/link', 9],
      ['160000', 'commit', 'lib', undefined],
      ['100644', 'blob', 'logo.png', 4],
      ['100755', 'blob', 'run.sh', 10],
    ]);
    const sha = data.tree.find(({ path }) => path === 'logo.png')?.sha ?? '';
    const { data: blob } = await octokit.git.getBlob({ ...at, file_sha: sha });
    expect(Buffer.from(blob.content, 'base64')).toEqual(Buffer.from([0, 1, 2, 255]));
    const followed = await octokit.repos.getContent({ ...at, path: 'docs/link' });
    expect(followed.data).toMatchObject({ type: 'file', path: 'run.sh' });
    expect(web.git('fsck', '--strict', '--no-dangling')).toBe('');
  });

  it('removes a file from a tree, and its folder with the last one', async () => {
    const web = github.repository('acme/web', { files: { 'a/b/c': 'c', d: 'd' } });
    install();
    const base_tree = (await octokit.git.getCommit({ ...at, commit_sha: web.head() ?? '' })).data.tree.sha;
    const change = (path: string) =>
      octokit.git.createTree({ ...at, base_tree, tree: [{ path, mode: '100644', type: 'blob', sha: null }] });
    expect((await change('a/b/c')).data.tree.map(({ path }) => path)).toEqual(['d']);
    expect(await outcome(change('nothing'))).toMatch(/^422 GitRPC::BadObjectState/);
    expect(await outcome(change('../d'))).toMatch(/^422 tree.path contains a malformed/);
  });

  it('cuts the list of a tree that is too long', async () => {
    const web = github.repository('acme/web', { files: { a: 'a', b: 'b', c: 'c' } });
    install();
    web.cutTreesAt(2);
    const { data } = await octokit.git.getTree({ ...at, tree_sha: 'main', recursive: '1' });
    expect(data).toMatchObject({ truncated: true, tree: [{ path: 'a' }, { path: 'b' }] });
  });

  it('says of an empty repository that it is empty', async () => {
    github.repository('acme/web');
    install();
    const empty = '409 Git Repository is empty.';
    expect(await outcome(octokit.git.getRef({ ...at, ref: 'heads/main' }))).toBe(empty);
    expect(await outcome(octokit.git.getTree({ ...at, tree_sha: 'main' }))).toBe(empty);
    expect(await outcome(octokit.git.createBlob({ ...at, content: 'a' }))).toBe(empty);
    expect(await outcome(octokit.repos.getContent({ ...at, path: 'a' }))).toMatch(
      /^404 This repository is empty/,
    );
    expect((await octokit.repos.listBranches(at)).data).toEqual([]);
    expect((await octokit.repos.get(at)).data.default_branch).toBe('main');
  });

  it('compares branches that went their own ways', async () => {
    const web = github.repository('acme/web', { files: { a: 'a\n', b: 'b\n' } });
    const ada = github.person('ada');
    ada.pushes(web, { branch: 'side', files: { a: 'A\n', b: null, c: 'c\n' } });
    ada.pushes(web, { files: { d: 'd\n' } });
    install();
    const { data } = await octokit.repos.compareCommitsWithBasehead({ ...at, basehead: 'main...side' });
    expect(data).toMatchObject({ status: 'diverged', ahead_by: 1, behind_by: 1, total_commits: 1 });
    expect(data.files?.map(({ status, filename, patch }) => [status, filename, patch])).toEqual([
      ['modified', 'a', '@@ -1 +1 @@\n-a\n+A'],
      ['removed', 'b', '@@ -1 +0,0 @@\n-b'],
      ['added', 'c', '@@ -0,0 +1 @@\n+c'],
    ]);
  });

  it('hands out a tarball at another address', async () => {
    github.repository('acme/web', { files: { 'src/a.js': 'a\n' }, private: true });
    install();
    const { data } = await octokit.repos.downloadTarballArchive({ ...at, ref: 'main' });
    const folder = mkdtempSync(join(tmpdir(), 'springtide-tarball-'));
    writeFileSync(join(folder, 'it.tgz'), Buffer.from(data as ArrayBuffer));
    await extract({ file: join(folder, 'it.tgz'), cwd: folder, strip: 1 });
    expect(readFileSync(join(folder, 'src/a.js'), 'utf8')).toBe('a\n');
    rmSync(folder, { recursive: true });
  });
});

describe('a repository', () => {
  it('that was renamed or transferred is found again where it was, and by its id', async () => {
    const web = github.repository('acme/web', { files: { a: 'a' }, private: true });
    install();
    web.rename('site');
    const { data } = await octokit.repos.get(at);
    expect([data.id, data.full_name]).toEqual([web.id, 'acme/site']);
    const { data: byId } = await octokit.request('GET /repositories/{id}', { id: web.id });
    expect(byId.full_name).toBe('acme/site');
    expect(github.requests.all.map(({ status }) => status)).toContain(301);
    web.transfer('globex');
    expect(await outcome(octokit.repos.get(at))).toBe('404 Not Found');
  });

  it('that is archived can be read and not written', async () => {
    const web = github.repository('acme/web', { files: { a: 'a' } });
    install();
    web.archive();
    expect((await octokit.repos.get(at)).data.archived).toBe(true);
    expect(await outcome(octokit.issues.create({ ...at, title: 'Hello' }))).toBe(
      '403 Repository was archived so is read-only.',
    );
  });

  it('tells who may do what', async () => {
    const web = github.repository('acme/web', { files: { a: 'a' } });
    install();
    web.collaborator('linus', 'maintain');
    github.person('eve');
    const permission = async (username: string) =>
      (await octokit.repos.getCollaboratorPermissionLevel({ ...at, username })).data.permission;
    expect(await Promise.all(['ada', 'grace', 'linus', 'eve'].map(permission))).toEqual([
      'admin',
      'read',
      'write',
      'read',
    ]);
    const members = await octokit.teams.listMembersInOrg({ org: 'acme', team_slug: 'web' });
    expect(members.data.map(({ login }) => login)).toEqual(['grace']);
  });

  it('is listed page by page, with links', async () => {
    for (let index = 0; index < 7; index += 1) github.repository(`acme/r${index}`, { files: { a: 'a' } });
    install();
    const first = await octokit.apps.listReposAccessibleToInstallation({ per_page: 3 });
    expect(first.headers.link).toContain('rel="next"');
    const all = await octokit.paginate(octokit.apps.listReposAccessibleToInstallation, { per_page: 3 });
    expect(all.map(({ name }) => name)).toEqual(['r0', 'r1', 'r2', 'r3', 'r4', 'r5', 'r6']);
  });

  it('tells its advisories and alerts, and that it tells none', async () => {
    const web = github.repository('acme/web', { files: { a: 'a' } });
    install();
    const advisory = { id: 'GHSA-aaaa-bbbb-cccc', package: 'left-pad', range: '< 1.2.0', patched: '1.2.0' };
    github.advisory(advisory);
    const affects = async (what: string) =>
      (await octokit.securityAdvisories.listGlobalAdvisories({ ecosystem: 'npm', affects: what })).data
        .length;
    expect([
      await affects('left-pad@1.1.0'),
      await affects('left-pad@1.2.0'),
      await affects('right-pad'),
    ]).toEqual([1, 0, 0]);
    expect(await outcome(octokit.dependabot.listAlertsForRepo(at))).toMatch(
      /^403 Dependabot alerts are disabled/,
    );
    web.alerts({ advisory });
    const { data } = await octokit.dependabot.listAlertsForRepo({ ...at, state: 'open' });
    expect(data).toMatchObject([
      { number: 1, security_vulnerability: { first_patched_version: { identifier: '1.2.0' } } },
    ]);
  });
});

describe('GitHub’s description', () => {
  it('is held against every request: what it does not know is a violation', async () => {
    github.repository('acme/web', { files: { a: 'a' } });
    install();
    const broken = [
      () => octokit.request('POST /repos/{owner}/{repo}/issues', { ...at, tittle: 'Hello' } as never),
      () => octokit.request('GET /repos/{owner}/{repo}/pulls', { ...at, stat: 'all' } as never),
      () => octokit.request('GET /repos/{owner}/{repo}/hooks', at),
    ];
    for (const request of broken) await outcome(request());
    expect(github.violations.map(({ where, what }) => `${where}: ${what[0]}`)).toEqual([
      'POST /repos/acme/web/issues: body must have required property \'title\' {"missingProperty":"title"}',
      'GET /repos/acme/web/pulls?stat=all: the query has stat, which is not described',
      'GET /repos/acme/web/hooks: nobody answers this here',
    ]);
    expect(() => github.assertClean()).toThrow('GitHub’s description was broken');
  });
});
