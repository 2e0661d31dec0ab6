/**
 * Every question the GitHub of the tests answers is asked once, in a world that has one of everything; each answer is held against GitHub's
 * description, and the stories beside this file say what matters about them.
 */
import { Octokit } from '@octokit/rest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type GitHub, openClock, openGitHub } from './github/index.ts';
import { octokitOf } from './octokit.ts';

type Fields = Readonly<Record<string, unknown>>;
type Row = readonly [operation: string, fields: Fields | (() => Fields), shows?: unknown];

let github: GitHub;
const asked = new Set<string>();
/** Ids that only the world knows, filled in when it is there. */
const id: Record<string, number> = {};
const sha: Record<string, string> = {};
const callers: Record<string, Octokit> = {};

beforeAll(async () => {
  github = await openGitHub({ clock: openClock() });
  github.organisation('acme', { members: { ada: 'admin', grace: 'member' }, teams: { core: ['grace'] } });
  const web = github.repository('acme/web', {
    files: { 'README.md': '# Web\n', 'src/a.ts': 'a\n', '.github/CODEOWNERS': '* @acme/core\n' },
    topics: ['backend'],
  });
  web.team('core');
  web.protect('release', { checks: ['test'] });
  const installation = github.installs('acme');
  const ada = github.person('ada');
  const grace = github.person('grace');
  ada.releases(web, 'v1', { body: 'New.' });
  ada.pushes(web, { branch: 'release', files: { r: 'r' } });
  ada.pushes(web, { branch: 'up', files: { 'src/a.ts': 'b\n' } });
  ada.pushes(web, { branch: 'later', files: { later: 'l' } });
  const pull = ada.opensPull(web, { title: 'Up', head: 'up' });
  grace.reviews(pull, 'COMMENTED', 'Hm.', [{ path: 'src/a.ts', line: 1, body: 'Why?' }]);
  const issue = ada.opensIssue(web, { title: 'Hello', body: 'World' });
  const advisory = { id: 'GHSA-aaaa-bbbb-cccc', package: 'left-pad', range: '< 2' };
  github.advisory(advisory);
  web.alerts({ advisory });
  Object.assign(id, {
    repository: web.id,
    installation: installation.id,
    pull: pull.number,
    issue: issue.number,
    comment: ada.comments(issue, 'Hello').id,
    delivery: github.webhooks.deliveries[0]?.id,
  });
  Object.assign(sha, { main: web.head(), up: web.head('up'), later: web.head('later') });
  const inst = octokitOf(github, installation);
  const run = await inst.checks.create({
    owner: 'acme',
    repo: 'web',
    name: 'springtide',
    head_sha: sha.up ?? '',
    output: {
      title: 'Look',
      summary: 'Here.',
      annotations: [
        { path: 'src/a.ts', start_line: 1, end_line: 1, annotation_level: 'notice', message: 'Look' },
      ],
    },
  });
  Object.assign(id, { run: run.data.id, suite: run.data.check_suite?.id });
  const tagged = web.git(
    '-c',
    'user.name=Ada',
    '-c',
    'user.email=ada@example.org',
    'tag',
    '-a',
    'v2',
    '-m',
    'Two',
    sha.main ?? '',
  );
  sha.tag = web.git('rev-parse', `v2${tagged}`);
  sha.tree = web.git('rev-parse', 'main^{tree}');
  sha.blob = web.git('rev-parse', 'main:README.md');
  callers.app = octokitOf(github);
  callers.installation = inst;
  callers.person = new Octokit({ baseUrl: github.apiUrl, auth: ada.token });
});

afterAll(async () => {
  await github.close();
  github.assertClean();
});

const web = { owner: 'acme', repo: 'web' };
const acme = { org: 'acme' };
const core = { ...acme, team_slug: 'core' };
const up = { ...web, ref: 'up' };
const pull = () => ({ ...web, pull_number: id.pull });
const issue = () => ({ ...web, issue_number: id.issue });
const comment = () => ({ ...web, comment_id: id.comment });
const run = () => ({ ...web, check_run_id: id.run });
const suite = () => ({ ...web, check_suite_id: id.suite });
const one = (shown: unknown) => expect.arrayContaining([expect.objectContaining(shown as object)]);

const byApp: readonly Row[] = [
  ['GET /app', {}, { slug: 'springtide' }],
  ['GET /app/installations', {}, [{ account: { login: 'acme' } }]],
  [
    'GET /app/installations/{installation_id}',
    () => ({ installation_id: id.installation }),
    { app_slug: 'springtide' },
  ],
  [
    'POST /app/installations/{installation_id}/access_tokens',
    () => ({ installation_id: id.installation }),
    { repository_selection: 'all' },
  ],
  ['GET /repos/{owner}/{repo}/installation', web, { account: { login: 'acme' } }],
  ['GET /orgs/{org}/installation', acme, { target_type: 'Organization' }],
  ['GET /users/{username}/installation', { username: 'acme' }, { target_type: 'Organization' }],
  ['GET /app/hook/deliveries', {}, one({ event: 'push' })],
  ['GET /app/hook/deliveries/{delivery_id}', () => ({ delivery_id: id.delivery }), { event: 'installation' }],
  ['POST /app/hook/deliveries/{delivery_id}/attempts', () => ({ delivery_id: id.delivery })],
];

const byPerson: readonly Row[] = [
  ['POST /app-manifests/{code}/conversions', { code: 'x' }, { webhook_secret: 'secret of springtide' }],
  ['GET /user', {}, { login: 'ada' }],
  ['GET /user/orgs', {}, [{ login: 'acme' }]],
  ['GET /user/memberships/orgs', {}, [{ role: 'admin' }]],
  ['GET /user/memberships/orgs/{org}', acme, { role: 'admin' }],
  ['GET /user/installations', {}, { total_count: 1 }],
  [
    'GET /user/installations/{installation_id}/repositories',
    () => ({ installation_id: id.installation }),
    { total_count: 1, repositories: [{ permissions: { admin: true } }] },
  ],
];

const reading: readonly Row[] = [
  ['GET /rate_limit', {}, { rate: { limit: 5000 } }],
  ['GET /installation/repositories', {}, { total_count: 1 }],
  ['GET /advisories', { ecosystem: 'npm' }, [{ ghsa_id: 'GHSA-aaaa-bbbb-cccc' }]],
  [
    'GET /advisories/{ghsa_id}',
    { ghsa_id: 'GHSA-aaaa-bbbb-cccc' },
    { vulnerabilities: [{ package: { name: 'left-pad' } }] },
  ],
  ['GET /orgs/{org}', acme, { login: 'acme' }],
  ['GET /orgs/{org}/members', { ...acme, role: 'admin' }, [{ login: 'ada' }]],
  ['GET /orgs/{org}/members/{username}', { ...acme, username: 'grace' }],
  ['GET /orgs/{org}/memberships/{username}', { ...acme, username: 'grace' }, { role: 'member' }],
  ['GET /orgs/{org}/repos', acme, [{ name: 'web' }]],
  ['GET /orgs/{org}/teams', acme, [{ slug: 'core' }]],
  ['GET /orgs/{org}/installations', acme, { total_count: 1 }],
  ['GET /orgs/{org}/teams/{team_slug}', core, { members_count: 1 }],
  ['GET /orgs/{org}/teams/{team_slug}/members', core, [{ login: 'grace' }]],
  [
    'GET /orgs/{org}/teams/{team_slug}/memberships/{username}',
    { ...core, username: 'grace' },
    { state: 'active' },
  ],
  ['GET /orgs/{org}/teams/{team_slug}/repos', core, [{ name: 'web' }]],
  ['GET /users/{username}', { username: 'grace' }, { name: 'Grace' }],
  ['GET /repos/{owner}/{repo}', web, { full_name: 'acme/web', topics: ['backend'] }],
  ['GET /repos/{owner}/{repo}/topics', web, { names: ['backend'] }],
  ['GET /repos/{owner}/{repo}/languages', web, { TypeScript: 2 }],
  ['GET /repos/{owner}/{repo}/readme', web, { path: 'README.md' }],
  ['GET /repos/{owner}/{repo}/contents/{path}', { ...web, path: 'src' }, [{ name: 'a.ts', type: 'file' }]],
  ['GET /repos/{owner}/{repo}/tarball/{ref}', { ...web, ref: 'main' }],
  ['GET /repos/{owner}/{repo}/tags', web, [{ name: 'v2', commit: {} }, { name: 'v1' }]],
  ['GET /repos/{owner}/{repo}/releases', web, [{ tag_name: 'v1', body: 'New.' }]],
  ['GET /repos/{owner}/{repo}/releases/latest', web, { tag_name: 'v1' }],
  ['GET /repos/{owner}/{repo}/releases/tags/{tag}', { ...web, tag: 'v1' }, { author: { login: 'ada' } }],
  [
    'GET /repos/{owner}/{repo}/collaborators/{username}/permission',
    { ...web, username: 'ada' },
    { permission: 'admin' },
  ],
  ['GET /repos/{owner}/{repo}/dependabot/alerts', { ...web, state: 'open' }, [{ number: 1 }]],
  ['GET /repos/{owner}/{repo}/branches', { ...web, protected: true }, [{ name: 'release' }]],
  ['GET /repos/{owner}/{repo}/branches/{branch}', { ...web, branch: 'release' }, { protected: true }],
  [
    'GET /repos/{owner}/{repo}/branches/{branch}/protection',
    { ...web, branch: 'release' },
    { required_status_checks: { contexts: ['test'] } },
  ],
  ['GET /repos/{owner}/{repo}/rules/branches/{branch}', { ...web, branch: 'release' }, []],
  [
    'GET /repos/{owner}/{repo}/commits',
    { ...web, path: 'src/a.ts', sha: 'up' },
    [{ commit: { message: 'Change' } }, { commit: { message: 'Begin' } }],
  ],
  ['GET /repos/{owner}/{repo}/commits/{ref}', up, { stats: { total: 2 } }],
  [
    'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls',
    () => ({ ...web, commit_sha: sha.up }),
    [{ title: 'Up' }],
  ],
  ['GET /repos/{owner}/{repo}/compare/{basehead}', { ...web, basehead: 'main...up' }, { ahead_by: 1 }],
  ['GET /repos/{owner}/{repo}/git/blobs/{file_sha}', () => ({ ...web, file_sha: sha.blob }), { size: 6 }],
  ['GET /repos/{owner}/{repo}/git/trees/{tree_sha}', { ...web, tree_sha: 'main' }, { truncated: false }],
  [
    'GET /repos/{owner}/{repo}/git/commits/{commit_sha}',
    () => ({ ...web, commit_sha: sha.main }),
    { message: 'Begin' },
  ],
  ['GET /repos/{owner}/{repo}/git/ref/{ref}', { ...web, ref: 'heads/main' }, { object: { type: 'commit' } }],
  [
    'GET /repos/{owner}/{repo}/git/matching-refs/{ref}',
    { ...web, ref: 'tags/v' },
    [{ ref: 'refs/tags/v1' }, { object: { type: 'tag' } }],
  ],
  [
    'GET /repos/{owner}/{repo}/git/tags/{tag_sha}',
    () => ({ ...web, tag_sha: sha.tag }),
    { tag: 'v2', tagger: { name: 'GitHub' } },
  ],
  ['GET /repos/{owner}/{repo}/pulls', { ...web, sort: 'updated', direction: 'desc' }, [{ title: 'Up' }]],
  ['GET /repos/{owner}/{repo}/pulls/{pull_number}', pull, { mergeable: null }],
  ['GET /repos/{owner}/{repo}/pulls/{pull_number}/commits', pull, [{ commit: { message: 'Change' } }]],
  ['GET /repos/{owner}/{repo}/pulls/{pull_number}/files', pull, [{ filename: 'src/a.ts', changes: 2 }]],
  ['GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews', pull, [{ state: 'COMMENTED' }]],
  ['GET /repos/{owner}/{repo}/pulls/{pull_number}/comments', pull, [{ path: 'src/a.ts', line: 1 }]],
  [
    'GET /repos/{owner}/{repo}/issues',
    { ...web, creator: 'ada', sort: 'comments' },
    [{ title: 'Hello', comments: 1 }, { title: 'Up' }],
  ],
  ['GET /repos/{owner}/{repo}/issues/{issue_number}', issue, { title: 'Hello', closed_by: null }],
  ['GET /repos/{owner}/{repo}/issues/{issue_number}/comments', issue, [{ body: 'Hello' }]],
  ['GET /repos/{owner}/{repo}/issues/{issue_number}/timeline', issue, [{ event: 'commented' }]],
  ['GET /repos/{owner}/{repo}/issues/comments/{comment_id}', comment, { user: { login: 'ada' } }],
  [
    'GET /repos/{owner}/{repo}/check-runs/{check_run_id}',
    run,
    { status: 'queued', output: { annotations_count: 1 } },
  ],
  ['GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations', run, [{ message: 'Look' }]],
  ['GET /repos/{owner}/{repo}/check-suites/{check_suite_id}', suite, { head_branch: 'up' }],
  ['GET /repos/{owner}/{repo}/check-suites/{check_suite_id}/check-runs', suite, { total_count: 1 }],
  [
    'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
    { ...up, check_name: 'springtide' },
    { total_count: 1 },
  ],
  ['GET /repos/{owner}/{repo}/commits/{ref}/check-suites', up, { total_count: 1 }],
];

const writing: readonly Row[] = [
  [
    'PUT /repos/{owner}/{repo}/contents/{path}',
    { ...web, path: 'new.txt', message: 'New', content: 'bmV3', branch: 'later' },
    { content: { path: 'new.txt' } },
  ],
  ['POST /repos/{owner}/{repo}/git/blobs', { ...web, content: 'eA==', encoding: 'base64' }, {}],
  [
    'POST /repos/{owner}/{repo}/git/trees',
    { ...web, tree: [{ path: 'x', mode: '100644', type: 'blob', content: 'x' }] },
    { tree: [{ path: 'x' }] },
  ],
  [
    'POST /repos/{owner}/{repo}/git/commits',
    () => ({
      ...web,
      message: 'M',
      tree: sha.tree,
      parents: [sha.main],
      author: { name: 'Me', email: 'me@example.org' },
    }),
    { verification: { verified: false } },
  ],
  [
    'POST /repos/{owner}/{repo}/git/refs',
    () => ({ ...web, ref: 'refs/heads/third', sha: sha.main }),
    { ref: 'refs/heads/third' },
  ],
  [
    'PATCH /repos/{owner}/{repo}/git/refs/{ref}',
    () => ({ ...web, ref: 'heads/third', sha: sha.up }),
    { ref: 'refs/heads/third' },
  ],
  ['POST /repos/{owner}/{repo}/merges', { ...web, base: 'third', head: 'later' }, { parents: [{}, {}] }],
  ['DELETE /repos/{owner}/{repo}/git/refs/{ref}', { ...web, ref: 'heads/third' }],
  [
    'POST /repos/{owner}/{repo}/pulls',
    { ...web, title: 'Later', head: 'later', base: 'main' },
    { number: 3 },
  ],
  ['PATCH /repos/{owner}/{repo}/pulls/{pull_number}', () => ({ ...pull(), title: 'Up!' }), { title: 'Up!' }],
  ['PUT /repos/{owner}/{repo}/pulls/{pull_number}/update-branch', { ...web, pull_number: 3 }, 422],
  [
    'POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews',
    () => ({ ...pull(), event: 'APPROVE' }),
    { state: 'APPROVED' },
  ],
  [
    'POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers',
    () => ({ ...pull(), reviewers: ['grace'] }),
    { requested_reviewers: [{ login: 'grace' }] },
  ],
  [
    'DELETE /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers',
    () => ({ ...pull(), reviewers: ['grace'] }),
    { requested_reviewers: [] },
  ],
  [
    'POST /repos/{owner}/{repo}/issues',
    { ...web, title: 'New', labels: ['x', { name: 'y' }], assignees: ['ada'] },
    { labels: [{ name: 'x' }, { name: 'y' }] },
  ],
  [
    'PATCH /repos/{owner}/{repo}/issues/{issue_number}',
    () => ({ ...issue(), state: 'closed', state_reason: 'not_planned', labels: ['z'] }),
    { state_reason: 'not_planned' },
  ],
  [
    'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
    () => ({ ...issue(), body: 'Hm.' }),
    { body: 'Hm.', user: { login: 'springtide[bot]' } },
  ],
  [
    'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}',
    () => ({ ...comment(), body: 'Ho.' }),
    { body: 'Ho.' },
  ],
  [
    'POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions',
    () => ({ ...comment(), content: '+1' }),
    { content: '+1' },
  ],
  ['GET /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions', comment, [{ content: '+1' }]],
  [
    'DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions/{reaction_id}',
    () => ({ ...comment(), reaction_id: 1 }),
    404,
  ],
  ['DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}', comment],
  [
    'POST /repos/{owner}/{repo}/issues/{issue_number}/reactions',
    () => ({ ...issue(), content: 'eyes' }),
    { content: 'eyes' },
  ],
  [
    'POST /repos/{owner}/{repo}/issues/{issue_number}/labels',
    () => ({ ...issue(), labels: ['a'] }),
    [{ name: 'z' }, { name: 'a' }],
  ],
  [
    'PUT /repos/{owner}/{repo}/issues/{issue_number}/labels',
    () => ({ ...issue(), labels: ['b'] }),
    [{ name: 'b' }],
  ],
  ['GET /repos/{owner}/{repo}/issues/{issue_number}/labels', issue, [{ name: 'b' }]],
  ['DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}', () => ({ ...issue(), name: 'b' }), []],
  [
    'POST /repos/{owner}/{repo}/issues/{issue_number}/assignees',
    () => ({ ...issue(), assignees: ['grace'] }),
    { assignee: { login: 'grace' } },
  ],
  ['PUT /repos/{owner}/{repo}/issues/{issue_number}/lock', issue],
  ['GET /repos/{owner}/{repo}/labels', web, one({ name: 'x' })],
  [
    'POST /repos/{owner}/{repo}/labels',
    { ...web, name: 'security', color: 'ff0000' },
    { color: 'ff0000', description: null },
  ],
  ['GET /repos/{owner}/{repo}/labels/{name}', { ...web, name: 'security' }, { name: 'security' }],
  [
    'POST /repos/{owner}/{repo}/check-runs',
    () => ({ ...web, name: 'other', head_sha: sha.main, conclusion: 'neutral' }),
    { status: 'completed' },
  ],
  [
    'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}',
    () => ({ ...run(), conclusion: 'success' }),
    { conclusion: 'success' },
  ],
  ['POST /repos/{owner}/{repo}/check-runs/{check_run_id}/rerequest', run],
  [
    'POST /repos/{owner}/{repo}/check-suites',
    () => ({ ...web, head_sha: sha.main }),
    { head_sha: expect.any(String) },
  ],
  ['POST /repos/{owner}/{repo}/check-suites/{check_suite_id}/rerequest', suite],
  [
    'PATCH /repos/{owner}/{repo}/check-suites/preferences',
    { ...web, auto_trigger_checks: [] },
    { preferences: {} },
  ],
  [
    'POST /repos/{owner}/{repo}/statuses/{sha}',
    () => ({ ...web, sha: sha.up, state: 'success', context: 'x' }),
    403,
  ],
  ['GET /repos/{owner}/{repo}/commits/{ref}/statuses', up, []],
  ['GET /repos/{owner}/{repo}/commits/{ref}/status', up, { state: 'pending' }],
  ['PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge', pull, { merged: true }],
  ['GET /repos/{owner}/{repo}/pulls/{pull_number}/merge', pull],
  ['POST /api/graphql', {}, { data: { viewer: { login: 'springtide' } } }],
  ['DELETE /installation/token', {}],
];

async function ask(caller: string, [operation, fields]: Row): Promise<unknown> {
  asked.add(operation);
  const octokit = callers[caller];
  if (!octokit) throw new Error(`nobody is ${caller}`);
  if (operation === 'POST /api/graphql') return { data: await octokit.graphql('query { viewer { login } }') };
  const given = typeof fields === 'function' ? fields() : fields;
  return octokit.request(operation, given as Record<string, unknown>).then(
    ({ data }) => data,
    // What the real Octokit could not send at all has no status.
    (error) => error.status ?? error,
  );
}

const rowsOf: Readonly<Record<string, readonly Row[]>> = {
  app: byApp,
  person: byPerson,
  installation: [...reading, ...writing],
};

describe.each(Object.keys(rowsOf))('asked by the %s', (caller) => {
  for (const row of rowsOf[caller] ?? []) {
    const [operation, , shows] = row;
    it(operation, async () => {
      const answer = await ask(caller, row);
      if (typeof shows === 'object') expect(answer).toMatchObject(shows as object);
      else if (shows === undefined) expect(answer).not.toBeTypeOf('number');
      else expect(answer).toBe(shows);
    });
  }
});

it('leaves no question unasked', () => {
  const elsewhere = 'GET /codeload/{owner}/{repo}/legacy.tar.gz/{ref}';
  expect(github.operations.filter((operation) => !asked.has(operation))).toEqual([elsewhere]);
});
