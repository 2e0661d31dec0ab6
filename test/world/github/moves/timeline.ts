import { type Account, type IssueRecord, idOf, type State } from '../state.ts';

/** Something happened to an issue, for its timeline. */
export function happened(
  state: State,
  issue: IssueRecord,
  event: string,
  by: Account,
  fields: Readonly<Record<string, unknown>> = {},
): void {
  issue.timeline.push({ id: idOf(state), event, by, at: state.clock(), fields });
}
