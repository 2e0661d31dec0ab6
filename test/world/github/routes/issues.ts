/** Issues, which pull requests are too: comments, labels, assignees, reactions. */
import { actorOf } from '../auth.ts';
import {
  type Answer,
  created,
  invalid,
  No,
  noContent,
  notFound,
  ok,
  paged,
  refusal,
  tooLong,
} from '../http.ts';
import {
  addComment,
  addIssue,
  addLabels,
  closeIssue,
  editComment,
  editIssue,
  labelNamed,
  removeLabel,
  reopenIssue,
  tellOpened,
} from '../moves/issues.ts';
import { type Ask, numberParam, param, query, type Route, repositoryOf, text } from '../router.ts';
import {
  commentShape,
  issueShape,
  labelShape,
  labelsOf,
  reactionShape,
  wholeIssueShape,
} from '../shapes/issues.ts';
import { accountOf, type CommentRecord, type IssueRecord, idOf, type ReactionRecord } from '../state.ts';

const repo = '/repos/{owner}/{repo}';
const one = `${repo}/issues/{issue_number}`;
const comment = `${repo}/issues/comments/{comment_id}`;
const reads = ['issues:read', 'pull_requests:read'];
const writes = ['issues:write', 'pull_requests:write'];

export const issues: readonly Route[] = [
  { on: `GET ${repo}/issues`, needs: reads, answer: listIssues },
  { on: `POST ${repo}/issues`, needs: 'issues:write', creates: true, answer: createIssue },
  {
    on: `GET ${one}`,
    needs: reads,
    answer: (ask) => ok(wholeIssueShape(ask.state, repositoryOf(ask), issueOf(ask))),
  },
  { on: `PATCH ${one}`, needs: writes, answer: updateIssue },
  { on: `GET ${one}/comments`, needs: reads, answer: listComments },
  { on: `POST ${one}/comments`, needs: writes, creates: true, answer: createComment },
  {
    on: `GET ${comment}`,
    needs: reads,
    answer: (ask) => ok(commentShape(ask.state, repositoryOf(ask), commentOf(ask))),
  },
  { on: `PATCH ${comment}`, needs: writes, answer: updateComment },
  { on: `DELETE ${comment}`, needs: writes, answer: deleteComment },
  { on: `GET ${comment}/reactions`, needs: reads, answer: listReactions },
  { on: `POST ${comment}/reactions`, needs: writes, answer: (ask) => react(ask, commentOf(ask).reactions) },
  { on: `DELETE ${comment}/reactions/{reaction_id}`, needs: writes, answer: unreact },
  { on: `POST ${one}/reactions`, needs: writes, answer: (ask) => react(ask, issueOf(ask).reactions) },
  {
    on: `GET ${one}/labels`,
    needs: reads,
    answer: (ask) => paged(ask.url, labelsOf(ask.state, repositoryOf(ask), issueOf(ask)), (each) => each),
  },
  { on: `POST ${one}/labels`, needs: writes, answer: (ask) => setLabels(ask, false) },
  { on: `PUT ${one}/labels`, needs: writes, answer: (ask) => setLabels(ask, true) },
  { on: `DELETE ${one}/labels/{name}`, needs: writes, answer: dropLabel },
  { on: `POST ${one}/assignees`, needs: writes, answer: assign },
  { on: `PUT ${one}/lock`, needs: writes, answer: lock },
  { on: `GET ${repo}/labels`, needs: reads, answer: listLabels },
  { on: `POST ${repo}/labels`, needs: writes, answer: createLabel },
  { on: `GET ${repo}/labels/{name}`, needs: reads, answer: readLabel },
];

function issueOf(ask: Ask): IssueRecord {
  const found = repositoryOf(ask).issues.get(numberParam(ask, 'issue_number'));
  if (!found) throw new No(notFound);
  return found;
}

function commentOf(ask: Ask): CommentRecord {
  const id = numberParam(ask, 'comment_id');
  const all = [...repositoryOf(ask).issues.values()].flatMap((issue) => issue.comments);
  const found = all.find((each) => each.id === id);
  if (!found) throw new No(notFound);
  return found;
}

/** Labels and people come as texts or as objects with one. */
function namesIn(ask: Ask, field: string, key: string): string[] {
  const list = Array.isArray(ask.body) ? ask.body : ((ask.body[field] ?? []) as unknown[]);
  return list.map((each) =>
    typeof each === 'string' ? each : String((each as Record<string, unknown>)[key]),
  );
}

function listIssues(ask: Ask): Answer {
  const repository = repositoryOf(ask);
  const state = query(ask, 'state') ?? 'open';
  const labels = (query(ask, 'labels') ?? '').split(',').filter(Boolean);
  const [creator, assignee, since] = [query(ask, 'creator'), query(ask, 'assignee'), query(ask, 'since')];
  const sort = query(ask, 'sort') ?? 'created';
  const at = (issue: IssueRecord) =>
    sort === 'comments'
      ? issue.comments.length
      : (sort === 'updated' ? issue.updatedAt : issue.createdAt).getTime();
  const found = [...repository.issues.values()]
    .filter((issue) => state === 'all' || issue.state === state)
    .filter((issue) => labels.every((label) => issue.labels.has(label)))
    .filter((issue) => creator === undefined || issue.by.login === creator)
    .filter((issue) => assignee === undefined || issue.assignees.some(({ login }) => login === assignee))
    .filter((issue) => since === undefined || issue.updatedAt >= new Date(since))
    .sort((a, b) => at(a) - at(b) || a.number - b.number);
  if (query(ask, 'direction') !== 'asc') found.reverse();
  return paged(ask.url, found, (issue) => issueShape(ask.state, repository, issue));
}

function createIssue(ask: Ask): Answer {
  const { state } = ask;
  const repository = repositoryOf(ask);
  const by = actorOf(state, ask.caller);
  const body = text(ask, 'body') ?? null;
  const long = tooLong('Issue', body);
  if (long) return long;
  const issue = addIssue(state, repository, by, { title: String(ask.body.title), body });
  addLabels(state, repository, issue, by, namesIn(ask, 'labels', 'name'), true);
  addAssignees(ask, issue);
  tellOpened(state, repository, issue, by);
  return created(wholeIssueShape(state, repository, issue));
}

function updateIssue(ask: Ask): Answer {
  const long = tooLong('Issue', text(ask, 'body'));
  if (long) return long;
  const { state } = ask;
  const repository = repositoryOf(ask);
  const issue = issueOf(ask);
  const by = actorOf(state, ask.caller);
  const wanted = text(ask, 'state');
  if (wanted === 'open') {
    const no = reopenIssue(state, repository, issue, by);
    if (no) return no;
  }
  editIssue(state, repository, issue, by, {
    ...(ask.body.title === undefined ? {} : { title: String(ask.body.title) }),
    ...('body' in ask.body ? { body: text(ask, 'body') ?? null } : {}),
  });
  if ('labels' in ask.body) replaceLabels(ask, issue);
  if ('assignees' in ask.body) {
    issue.assignees.splice(0);
    addAssignees(ask, issue);
  }
  if (wanted === 'closed')
    closeIssue(
      state,
      repository,
      issue,
      by,
      (text(ask, 'state_reason') ?? null) as IssueRecord['stateReason'],
    );
  return ok(wholeIssueShape(state, repository, issue));
}

function addAssignees(ask: Ask, issue: IssueRecord): void {
  for (const login of namesIn(ask, 'assignees', 'login')) {
    const account = accountOf(ask.state, login);
    // GitHub drops whom it cannot assign, and says nothing.
    if (account && !issue.assignees.includes(account)) issue.assignees.push(account);
  }
}

function assign(ask: Ask): Answer {
  const issue = issueOf(ask);
  addAssignees(ask, issue);
  issue.updatedAt = ask.state.clock();
  return created(issueShape(ask.state, repositoryOf(ask), issue));
}

function lock(ask: Ask): Answer {
  issueOf(ask).locked = true;
  return noContent;
}

function listComments(ask: Ask): Answer {
  const since = query(ask, 'since');
  const found = issueOf(ask).comments.filter(
    (each) => since === undefined || each.updatedAt >= new Date(since),
  );
  return paged(ask.url, found, (each) => commentShape(ask.state, repositoryOf(ask), each));
}

function createComment(ask: Ask): Answer {
  const issue = issueOf(ask);
  const body = text(ask, 'body') ?? '';
  if (issue.locked) return refusal(403, 'Unable to create comment because issue is locked.');
  const long = tooLong('IssueComment', body);
  if (long) return long;
  const made = addComment(ask.state, repositoryOf(ask), issue, actorOf(ask.state, ask.caller), body);
  return created(commentShape(ask.state, repositoryOf(ask), made));
}

function updateComment(ask: Ask): Answer {
  const long = tooLong('IssueComment', text(ask, 'body'));
  if (long) return long;
  const found = commentOf(ask);
  editComment(ask.state, repositoryOf(ask), found, actorOf(ask.state, ask.caller), text(ask, 'body') ?? '');
  return ok(commentShape(ask.state, repositoryOf(ask), found));
}

function deleteComment(ask: Ask): Answer {
  const found = commentOf(ask);
  const { comments = [] } = repositoryOf(ask).issues.get(found.issue) ?? {};
  comments.splice(comments.indexOf(found), 1);
  return noContent;
}

function listReactions(ask: Ask): Answer {
  const content = query(ask, 'content');
  const found = commentOf(ask).reactions.filter((each) => content === undefined || each.content === content);
  return paged(ask.url, found, (each) => reactionShape(ask.state, each));
}

function react(ask: Ask, reactions: ReactionRecord[]): Answer {
  const content = text(ask, 'content') ?? '';
  const by = actorOf(ask.state, ask.caller);
  const known = reactions.find((each) => each.content === content && each.by === by);
  if (known) return ok(reactionShape(ask.state, known));
  const reaction = { id: idOf(ask.state), content, by, createdAt: ask.state.clock() };
  reactions.push(reaction);
  return created(reactionShape(ask.state, reaction));
}

function unreact(ask: Ask): Answer {
  const { reactions } = commentOf(ask);
  const at = reactions.findIndex((each) => each.id === numberParam(ask, 'reaction_id'));
  if (at < 0) return notFound;
  reactions.splice(at, 1);
  return noContent;
}

function setLabels(ask: Ask, replace: boolean): Answer {
  const repository = repositoryOf(ask);
  const issue = issueOf(ask);
  if (replace) replaceLabels(ask, issue);
  else
    addLabels(ask.state, repository, issue, actorOf(ask.state, ask.caller), namesIn(ask, 'labels', 'name'));
  return ok(labelsOf(ask.state, repository, issue));
}

function replaceLabels(ask: Ask, issue: IssueRecord): void {
  const repository = repositoryOf(ask);
  const by = actorOf(ask.state, ask.caller);
  const wanted = namesIn(ask, 'labels', 'name');
  const kept = new Set(wanted.map((name) => name.toLowerCase()));
  for (const name of [...issue.labels])
    if (!kept.has(name.toLowerCase())) removeLabel(ask.state, repository, issue, by, name);
  addLabels(ask.state, repository, issue, by, wanted);
}

function dropLabel(ask: Ask): Answer {
  const repository = repositoryOf(ask);
  const issue = issueOf(ask);
  const no = removeLabel(ask.state, repository, issue, actorOf(ask.state, ask.caller), param(ask, 'name'));
  return no ? refusal(404, 'Label does not exist') : ok(labelsOf(ask.state, repository, issue));
}

function listLabels(ask: Ask): Answer {
  const repository = repositoryOf(ask);
  return paged(ask.url, [...repository.labels.values()], (each) => labelShape(ask.state, repository, each));
}

function createLabel(ask: Ask): Answer {
  const repository = repositoryOf(ask);
  const name = text(ask, 'name') ?? '';
  if (repository.labels.has(name.toLowerCase()))
    return invalid({ resource: 'Label', code: 'already_exists', field: 'name' });
  const [color, description] = [text(ask, 'color'), text(ask, 'description')];
  const label = labelNamed(ask.state, repository, name, {
    ...(color === undefined ? {} : { color }),
    ...(description === undefined ? {} : { description }),
  });
  return created(labelShape(ask.state, repository, label));
}

function readLabel(ask: Ask): Answer {
  const repository = repositoryOf(ask);
  const label = repository.labels.get(param(ask, 'name').toLowerCase());
  return label ? ok(labelShape(ask.state, repository, label)) : notFound;
}
