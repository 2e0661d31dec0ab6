/** yarn.lock, of yarn 1 and of yarn 2 and later: entries by line, as the programs write them. */

export interface YarnEntry {
  /** `express@^4.17.1` in yarn 1, `express@npm:^4.17.1` later. */
  readonly keys: readonly string[];
  readonly version?: string;
  /** Lines of the text: the first, and the one after the last. */
  readonly from: number;
  readonly to: number;
}

export function yarnEntries(text: string): YarnEntry[] {
  const lines = text.split('\n');
  const entries: YarnEntry[] = [];
  for (let at = 0; at < lines.length; ) {
    const from = at;
    const head = lines[at++] ?? '';
    if (/^(?:[\s#]|$)/.test(head)) continue;
    while (at < lines.length && /^(?:[ \t:]|\r?$)/.test(lines[at] ?? '')) at++;
    const version = lines.slice(from, at).find((line) => /^ {2}version:? /.test(line));
    entries.push({
      keys: keysOf(head),
      ...(version === undefined ? {} : { version: unquoted(version.replace(/^ {2}version:? /, '')) }),
      from,
      to: at,
    });
  }
  return entries;
}

/** `"a@^1", b@^2:` and `"a@npm:^1, a@npm:^2":` and, for very long ones, `? "a@npm:^1, …"`. */
function keysOf(head: string): string[] {
  const plain = head.trimEnd().replace(/^\? /, '').replace(/:$/, '');
  return plain
    .split(/,\s*(?="|[^\s"]+@)/)
    .map(unquoted)
    .filter((key) => key !== '');
}

function unquoted(text: string): string {
  return text.trim().replace(/^"/, '').replace(/"$/, '');
}

/** The text without these keys; an entry that keeps none goes. The program then finds them anew and writes the file in its way. */
export function forget(text: string, gone: ReadonlySet<string>): string {
  const lines = text.split('\n');
  const kept: string[] = [];
  let at = 0;
  for (const entry of yarnEntries(text)) {
    const left = entry.keys.filter((key) => !gone.has(key));
    if (left.length === entry.keys.length) continue;
    kept.push(...lines.slice(at, entry.from));
    if (left.length > 0)
      kept.push(headOf(lines[entry.from] ?? '', left), ...lines.slice(entry.from + 1, entry.to));
    at = entry.to;
  }
  return [...kept, ...lines.slice(at)].join('\n');
}

function headOf(was: string, keys: readonly string[]): string {
  const quote = (key: string) => JSON.stringify(key);
  if (was.startsWith('? ')) return `? ${quote(keys.join(', '))}`;
  const berry = /^"[^"]*":\r?$/.test(was) && was.includes(', ');
  return `${berry ? quote(keys.join(', ')) : keys.map(quote).join(', ')}:`;
}
