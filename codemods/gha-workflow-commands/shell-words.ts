/** Just enough of a shell's grammar to know where a command ends. */

export interface Words {
  /** Behind the last word. */
  readonly end: number;
  readonly words: readonly { readonly start: number; readonly end: number }[];
}

/**
 * The words of a command on one line, up to where the next begins. Nothing when the line does not say where that is (a string of several
 * lines), or when what the command prints goes somewhere: a pipe, a file, another descriptor.
 */
export function wordsAt(text: string, from: number, mark: '\\' | '`'): Words | undefined {
  const words: { start: number; end: number }[] = [];
  let at = from;
  for (;;) {
    while (text[at] === ' ' || text[at] === '\t') at++;
    const rest = text.slice(at, at + 2);
    if (at >= text.length || /^(?:\r?\n|;|&&|\|\||\)|#)/.test(rest)) break;
    if (/^[|&<>]/.test(rest)) return undefined;
    const end = wordEnd(text, at, mark);
    if (end === undefined) return undefined;
    words.push({ start: at, end });
    at = end;
  }
  const last = words.at(-1);
  return last && { end: last.end, words };
}

/** Behind the word that begins here; nothing when it does not end on its line. */
function wordEnd(text: string, from: number, mark: '\\' | '`'): number | undefined {
  let at: number | undefined = from;
  while (at !== undefined && at < text.length && !/[\s;|&<>()]/.test(text[at] ?? '')) {
    at = partEnd(text, at, mark);
  }
  return at;
}

function partEnd(text: string, at: number, mark: '\\' | '`'): number | undefined {
  if (text.startsWith('${{', at)) return behind(text, '}}', at);
  if (text.startsWith('$(', at)) return groupEnd(text, at + 2, ')', mark);
  if (text.startsWith('${', at)) return groupEnd(text, at + 2, '}', mark);
  switch (text[at]) {
    case "'":
      return behind(text, "'", at + 1);
    case '"':
      return stringEnd(text, at + 1, mark);
    case '`':
      if (mark === '\\') return behind(text, '`', at + 1);
  }
  if (text[at] === mark) return /[\r\n]/.test(text[at + 1] ?? '\n') ? undefined : at + 2;
  return at + 1;
}

/** Behind the next of these, on the same line. */
function behind(text: string, what: string, from: number): number | undefined {
  const at = text.indexOf(what, from);
  return at === -1 || text.slice(from, at).includes('\n') ? undefined : at + what.length;
}

function stringEnd(text: string, from: number, mark: '\\' | '`'): number | undefined {
  let at: number | undefined = from;
  while (at !== undefined && at < text.length) {
    if (text[at] === '"') return at + 1;
    if (text[at] === '\n') return undefined;
    // A single quote is nothing special within double ones.
    at = text[at] === "'" ? at + 1 : partEnd(text, at, mark);
  }
  return undefined;
}

function groupEnd(text: string, from: number, close: ')' | '}', mark: '\\' | '`'): number | undefined {
  let at: number | undefined = from;
  while (at !== undefined && at < text.length) {
    if (text[at] === close) return at + 1;
    if (text[at] === '\n') return undefined;
    at = text[at] === '(' ? groupEnd(text, at + 1, ')', mark) : partEnd(text, at, mark);
  }
  return undefined;
}
