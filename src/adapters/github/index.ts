/** The forge: GitHub behind our own small types. It holds the credentials and never runs what a repository contains. */
import type { RepositoryRef } from '../../domain/repository.ts';
import type { Forge, RepositoryForge, SecurityAlert } from '../../ports.ts';
import type { At } from './at.ts';
import { branchState, deleteBranch, writeBranch } from './branches.ts';
import type { Budgets } from './budget.ts';
import { type BlobCache, checkoutOf } from './checkout.ts';
import { checks, report, requiredChecks } from './checks.ts';
import { type AppCredentials, createConnections, statusOf } from './connection.ts';
import { comment, comments, editIssue, issue, issueMarked, mayWrite, openIssue, react } from './issues.ts';
import { holdMerge, merge } from './merging.ts';
import { dress, editPull, openPull, pull, pulls } from './pulls.ts';
import { installationOf, repositoryOf } from './shapes.ts';

export interface ForgeOptions {
  readonly credentials: AppCredentials;
  readonly cache: BlobCache;
  readonly budgets: Budgets;
  readonly now: () => Date;
}

/** Asks GitHub who we are, which proves the credentials too. */
export async function createForge({
  credentials,
  cache,
  budgets,
  now,
}: ForgeOptions): Promise<Forge & { readonly login: string }> {
  const connections = createConnections(credentials, budgets, now);
  const heads = new Map<number, Heads>();
  const app = await connections.app.ask(
    'the App',
    'read',
    async (octokit) => (await octokit.apps.getAuthenticated()).data,
  );
  const us = `${app?.slug ?? ''}[bot]`;
  return {
    login: us,
    installations: () =>
      connections.app.ask('the App', 'read', async (octokit) => {
        const all = await octokit.paginate(octokit.apps.listInstallations, { per_page: 100 });
        return all.map(installationOf);
      }),
    repositories: (installation) =>
      connections.installation(installation).ask(`installation ${installation}`, 'read', async (octokit) => {
        const all = await octokit.paginate(octokit.apps.listReposAccessibleToInstallation, { per_page: 100 });
        return (Array.isArray(all) ? all : []).map((one) => repositoryOf(installation, one));
      }),
    repository(ref) {
      const connection = connections.installation(ref.installation);
      const names = { owner: ref.owner, repo: ref.name };
      const at: At = {
        ref,
        names,
        us,
        appId: credentials.appId,
        cache,
        connection,
        ask: (costs, call) => connection.ask(`${ref.owner}/${ref.name}`, costs, call),
      };
      return repositoryForge(at, headsOf(ref));
    },
  };

  /** What each branch was at when it was last asked, so that an unchanged one costs nothing. */
  function headsOf({ id }: RepositoryRef): Heads {
    const found: Heads = heads.get(id) ?? new Map();
    heads.set(id, found);
    return found;
  }
}

type Heads = Map<string, { etag: string; head: string }>;

function repositoryForge(at: At, known: Heads): RepositoryForge {
  return {
    facts: () =>
      at.ask('read', async (octokit) =>
        repositoryOf(at.ref.installation, (await octokit.repos.get(at.names)).data),
      ),
    commit: (ref) => commitNamed(at, ref),
    head: (branch) => conditionalHead(at, branch, known),
    checkout: async (commit, keep = false) =>
      checkoutOf(at.connection, at.names, commit, at.cache, { repository: at.ref.id, keep }),
    subjects: (branch) =>
      at.ask('read', async (octokit) => {
        const { data } = await octokit.repos.listCommits({ ...at.names, sha: branch, per_page: 100 });
        return data
          .filter(({ parents }) => parents.length < 2)
          .map(({ commit }) => commit.message.split('\n')[0] ?? '');
      }),
    pulls: (want) => pulls(at, want),
    pull: (number) => pull(at, number),
    branch: (name, base) => branchState(at, name, base),
    writeBranch: (draft) => writeBranch(at, draft),
    deleteBranch: (name, expected) => deleteBranch(at, name, expected),
    openPull: (draft) => openPull(at, draft),
    dress: (number, worn) => dress(at, number, worn),
    editPull: (number, change) => editPull(at, number, change),
    merge: (one, method, how) => merge(at, one, method, how),
    holdMerge: (one) => holdMerge(at, one),
    checks: (commit) => checks(at, commit),
    requiredChecks: (branch) => requiredChecks(at, branch),
    parent: (commit) =>
      at.ask('read', async (octokit) => {
        const { data } = await octokit.git.getCommit({ ...at.names, commit_sha: commit });
        return data.parents[0]?.sha;
      }),
    difference: (from, to) =>
      at.ask('read', async (octokit) => {
        const { data } = await octokit.repos.compareCommitsWithBasehead({
          ...at.names,
          basehead: `${from}...${to}`,
        });
        const paths = (data.files ?? []).map(({ filename }) => filename);
        return { forkPoint: data.merge_base_commit.sha, paths };
      }),
    report: (draft) => report(at, draft),
    comments: (number) => comments(at, number),
    comment: (number, body) => comment(at, number, body),
    react: (id, reaction) => react(at, id, reaction),
    mayWrite: (login) => mayWrite(at, login),
    issueMarked: (marker) => issueMarked(at, marker),
    issue: (number) => issue(at, number),
    openIssue: (draft) => openIssue(at, draft),
    editIssue: (number, change) => editIssue(at, number, change),
    alerts: () => alerts(at),
  };
}

async function commitNamed(at: At, ref: string | undefined): Promise<string | undefined> {
  return at.ask('read', async (octokit) => {
    try {
      if (ref === undefined)
        return (await octokit.repos.listCommits({ ...at.names, per_page: 1 })).data[0]?.sha;
      const { data } = await octokit.repos.getCommit({ ...at.names, ref, per_page: 1 });
      return data.sha;
    } catch (error) {
      if (statusOf(error) === 422) return undefined;
      throw error;
    }
  });
}

async function conditionalHead(at: At, branch: string, known: Heads): Promise<string | undefined> {
  const before = known.get(branch);
  return at.ask('read', async (octokit) => {
    try {
      const { data, headers } = await octokit.git.getRef({
        ...at.names,
        ref: `heads/${branch}`,
        ...(before ? { headers: { 'if-none-match': before.etag } } : {}),
      });
      if (headers.etag) known.set(branch, { etag: headers.etag, head: data.object.sha });
      return data.object.sha;
    } catch (error) {
      if (statusOf(error) === 304) return before?.head;
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  });
}

async function alerts(at: At): ReturnType<RepositoryForge['alerts']> {
  return at.ask('read', async (octokit) => {
    try {
      const { data } = await octokit.dependabot.listAlertsForRepo({
        ...at.names,
        state: 'open',
        per_page: 100,
      });
      return {
        kind: 'known' as const,
        alerts: data.map(
          ({ security_advisory: advisory, security_vulnerability: hole, html_url: url }): SecurityAlert => ({
            ecosystem: hole.package.ecosystem,
            package: hole.package.name,
            advisory: advisory.ghsa_id,
            severity: hole.severity,
            vulnerable: hole.vulnerable_version_range,
            ...(hole.first_patched_version ? { patched: hole.first_patched_version.identifier } : {}),
            url,
          }),
        ),
      };
    } catch (error) {
      const status = statusOf(error);
      if (status !== 403 && status !== 404) throw error;
      return { kind: 'unknown' as const, because: 'alerts are off, or the App may not read them' };
    }
  });
}
