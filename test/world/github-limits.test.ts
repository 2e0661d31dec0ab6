/** What goes wrong with the GitHub of the tests: limits, faults, and how a story counts what was asked. */
import type { Octokit } from '@octokit/rest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type GitHub,
  hours,
  type Installation,
  minutes,
  openClock,
  openGitHub,
  type Repository,
  seconds,
  type TestClock,
} from './github/index.ts';
import { octokitOf, outcome } from './octokit.ts';

let clock: TestClock;
let github: GitHub;
let web: Repository;
let installation: Installation;
let octokit: Octokit;
const at = { owner: 'acme', repo: 'web' };

const open = async (limits = {}) => {
  clock = openClock('2026-11-01T09:00:00Z');
  github = await openGitHub({ clock, limits });
  web = github.repository('acme/web', { files: { a: 'a' } });
  installation = github.installs('acme');
  octokit = octokitOf(github, installation);
};

/** An hour later, when the token is another one too: the real Octokit keeps it by the machine’s clock. */
const anHourLater = () => {
  clock.forward(hours(1));
  octokit = octokitOf(github, installation);
};

beforeEach(() => open());

afterEach(async () => {
  await github.close();
  github.assertClean();
});

const main = () => octokit.git.getRef({ ...at, ref: 'heads/main' });
const issue = () => octokit.issues.create({ ...at, title: 'Hello' });

describe('a conditional request', () => {
  it('is answered with 304 until something changed, and costs nothing', async () => {
    const { headers } = await main();
    const again = () =>
      octokit.git.getRef({ ...at, ref: 'heads/main', headers: { 'if-none-match': headers.etag ?? '' } });
    const left = async () => (await octokit.rateLimit.get()).data.resources.core.remaining;
    const before = await left();
    expect(await outcome(again())).toMatch(/^304/);
    expect(await left()).toBe(before);
    github.person('ada').pushes(web, { files: { a: 'b' } });
    expect(await outcome(again())).toBe('fine');
    expect(await left()).toBe(before - 1);
  });
});

describe('the limit of requests', () => {
  it('is told with every answer, and is over when it is over', async () => {
    await github.close();
    await open({ requests: 3 });
    const { headers } = await main();
    expect(headers).toMatchObject({
      'x-ratelimit-limit': '3',
      'x-ratelimit-remaining': '2',
      'x-ratelimit-reset': String(Date.UTC(2026, 10, 1, 10) / 1000),
    });
    await main();
    await main();
    const error = await main().catch((reason) => reason);
    expect([error.status, error.response.headers['x-ratelimit-remaining']]).toEqual([403, '0']);
    expect(error.message).toMatch(/^API rate limit exceeded for installation ID/);
    anHourLater();
    expect(await outcome(main())).toBe('fine');
  });
});

describe('the limit of new content', () => {
  it('lets so many through a minute, and says how long to wait', async () => {
    await github.close();
    await open({ contentAMinute: 2 });
    await issue();
    await issue();
    const error = await issue().catch((reason) => reason);
    expect([error.status, error.response.headers['retry-after']]).toEqual([403, '60']);
    expect(error.message).toMatch(/^You have exceeded a secondary rate limit/);
    expect(await outcome(main())).toBe('fine');
    clock.forward(minutes(1));
    expect(await outcome(issue())).toBe('fine');
  });

  it('lets so many through an hour', async () => {
    await github.close();
    await open({ contentAMinute: 1, contentAnHour: 2, status: 429 });
    for (let count = 0; count < 2; count += 1) {
      await issue();
      clock.forward(minutes(1));
    }
    const error = await issue().catch((reason) => reason);
    expect([error.status, error.response.headers['retry-after']]).toEqual([429, String(58 * 60)]);
  });
});

describe('a fault', () => {
  it('befalls the n-th request that it is meant for, as often as told', async () => {
    const fault = github.fault(
      { on: 'GET /repos/{owner}/{repo}/git/ref/{ref}', nth: 2, times: 2 },
      { kind: 'status', status: 502 },
    );
    const outcomes = [];
    for (let count = 0; count < 4; count += 1) outcomes.push(await outcome(main()));
    expect(outcomes).toEqual(['fine', '502 Server Error', '502 Server Error', 'fine']);
    expect(fault.befallen).toBe(2);
  });

  it('drops the connection before anything was done, or after', async () => {
    github.fault({ on: /^POST .*\/issues/ }, { kind: 'drop' });
    expect(await outcome(issue())).toMatch(/^500/);
    expect(web.issues()).toEqual([]);
    github.fault({ on: /^POST .*\/issues/ }, { kind: 'drop-after' });
    expect(await outcome(issue())).toMatch(/^500/);
    expect(web.issues()).toHaveLength(1);
  });

  it('makes GitHub slow until the story lets go', async () => {
    const fault = github.fault(
      {
        on: (request) =>
          request.path.endsWith('/git/ref/heads/main') || request.path.includes('heads%2Fmain'),
      },
      { kind: 'slow' },
    );
    let answered = false;
    const asked = main().then(() => {
      answered = true;
    });
    await octokit.repos.get(at);
    expect(answered).toBe(false);
    fault.release();
    await asked;
    expect(answered).toBe(true);
  });

  it('lets something else happen in between', async () => {
    const ada = github.person('ada');
    await octokit.git.createRef({ ...at, ref: 'refs/heads/up', sha: web.head() ?? '' });
    const sha = ada.pushes(web, { files: { a: 'b' } });
    github.fault(
      { on: 'PATCH /repos/{owner}/{repo}/git/refs/{ref}' },
      { kind: 'meanwhile', happens: () => void ada.pushes(web, { branch: 'up', files: { c: 'c' } }) },
    );
    expect(await outcome(octokit.git.updateRef({ ...at, ref: 'heads/up', sha }))).toBe(
      '422 Update is not a fast forward',
    );
  });

  it('uses up a limit', async () => {
    github.fault({ on: 'POST /repos/acme/web/issues' }, { kind: 'secondary-limit', seconds: 30 });
    expect(await outcome(issue())).toMatch(/^403 You have exceeded a secondary rate limit/);
    expect(await outcome(main())).toBe('fine');
    expect(await outcome(issue())).toMatch(/^403 You have exceeded a secondary rate limit/);
    clock.forward(seconds(30));
    expect(await outcome(issue())).toBe('fine');
    github.fault({ on: 'GET /repos/acme/web' }, { kind: 'primary-limit' });
    expect(await outcome(main())).toMatch(/^403 API rate limit exceeded/);
    expect(await outcome(main())).toMatch(/^403 API rate limit exceeded/);
    anHourLater();
    expect(await outcome(main())).toBe('fine');
  });

  it('can be lifted before it befell anybody', async () => {
    github.fault({ on: /./, times: 100 }, { kind: 'status', status: 503 }).lift();
    expect(await outcome(main())).toBe('fine');
  });
});

describe('the book of requests', () => {
  it('tells what was asked, by whom, and what was answered', async () => {
    await main();
    const since = github.requests.mark();
    await issue();
    expect(since.all).toMatchObject([
      {
        method: 'POST',
        path: '/repos/acme/web/issues',
        operation: 'POST /repos/{owner}/{repo}/issues',
        caller: 'installation',
        body: { title: 'Hello' },
        status: 201,
        answer: { number: 1 },
      },
    ]);
    expect(since.count('GET /')).toBe(0);
    expect(github.requests.count('GET /repos/{owner}/{repo}/git/ref/{ref}')).toBe(1);
  });
});
