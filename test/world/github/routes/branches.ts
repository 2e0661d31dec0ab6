/** Branches, their protection, and merges of branches. */
import { actorOf } from '../auth.ts';
import { isAncestor, writeCommit } from '../git/commits.ts';
import { mergeTrees } from '../git/merge.ts';
import { type Answer, created, noContent, notFound, ok, paged, refusal } from '../http.ts';
import { headOf, rulesOf } from '../moves/mergeability.ts';
import { moveRef } from '../moves/refs.ts';
import { type Ask, param, query, type Route, repositoryOf, text } from '../router.ts';
import { commitShape, webFlow } from '../shapes/commits.ts';
import { htmlUrl, repositoryUrl } from '../shapes/repositories.ts';
import { fullName, type Protection, type RepositoryRecord } from '../state.ts';
import { filledRepository, resolve } from './refuse-empty.ts';

const repo = '/repos/{owner}/{repo}';

export const branches: readonly Route[] = [
  { on: `GET ${repo}/branches`, needs: 'contents:read', answer: listBranches },
  { on: `GET ${repo}/branches/{branch}`, needs: 'contents:read', answer: oneBranch },
  { on: `GET ${repo}/branches/{branch}/protection`, needs: 'administration:read', answer: readProtection },
  { on: `GET ${repo}/rules/branches/{branch}`, needs: 'metadata:read', answer: rulesets },
  { on: `GET ${repo}/tags`, needs: 'contents:read', answer: listTags },
  { on: `POST ${repo}/merges`, needs: 'contents:write', answer: mergeBranches },
];

const protectedBy = (repository: RepositoryRecord, branch: string, from: Protection['from']) =>
  repository.protections.find((each) => each.branch === branch && each.from === from);

function listBranches(ask: Ask): Answer {
  const repository = repositoryOf(ask);
  const only = query(ask, 'protected');
  const all = repository.git
    .refs('refs/heads/')
    .map(({ name, sha }) => ({ name: name.replace('refs/heads/', ''), sha }))
    .filter(({ name }) => only === undefined || String(rulesOf(repository, name) !== undefined) === only);
  return paged(ask.url, all, ({ name, sha }) => ({
    name,
    commit: { sha, url: `${repositoryUrl(ask.state, repository)}/commits/${sha}` },
    protected: rulesOf(repository, name) !== undefined,
  }));
}

function oneBranch(ask: Ask): Answer {
  const { state } = ask;
  const repository = repositoryOf(ask);
  const name = param(ask, 'branch');
  const sha = headOf(repository, name);
  if (!sha) return refusal(404, 'Branch not found');
  const rules = protectedBy(repository, name, 'protection');
  const self = `${repositoryUrl(state, repository)}/branches/${name}`;
  const contexts = rules?.checks ?? [];
  return ok({
    name,
    commit: commitShape(state, repository, sha),
    _links: { self, html: `${htmlUrl(state, repository)}/tree/${name}` },
    protected: rulesOf(repository, name) !== undefined,
    protection: {
      enabled: rules !== undefined,
      required_status_checks: {
        enforcement_level: contexts.length > 0 ? 'non_admins' : 'off',
        contexts,
        checks: contexts.map((context) => ({ context, app_id: null })),
      },
    },
    protection_url: `${self}/protection`,
  });
}

function readProtection(ask: Ask): Answer {
  const repository = repositoryOf(ask);
  const name = param(ask, 'branch');
  if (!headOf(repository, name)) return refusal(404, 'Branch not found');
  const rules = protectedBy(repository, name, 'protection');
  if (!rules) return refusal(404, 'Branch not protected');
  const url = `${repositoryUrl(ask.state, repository)}/branches/${name}/protection`;
  const { checks, strict, approvals, codeOwners, linearHistory } = rules;
  return ok({
    url,
    ...(checks.length > 0
      ? {
          required_status_checks: {
            url: `${url}/required_status_checks`,
            strict,
            contexts: checks,
            contexts_url: `${url}/required_status_checks/contexts`,
            checks: checks.map((context) => ({ context, app_id: null })),
          },
        }
      : {}),
    ...(approvals > 0 || codeOwners
      ? {
          required_pull_request_reviews: {
            url: `${url}/required_pull_request_reviews`,
            dismiss_stale_reviews: false,
            require_code_owner_reviews: codeOwners,
            required_approving_review_count: approvals,
            require_last_push_approval: false,
          },
        }
      : {}),
    required_signatures: { url: `${url}/required_signatures`, enabled: false },
    enforce_admins: { url: `${url}/enforce_admins`, enabled: false },
    required_linear_history: { enabled: linearHistory },
    allow_force_pushes: { enabled: false },
    allow_deletions: { enabled: false },
    block_creations: { enabled: false },
    required_conversation_resolution: { enabled: false },
    lock_branch: { enabled: false },
    allow_fork_syncing: { enabled: false },
  });
}

/** Rules of rulesets only: classic protection is not told here. */
function rulesets(ask: Ask): Answer {
  const repository = repositoryOf(ask);
  const rules = protectedBy(repository, param(ask, 'branch'), 'ruleset');
  return paged(ask.url, rules ? rulesOfRuleset(repository, rules) : [], (each) => each);
}

function rulesOfRuleset(repository: RepositoryRecord, rules: Protection) {
  const source = {
    ruleset_source_type: 'Repository',
    ruleset_source: fullName(repository),
    ruleset_id: repository.id,
  };
  const found = [];
  if (rules.checks.length > 0)
    found.push({
      type: 'required_status_checks',
      ...source,
      parameters: {
        do_not_enforce_on_create: false,
        strict_required_status_checks_policy: rules.strict,
        required_status_checks: rules.checks.map((context) => ({ context })),
      },
    });
  if (rules.approvals > 0 || rules.codeOwners)
    found.push({
      type: 'pull_request',
      ...source,
      parameters: {
        required_approving_review_count: rules.approvals,
        dismiss_stale_reviews_on_push: false,
        require_code_owner_review: rules.codeOwners,
        require_last_push_approval: false,
        required_review_thread_resolution: false,
        allowed_merge_methods: ['merge', 'squash', 'rebase'],
      },
    });
  if (rules.linearHistory) found.push({ type: 'required_linear_history', ...source });
  if (rules.mergeQueue)
    found.push({
      type: 'merge_queue',
      ...source,
      parameters: {
        merge_method: rules.mergeQueue.toUpperCase(),
        max_entries_to_build: 5,
        min_entries_to_merge: 1,
        max_entries_to_merge: 5,
        min_entries_to_merge_wait_minutes: 5,
        grouping_strategy: 'ALLGREEN',
        check_response_timeout_minutes: 60,
      },
    });
  return found;
}

function listTags(ask: Ask): Answer {
  const repository = repositoryOf(ask);
  const url = repositoryUrl(ask.state, repository);
  const all = [...repository.git.refs('refs/tags/')].reverse();
  return paged(ask.url, all, ({ name }) => {
    const tag = name.replace('refs/tags/', '');
    const sha = resolve(repository, tag) ?? '';
    return {
      name: tag,
      zipball_url: `${url}/zipball/${name}`,
      tarball_url: `${url}/tarball/${name}`,
      commit: { sha, url: `${url}/commits/${sha}` },
      node_id: `REF_${repository.id}${name}`,
    };
  });
}

function mergeBranches(ask: Ask): Answer {
  const { state } = ask;
  const repository = filledRepository(ask);
  const { git } = repository;
  const base = text(ask, 'base') ?? '';
  const into = headOf(repository, base);
  const head = resolve(repository, text(ask, 'head') ?? '');
  if (!into) return refusal(404, 'Base does not exist');
  if (!head) return notFound;
  if (isAncestor(git, head, into)) return noContent;
  const merged = mergeTrees(git, into, head);
  if (merged.kind === 'conflict') return refusal(409, 'Merge conflict');
  const by = actorOf(state, ask.caller);
  const sha = writeCommit(git, {
    tree: merged.tree,
    parents: [into, head],
    author: { name: by.name, email: by.email, date: state.clock() },
    committer: { ...webFlow, date: state.clock() },
    message: text(ask, 'commit_message') ?? `Merge ${text(ask, 'head')} into ${base}`,
  });
  repository.signed.add(sha);
  moveRef(state, repository, `refs/heads/${base}`, sha, by);
  return created(commitShape(state, repository, sha));
}
