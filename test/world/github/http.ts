/** Answers as values, and the few ways GitHub says no. */

export interface Answer {
  readonly status: number;
  /** JSON, or bytes and text as they are; nothing for 204. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Ends a request from deep inside: a lookup that found nothing has nothing else to give. */
export class No extends Error {
  readonly answer: Answer;
  constructor(answer: Answer) {
    super(`GitHub says ${answer.status}`);
    this.answer = answer;
  }
}

const docs = 'https://docs.github.com/rest';

export const ok = (body: unknown): Answer => ({ status: 200, body });
export const created = (body: unknown): Answer => ({ status: 201, body });
export const noContent: Answer = { status: 204 };

export function refusal(status: number, message: string, headers: Record<string, string> = {}): Answer {
  return { status, headers, body: { message, documentation_url: docs, status: String(status) } };
}

export const notFound = refusal(404, 'Not Found');

/** One entry of GitHub's list of what is wrong with what it was sent. */
export interface Wrong {
  readonly resource: string;
  readonly code: string;
  readonly field?: string;
  readonly message?: string;
  readonly value?: string;
}

export function invalid(...errors: readonly Wrong[]): Answer {
  return {
    status: 422,
    body: { message: 'Validation Failed', errors, documentation_url: docs, status: '422' },
  };
}

/** GitHub takes no more characters than this in a body. */
const longestBody = 65_536;

/** Says no to a text that is too long. */
export function tooLong(resource: string, body: string | null | undefined): Answer | undefined {
  if ((body?.length ?? 0) <= longestBody) return undefined;
  return invalid({
    resource,
    field: 'body',
    code: 'custom',
    message: `body is too long (maximum is ${longestBody} characters)`,
  });
}

/** GitHub's paging: `page`, `per_page`, and a `Link` header while there is more. */
export function paged<Item>(
  url: URL,
  all: readonly Item[],
  show: (item: Item) => unknown,
  wrap: (items: readonly unknown[], total: number) => unknown = (items) => items,
): Answer {
  const number = (name: string, otherwise: number) => Number(url.searchParams.get(name) ?? otherwise);
  const size = Math.min(100, Math.max(1, number('per_page', 30)));
  const page = Math.max(1, number('page', 1));
  const last = Math.max(1, Math.ceil(all.length / size));
  const to = (target: number, rel: string) => {
    const there = new URL(url);
    there.searchParams.set('page', String(target));
    return `<${there.href}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [to(page - 1, 'prev')] : []),
    ...(page < last ? [to(page + 1, 'next'), to(last, 'last')] : []),
    ...(page > 1 ? [to(1, 'first')] : []),
  ];
  return {
    status: 200,
    body: wrap(all.slice((page - 1) * size, page * size).map(show), all.length),
    headers: links.length > 0 ? { link: links.join(', ') } : {},
  };
}

/** GitHub has no milliseconds. */
export const time = (date: Date) => `${date.toISOString().slice(0, 19)}Z`;
export const timeOrNull = (date: Date | undefined) => (date ? time(date) : null);
