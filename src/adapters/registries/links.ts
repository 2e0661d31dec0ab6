/**
 * The next page as a `Link` header names it (RFC 8288), only on the host that was asked: a page elsewhere would get a
 * credential that is not for it.
 */
export function nextPage(headers: Readonly<Record<string, string>>, asked: string): string | undefined {
  for (const link of (headers.link ?? '').split(',')) {
    const [, target, parameters = ''] = /^\s*<([^<>]*)>(.*)$/s.exec(link) ?? [];
    if (target === undefined || !/;\s*rel="?next"?\s*(?:;|$)/i.test(parameters)) continue;
    const next = URL.parse(target, asked);
    if (next && next.origin === new URL(asked).origin) return next.href;
  }
  return undefined;
}
