import type { PullRequest } from '../../domain/pull-request.ts';
import type { Dress, PullDraft, RepositoryForge } from '../../ports.ts';
import type { At } from './at.ts';
import { statusOf } from './connection.ts';
import { pullOf } from './shapes.ts';

/** Closed ones beyond this many are of no interest to what is proposed now. */
const mostClosedPages = 3;

export async function pulls(
  at: At,
  { branchPrefix, closed }: Parameters<RepositoryForge['pulls']>[0],
): Promise<PullRequest[]> {
  const isOurs = (pull: PullRequest) => pull.branch.startsWith(branchPrefix) && pull.author.isUs;
  const found: PullRequest[] = [];
  for (let page = 1; page <= mostClosedPages || !closed; page++) {
    const { data } = await at.ask('read', (octokit) =>
      octokit.pulls.list({
        ...at.names,
        state: closed ? 'all' : 'open',
        sort: 'updated',
        direction: 'desc',
        per_page: 100,
        page,
      }),
    );
    found.push(...data.map((one) => pullOf(one, at.us)).filter(isOurs));
    if (data.length < 100) break;
  }
  return found;
}

export async function pull(at: At, number: number): Promise<PullRequest> {
  const { data } = await at.ask('read', (octokit) => octokit.pulls.get({ ...at.names, pull_number: number }));
  return pullOf(data, at.us);
}

export async function openPull(at: At, draft: PullDraft): Promise<PullRequest> {
  const { title, body, branch, base } = draft;
  const opened = await at.ask('create', async (octokit) => {
    try {
      const { data } = await octokit.pulls.create({ ...at.names, title, body, head: branch, base });
      return pullOf(data, at.us);
    } catch (error) {
      // Somebody, most likely we ourselves before we were stopped, opened it already.
      if (statusOf(error) !== 422) throw error;
      const { data } = await octokit.pulls.list({
        ...at.names,
        state: 'open',
        head: `${at.ref.owner}:${branch}`,
        base,
      });
      const [found] = data;
      if (!found) throw error;
      return pullOf(found, at.us);
    }
  });
  return opened;
}

/** Reviewers, assignees and labels. One who cannot be asked does not stop the rest. */
export async function dress(at: At, number: number, { labels, assignees, reviewers }: Dress): Promise<void> {
  const issue = { ...at.names, issue_number: number };
  const asked = reviewers.map(reviewerOf);
  if (asked.length > 0)
    await at.ask('read', async (octokit) => {
      try {
        await octokit.pulls.requestReviewers({
          ...at.names,
          pull_number: number,
          reviewers: asked.flatMap(({ person }) => person ?? []),
          team_reviewers: asked.flatMap(({ team }) => team ?? []),
        });
      } catch (error) {
        // Not a collaborator, or the author: GitHub refuses all of them together.
        if (statusOf(error) !== 422) throw error;
      }
    });
  if (assignees.length > 0)
    await at.ask('read', (octokit) =>
      octokit.issues.addAssignees({ ...issue, assignees: assignees.map((name) => name.replace(/^@/, '')) }),
    );
  if (labels.length > 0)
    await at.ask('read', (octokit) => octokit.issues.addLabels({ ...issue, labels: [...labels] }));
}

/** `ada`, `@ada`; `acme/web`, `@acme/web`, `team:web`. */
function reviewerOf(written: string): { readonly person?: string; readonly team?: string } {
  const name = written.replace(/^@/, '');
  if (name.startsWith('team:') || name.includes('/'))
    return { team: name.replace(/^team:/, '').replace(/^.*\//, '') };
  return { person: name };
}

export async function editPull(
  at: At,
  number: number,
  change: Parameters<RepositoryForge['editPull']>[1],
): Promise<void> {
  await at.ask('read', (octokit) => octokit.pulls.update({ ...at.names, pull_number: number, ...change }));
}
