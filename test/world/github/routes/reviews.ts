/** Reviews of pull requests, and who is asked for one. */
import { actorOf } from '../auth.ts';
import { type Answer, created, ok, paged, refusal } from '../http.ts';
import { addReview, type ReviewDraft } from '../moves/reviews.ts';
import { happened } from '../moves/timeline.ts';
import { type Ask, type Route, repositoryOf, text, texts } from '../router.ts';
import { userShape } from '../shapes/accounts.ts';
import { pullShape, wholePullShape } from '../shapes/pulls.ts';
import { reviewCommentShape, reviewShape } from '../shapes/reviews.ts';
import { type Account, accountOf, fullName, roleOf, type Team } from '../state.ts';
import { pullOf } from './pulls.ts';

const one = '/repos/{owner}/{repo}/pulls/{pull_number}';

export const reviews: readonly Route[] = [
  { on: `GET ${one}/reviews`, needs: 'pull_requests:read', answer: listReviews },
  { on: `POST ${one}/reviews`, needs: 'pull_requests:write', creates: true, answer: createReview },
  { on: `GET ${one}/comments`, needs: 'pull_requests:read', answer: listComments },
  { on: `POST ${one}/requested_reviewers`, needs: 'pull_requests:write', answer: requestReviewers },
  { on: `DELETE ${one}/requested_reviewers`, needs: 'pull_requests:write', answer: dropReviewers },
];

function listReviews(ask: Ask): Answer {
  const issue = pullOf(ask);
  return paged(ask.url, issue.pull.reviews, (review) =>
    reviewShape(ask.state, repositoryOf(ask), issue, review),
  );
}

function listComments(ask: Ask): Answer {
  const issue = pullOf(ask);
  return paged(ask.url, issue.pull.reviewComments, (comment) =>
    reviewCommentShape(ask.state, repositoryOf(ask), issue, comment),
  );
}

const stateOf = {
  APPROVE: 'APPROVED',
  REQUEST_CHANGES: 'CHANGES_REQUESTED',
  COMMENT: 'COMMENTED',
} as const;

function createReview(ask: Ask): Answer {
  const issue = pullOf(ask);
  const by = actorOf(ask.state, ask.caller);
  const event = (text(ask, 'event') ?? 'COMMENT') as keyof typeof stateOf;
  if (by === issue.by && event !== 'COMMENT')
    return refusal(
      422,
      `Can not ${event === 'APPROVE' ? 'approve' : 'request changes on'} your own pull request`,
    );
  const review = addReview(ask.state, repositoryOf(ask), issue, by, {
    state: stateOf[event],
    body: text(ask, 'body') ?? '',
    comments: (ask.body.comments ?? []) as NonNullable<ReviewDraft['comments']>,
  });
  return ok(reviewShape(ask.state, repositoryOf(ask), issue, review));
}

function requestReviewers(ask: Ask): Answer {
  const { state } = ask;
  const repository = repositoryOf(ask);
  const issue = pullOf(ask);
  const people = texts(ask, 'reviewers').map((login) => accountOf(state, login));
  const teams = texts(ask, 'team_reviewers').map((slug) => repository.owner.teams.get(slug));
  if (people.includes(issue.by)) return refusal(422, 'Review cannot be requested from pull request author.');
  const strangers = people.some((each) => !each || !isCollaborator(ask, each)) || teams.some((each) => !each);
  if (strangers)
    return refusal(
      422,
      `Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the ${fullName(repository)} repository.`,
    );
  const by = actorOf(state, ask.caller);
  for (const person of people) if (person) askFor(ask, issue.pull.reviewers, person, by);
  for (const team of teams) if (team) askFor(ask, issue.pull.teamReviewers, team, by);
  issue.updatedAt = state.clock();
  return created(pullShape(state, repository, issue));
}

function isCollaborator(ask: Ask, account: Account): boolean {
  const repository = repositoryOf(ask);
  return (
    repository.owner.members.has(account.login) ||
    repository.collaborators.has(account.login) ||
    roleOf(repository, account) === 'admin'
  );
}

function askFor<Who extends Account | Team>(ask: Ask, asked: Who[], who: Who, by: Account): void {
  if (asked.includes(who)) return;
  asked.push(who);
  const { state } = ask;
  const issue = pullOf(ask);
  if (!('login' in who)) return;
  happened(state, issue, 'review_requested', by, {
    review_requester: userShape(state, by),
    requested_reviewer: userShape(state, who),
  });
  state.announce({
    event: 'pull_request',
    action: 'review_requested',
    repository: repositoryOf(ask),
    sender: by,
    payload: {
      number: issue.number,
      pull_request: wholePullShape(state, repositoryOf(ask), issue),
      requested_reviewer: userShape(state, who),
    },
  });
}

function dropReviewers(ask: Ask): Answer {
  const issue = pullOf(ask);
  const { reviewers, teamReviewers } = issue.pull;
  const logins = new Set(texts(ask, 'reviewers'));
  const slugs = new Set(texts(ask, 'team_reviewers'));
  reviewers.splice(0, reviewers.length, ...reviewers.filter(({ login }) => !logins.has(login)));
  teamReviewers.splice(0, teamReviewers.length, ...teamReviewers.filter(({ slug }) => !slugs.has(slug)));
  return ok(pullShape(ask.state, repositoryOf(ask), issue));
}
