/**
 * Inputs that a major version of an action renamed or took away, as their `action.yml` at the tags of these versions say. `since` is the
 * first major that has the new name, or the first without the old one.
 */
export type InputChange =
  | { readonly kind: 'renamed'; readonly from: string; readonly to: string; readonly since: number }
  | { readonly kind: 'gone'; readonly from: string; readonly since: number };

const renamed = (from: string, to: string, since: number): InputChange => ({
  kind: 'renamed',
  from,
  to,
  since,
});
const gone = (from: string, since: number): InputChange => ({ kind: 'gone', from, since });

export const inputChanges: Readonly<Record<string, readonly InputChange[]>> = {
  'actions/setup-node': [renamed('version', 'node-version', 1), gone('always-auth', 6)],
  'actions/setup-go': [renamed('version', 'go-version', 1)],
  'actions/stale': [
    renamed('exempt-issue-label', 'exempt-issue-labels', 2),
    renamed('exempt-pr-label', 'exempt-pr-labels', 2),
  ],
  'actions/first-interaction': [
    renamed('repo-token', 'repo_token', 2),
    renamed('issue-message', 'issue_message', 2),
    renamed('pr-message', 'pr_message', 2),
  ],
  'codecov/codecov-action': [renamed('file', 'files', 5), renamed('plugin', 'plugins', 5)],
  'golangci/golangci-lint-action': [
    gone('skip-go-installation', 3),
    gone('skip-pkg-cache', 5),
    gone('skip-build-cache', 5),
  ],
  'peter-evans/create-pull-request': [renamed('git-token', 'branch-token', 7)],
};
