import { nextPage } from './links.ts';
import type { HttpAnswer, HttpRequest } from './source.ts';

/** One page as it is kept: what it lists, and where the next one is. */
interface Page {
  readonly items: readonly unknown[];
  readonly next?: string;
}

export type Pages =
  | { readonly kind: 'ok'; readonly items: readonly unknown[] }
  | Exclude<HttpAnswer, { readonly kind: 'ok' }>;

/**
 * All pages of a list, one after the other, at most `most` of them: a registry that links in a circle ends there. A page
 * that cannot be had makes the whole unknown, since a list with holes looks like releases that were withdrawn.
 */
export async function allPages(
  first: string,
  most: number,
  shape: string,
  itemsOf: (document: unknown) => readonly unknown[],
  get: (request: Pick<HttpRequest, 'url' | 'digest'>) => Promise<HttpAnswer>,
): Promise<Pages> {
  const items: unknown[] = [];
  let url: string | undefined = first;
  for (let count = 0; url !== undefined && count < most; count += 1) {
    const asked: string = url;
    const answer = await get({
      url,
      digest: { shape, read: (body, headers) => pageOf(body, headers, asked, itemsOf) },
    });
    if (answer.kind !== 'ok') return answer;
    const page = answer.value as Page;
    for (const item of page.items) items.push(item);
    url = page.next;
  }
  return { kind: 'ok', items };
}

function pageOf(
  body: Uint8Array,
  headers: Readonly<Record<string, string>>,
  asked: string,
  itemsOf: (document: unknown) => readonly unknown[],
): Page {
  const items = itemsOf(JSON.parse(new TextDecoder().decode(body)));
  const next = nextPage(headers, asked);
  return { items, ...(next !== undefined && { next }) };
}
