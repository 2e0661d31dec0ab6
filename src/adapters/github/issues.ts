import type { Comment, Issue, RepositoryForge } from '../../ports.ts';
import type { At } from './at.ts';
import { statusOf } from './connection.ts';
import { actorOf } from './shapes.ts';

interface IssueData {
  readonly number: number;
  readonly title: string;
  readonly body?: string | null | undefined;
  readonly state: string;
}

const issueOf = ({ number, title, body, state }: IssueData): Issue => ({
  number,
  title,
  body: body ?? '',
  state: state === 'open' ? 'open' : 'closed',
});

export async function comments(at: At, issue: number): Promise<Comment[]> {
  const { data } = await at.ask('read', (octokit) =>
    octokit.issues.listComments({ ...at.names, issue_number: issue, per_page: 100 }),
  );
  return Promise.all(
    data.map(async ({ id, body, user, reactions }): Promise<Comment> => {
      // Whose reactions they are is asked only where there are some.
      const ours = (reactions?.total_count ?? 0) > 0 ? await ourReactions(at, id) : [];
      return { id, body: body ?? '', author: actorOf(user, at.us), ourReactions: ours };
    }),
  );
}

async function ourReactions(at: At, comment: number): Promise<string[]> {
  const { data } = await at.ask('read', (octokit) =>
    octokit.reactions.listForIssueComment({ ...at.names, comment_id: comment, per_page: 100 }),
  );
  return data.filter(({ user }) => user?.login === at.us).map(({ content }) => content);
}

export async function comment(at: At, issue: number, body: string): Promise<void> {
  await at.ask('create', (octokit) =>
    octokit.issues.createComment({ ...at.names, issue_number: issue, body }),
  );
}

export async function react(
  at: At,
  id: number,
  content: Parameters<RepositoryForge['react']>[1],
): Promise<void> {
  await at.ask('read', (octokit) =>
    octokit.reactions.createForIssueComment({ ...at.names, comment_id: id, content }),
  );
}

export async function mayWrite(at: At, login: string): Promise<boolean> {
  return at.ask('read', async (octokit) => {
    try {
      const { data } = await octokit.repos.getCollaboratorPermissionLevel({ ...at.names, username: login });
      return data.permission === 'admin' || data.permission === 'write';
    } catch (error) {
      if (statusOf(error) === 404) return false;
      throw error;
    }
  });
}

/** The first of ours, open ones before closed ones. */
export async function issueMarked(at: At, marker: string): Promise<Issue | undefined> {
  const { data } = await at.ask('read', (octokit) =>
    octokit.issues.listForRepo({ ...at.names, state: 'all', creator: at.us, per_page: 100 }),
  );
  const found = data
    .filter(({ body, pull_request: isPull }) => !isPull && body?.includes(marker))
    .map(issueOf);
  return found.find(({ state }) => state === 'open') ?? found[0];
}

export async function issue(at: At, number: number): Promise<Issue> {
  const { data } = await at.ask('read', (octokit) =>
    octokit.issues.get({ ...at.names, issue_number: number }),
  );
  return issueOf(data);
}

export async function openIssue(at: At, draft: Parameters<RepositoryForge['openIssue']>[0]): Promise<Issue> {
  const { data } = await at.ask('create', (octokit) =>
    octokit.issues.create({ ...at.names, title: draft.title, body: draft.body, labels: [...draft.labels] }),
  );
  return issueOf(data);
}

export async function editIssue(
  at: At,
  number: number,
  change: Parameters<RepositoryForge['editIssue']>[1],
): Promise<void> {
  await at.ask('read', (octokit) => octokit.issues.update({ ...at.names, issue_number: number, ...change }));
}
