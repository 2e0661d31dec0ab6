import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hintsFrom } from '../../src/web/job-for.ts';

const us = 'springtide[bot]';
const at = { installation: { id: 7 }, repository: { id: 9, default_branch: 'main' } };
const kinds = (event: string, payload: object) => {
  const { jobs, branches } = hintsFrom(event, { ...at, ...payload }, us);
  return [
    ...jobs.map((job) => `${job.kind}${'pull' in job ? ` ${job.pull}` : ''}`),
    ...branches.map((branch) => `about ${branch}`),
  ];
};

describe('a delivery hints at', () => {
  it.each<[string, object, string[]]>([
    ['ping', {}, []],
    ['installation', { action: 'created' }, ['sync-installation']],
    ['installation_repositories', { action: 'added' }, ['sync-installation']],
    ['repository', { action: 'renamed' }, ['sync-installation']],
    ['push', { ref: 'refs/heads/main' }, ['scan-repository']],
    ['push', { ref: 'refs/heads/topic' }, []],
    [
      'push',
      { ref: 'refs/heads/main', repository: { ...at.repository, name: '.github' } },
      ['sync-installation', 'scan-repository'],
    ],
    [
      'pull_request',
      { action: 'synchronize', pull_request: { number: 3, user: { login: us } } },
      ['watch-rollout 3'],
    ],
    [
      'pull_request',
      { action: 'closed', pull_request: { number: 3, user: { login: us } } },
      ['watch-rollout 3', 'scan-repository'],
    ],
    [
      'pull_request',
      { action: 'edited', sender: { login: 'ada' }, pull_request: { number: 3, user: { login: us } } },
      ['watch-rollout 3', 'obey-checkbox'],
    ],
    ['pull_request', { action: 'labeled', pull_request: { number: 3, user: { login: 'ada' } } }, []],
    [
      'pull_request',
      { action: 'opened', pull_request: { number: 3, user: { login: 'ada' } } },
      ['check-configuration 3'],
    ],
    [
      'check_run',
      { action: 'rerequested', check_run: { pull_requests: [{ number: 3 }] } },
      ['watch-rollout 3', 'check-configuration 3'],
    ],
    [
      'check_run',
      {
        action: 'completed',
        check_run: { pull_requests: [{ number: 3 }], check_suite: { head_branch: 'x' } },
      },
      ['watch-rollout 3', 'about x'],
    ],
    [
      'check_suite',
      { action: 'completed', check_suite: { pull_requests: [], head_branch: 'main' } },
      ['about main'],
    ],
    [
      'check_run',
      { action: 'completed', check_run: { pull_requests: [{ number: 3 }], app: { slug: 'springtide' } } },
      [],
    ],
    [
      'check_suite',
      { action: 'completed', check_suite: { pull_requests: [{ number: 3 }], app: { slug: 'springtide' } } },
      [],
    ],
    [
      'check_suite',
      { action: 'rerequested', check_suite: { pull_requests: [{ number: 3 }], app: { slug: 'springtide' } } },
      ['watch-rollout 3'],
    ],
    ['merge_group', { action: 'destroyed', merge_group: { head_sha: 'a'.repeat(40) } }, []],
    ['merge_group', { action: 'checks_requested', merge_group: { head_sha: '../x' } }, []],
    [
      'merge_group',
      { action: 'checks_requested', merge_group: { head_sha: 'a'.repeat(40) } },
      ['answer-queue'],
    ],
    ['dependabot_alert', { action: 'created' }, ['scan-repository']],
    ['status', { branches: [{ name: 'x' }] }, ['about x']],
    [
      'issue_comment',
      {
        action: 'created',
        issue: { number: 3 },
        comment: { id: 5, body: '@springtide rebase', user: { login: 'ada' } },
      },
      ['obey-comment'],
    ],
    [
      'issue_comment',
      { action: 'created', issue: { number: 3 }, comment: { id: 5, body: 'thanks', user: { login: 'ada' } } },
      [],
    ],
    [
      'issue_comment',
      {
        action: 'created',
        issue: { number: 3 },
        comment: { id: 5, body: '@springtide rebase', user: { login: us } },
      },
      [],
    ],
    [
      'issues',
      { action: 'edited', sender: { login: 'ada' }, issue: { number: 4, user: { login: us } } },
      ['obey-checkbox'],
    ],
    ['issues', { action: 'edited', sender: { login: us }, issue: { number: 4, user: { login: us } } }, []],
  ])('%s %j', (event, payload, jobs) => {
    expect(kinds(event, payload)).toEqual(jobs);
  });

  it('nothing, when it is mutilated', () => {
    const events = [
      'installation',
      'push',
      'pull_request',
      'check_run',
      'check_suite',
      'status',
      'issue_comment',
      'issues',
      'repository',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...events), fc.anything(), fc.anything(), (event, inner, whole) => {
        for (const payload of [
          whole,
          {
            ...at,
            pull_request: inner,
            check_run: inner,
            check_suite: inner,
            branches: inner,
            issue: inner,
            comment: inner,
            ref: inner,
            sender: inner,
          },
        ])
          for (const job of hintsFrom(event, payload, us).jobs) expect(job.installation).toBe(7);
      }),
    );
  });
});
