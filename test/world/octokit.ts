/** The real Octokit, as an App's forge would use it, on the GitHub of the tests. */
import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import type { GitHub, Installation } from './github/index.ts';

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

/** As the App itself, or as one of its installations. */
export function octokitOf(github: GitHub, installation?: Installation): Octokit {
  const { id: appId, privateKey } = github.app;
  const auth = installation ? { appId, privateKey, installationId: installation.id } : { appId, privateKey };
  return new Octokit({ baseUrl: github.apiUrl, authStrategy: createAppAuth, auth, log: quiet });
}

/** With one token that is never renewed. */
export const octokitWith = (github: GitHub, token: string) =>
  new Octokit({ baseUrl: github.apiUrl, auth: token, log: quiet });

/** `fine`, or status and message. */
export const outcome = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'fine',
    (error: { status?: number; message: string }) =>
      `${error.status} ${error.message.split(' - https://')[0]}`,
  );

/** A branch with one commit of the App's, made the way a forge does it. The commit as GitHub shows it. */
export async function propose(
  octokit: Octokit,
  at: { readonly owner: string; readonly repo: string },
  branch: string,
  path: string,
  content: string,
) {
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
