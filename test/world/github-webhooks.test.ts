/** What the GitHub of the tests tells the App: signed, described, and as unreliable as a story wants it. */
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type GitHub,
  type Installation,
  openClock,
  openGitHub,
  type PersonMoves,
  type Repository,
} from './github/index.ts';
import { octokitOf, outcome, propose } from './octokit.ts';

interface Received {
  readonly event: string;
  readonly guid: string;
  readonly body: string;
  readonly signature: string;
}

let github: GitHub;
let web: Repository;
let installation: Installation;
let ada: PersonMoves;
let app: Server;
let received: Received[];
let status: number;
const at = { owner: 'acme', repo: 'web' };
/** Everything an App of this kind may want to hear. */
const events = [
  'check_run',
  'check_suite',
  'issue_comment',
  'issues',
  'merge_group',
  'pull_request',
  'pull_request_review',
  'push',
  'repository',
  'status',
];

beforeEach(async () => {
  github = await openGitHub({ clock: openClock(), app: { events } });
  github.organisation('acme', { members: { ada: 'admin' } });
  web = github.repository('acme/web', { files: { a: 'a' } });
  ada = github.person('ada');
  received = [];
  status = 202;
  app = createServer(async (request, response) => {
    const header = (name: string) => String(request.headers[name]);
    const [event, guid, signature] = ['x-github-event', 'x-github-delivery', 'x-hub-signature-256'].map(
      header,
    );
    received.push({ event, guid, signature, body: await text(request) } as Received);
    response.writeHead(status).end();
  });
  app.listen(0, '127.0.0.1');
  await once(app, 'listening');
  github.webhooks.sendTo(`http://127.0.0.1:${(app.address() as AddressInfo).port}/`);
  installation = github.installs('acme');
});

afterEach(async () => {
  await github.close();
  app.closeAllConnections();
  app.close();
  github.assertClean();
});

/** `push`, `pull_request.opened`, in the order the App got them, since the last time. */
async function heard(): Promise<string[]> {
  await github.webhooks.settled();
  return received.splice(0).map(({ event, body }) => {
    const { action } = JSON.parse(body);
    return action === undefined ? event : `${event}.${action}`;
  });
}

describe('a webhook', () => {
  it('is signed with the secret, and carries an id', async () => {
    await heard();
    ada.pushes(web, { files: { a: 'b' } });
    await github.webhooks.settled();
    const [push] = received;
    const signature = createHmac('sha256', github.app.webhookSecret)
      .update(push?.body ?? '')
      .digest('hex');
    expect(push?.signature).toBe(`sha256=${signature}`);
    expect(push?.guid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
    expect(JSON.parse(push?.body ?? '')).toMatchObject({
      ref: 'refs/heads/main',
      commits: [{ modified: ['a'], author: { username: 'ada' } }],
      installation: { id: installation.id },
      repository: { full_name: 'acme/web' },
      organization: { login: 'acme' },
      sender: { login: 'ada' },
    });
  });

  it('tells of everything a pull request goes through', async () => {
    const octokit = octokitOf(github, installation);
    await heard();
    await propose(octokit, at, 'up', 'a', 'b');
    expect(await heard()).toEqual(['push', 'check_suite.requested']);
    await octokit.pulls.create({ ...at, title: 'Up', head: 'up', base: 'main' });
    expect(await heard()).toEqual(['pull_request.opened']);
    const pull = web.pull(1);
    ada.edits(pull, { body: 'Hello' });
    ada.labels(pull, 'x');
    ada.comments(pull, 'Hm.');
    ada.reviews(pull, 'COMMENTED', 'Fine.', [{ path: 'a', line: 1, body: 'Why?' }]);
    expect((await heard()).sort()).toEqual([
      'issue_comment.created',
      'pull_request.edited',
      'pull_request.labeled',
      'pull_request_review.submitted',
    ]);
    ada.pushes(web, { branch: 'up', files: { c: 'c' } });
    expect((await heard()).sort()).toEqual(['check_suite.requested', 'pull_request.synchronize', 'push']);
    web.reports('test', { head: 'up' });
    web.reports('test', { head: 'up', conclusion: 'success' });
    web.status('old', { head: 'up', state: 'success' });
    expect((await heard()).sort()).toEqual([
      'check_run.completed',
      'check_run.created',
      'check_suite.completed',
      'status',
    ]);
    ada.closes(pull);
    ada.reopens(pull);
    ada.merges(pull);
    expect((await heard()).filter((each) => each.startsWith('pull'))).toEqual([
      'pull_request.closed',
      'pull_request.reopened',
      'pull_request.closed',
    ]);
  });

  it('asks the App, and nobody else, for its own check again', async () => {
    const octokit = octokitOf(github, installation);
    const head = web.head() ?? '';
    const { data: run } = await octokit.checks.create({
      ...at,
      name: 'springtide',
      head_sha: head,
      conclusion: 'success',
    });
    const others = web.reports('test', { head, conclusion: 'failure' });
    await heard();
    ada.rerequests(web, { run: run.id });
    ada.rerequests(web, { run: others });
    ada.rerequests(web, { suite: run.check_suite?.id ?? 0 });
    expect(await heard()).toEqual(['check_run.rerequested', 'check_suite.rerequested']);
  });

  it('tells of repositories and installations that change', async () => {
    ada.pushes(web, { branch: 'trunk', files: { b: 'b' } });
    await heard();
    web.rename('site');
    web.archive();
    web.unarchive();
    web.changeDefaultBranch('trunk');
    web.setTopics('backend');
    const other = github.repository('acme/api', { files: { a: 'a' } });
    installation.drop(web);
    installation.add(other);
    installation.suspend();
    installation.unsuspend();
    installation.accept({ metadata: 'read', contents: 'write' });
    installation.remove();
    expect((await heard()).sort()).toEqual([
      'installation.deleted',
      'installation.new_permissions_accepted',
      'installation.suspend',
      'installation.unsuspend',
      'installation_repositories.added',
      'installation_repositories.removed',
      'repository.archived',
      'repository.edited',
      'repository.edited',
      'repository.renamed',
      'repository.unarchived',
    ]);
  });

  it('tells of an issue that is closed, edited and opened again, of a transfer and an end', async () => {
    await heard();
    const issue = ada.opensIssue(web, { title: 'Hello', body: '- [ ] do it' });
    ada.checksBox(issue, 'do it');
    ada.closes(issue);
    ada.reopens(issue);
    expect(await heard()).toEqual(['issues.opened', 'issues.edited', 'issues.closed', 'issues.reopened']);
    github.repository('acme/old', { files: { a: 'a' } }).delete();
    github.installs('globex');
    web.transfer('globex');
    expect((await heard()).sort()).toEqual([
      'installation.created',
      'repository.deleted',
      'repository.transferred',
    ]);
  });

  it('tells of a merge queue, so that checks run there too', async () => {
    const site = github.repository('acme/site', { files: { a: 'a' } });
    site.protect('main', { mergeQueue: 'merge', from: 'ruleset' });
    const grace = github.person('grace');
    grace.pushes(site, { branch: 'up', files: { a: 'b' } });
    grace.opensPull(site, { title: 'Up', head: 'up' });
    const octokit = octokitOf(github, installation);
    const enqueue = `mutation { enqueuePullRequest(input: {pullRequestId: "${(await octokit.pulls.get({ owner: 'acme', repo: 'site', pull_number: 1 })).data.node_id}"}) { clientMutationId } }`;
    expect(await outcome(octokit.graphql(enqueue))).toBe('fine');
    const told = github.webhooks.deliveries.map(({ event, action }) => `${event}.${action}`);
    for (const each of [
      'pull_request.enqueued',
      'merge_group.checks_requested',
      'merge_group.destroyed',
      'pull_request.dequeued',
    ])
      expect(told).toContain(each);
    expect(site.pull(1).state).toBe('merged');
  });

  it('is not sent of what the App did not subscribe to, may not see, or while it is suspended', async () => {
    const secret = github.repository('acme/secret', { files: { a: 'a' }, private: true });
    installation.remove();
    github.installs('acme', { repositories: [web], events: ['push'] });
    await heard();
    ada.pushes(secret, { files: { a: 'b' } });
    ada.opensIssue(web, { title: 'Hello' });
    expect(await heard()).toEqual([]);
  });
});

describe('the post', () => {
  it('can be held back and brought in the opposite order, twice', async () => {
    await heard();
    github.webhooks.hold();
    ada.opensIssue(web, { title: 'One' });
    ada.pushes(web, { files: { a: 'b' } });
    expect(await heard()).toEqual([]);
    const guids = github.webhooks.deliveries.slice(-3).map(({ guid }) => guid);
    await github.webhooks.release({ order: 'reversed', times: 2 });
    expect(received.map(({ guid }) => guid)).toEqual([...guids].reverse().flatMap((guid) => [guid, guid]));
  });

  it('can be lost', async () => {
    await heard();
    github.webhooks.hold();
    ada.opensIssue(web, { title: 'One' });
    github.webhooks.lose();
    await github.webhooks.release();
    expect(await heard()).toEqual([]);
  });

  it('that was not taken is listed, and sent again with the same id when the App asks', async () => {
    await heard();
    status = 500;
    ada.opensIssue(web, { title: 'One' });
    await github.webhooks.settled();
    const octokit = octokitOf(github);
    const { data } = await octokit.apps.listWebhookDeliveries({ status: 'failure' } as never);
    expect(data).toMatchObject([{ event: 'issues', action: 'opened', status_code: 500, redelivery: false }]);
    status = 200;
    await octokit.apps.redeliverWebhookDelivery({ delivery_id: data[0]?.id ?? 0 });
    await github.webhooks.settled();
    expect(new Set(received.map(({ guid }) => guid)).size).toBe(1);
    expect(github.webhooks.deliveries.at(-1)).toMatchObject({ redelivery: true, status: 200 });
    const { data: whole } = await octokit.apps.getWebhookDelivery({ delivery_id: data[0]?.id ?? 0 });
    expect(whole.request.payload).toMatchObject({ action: 'opened', issue: { title: 'One' } });
  });

  it('can be forged', async () => {
    await heard();
    expect(await github.webhooks.send('push', '{}', { signature: 'sha256=00' })).toBe(202);
    expect(received.at(-1)).toMatchObject({ event: 'push', body: '{}', signature: 'sha256=00' });
  });
});
