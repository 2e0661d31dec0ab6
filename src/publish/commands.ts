/** What people write to us: `@springtide rebase`, `@springtide ignore major reason:"…"`, and boxes they tick. */

export type Command =
  | { readonly kind: 'rebase' | 'recreate' | 'split' | 'explain' | 'unignore' | 'merge' | 'revert' }
  | { readonly kind: 'hold'; readonly reason?: string }
  | { readonly kind: 'snooze'; readonly span: string }
  | { readonly kind: 'ignore'; readonly what: 'major' | 'this' | 'everything'; readonly reason?: string }
  | { readonly kind: 'unknown'; readonly written: string };

const plain = new Set(['rebase', 'recreate', 'split', 'explain', 'unignore', 'merge', 'revert']);

/** The first command of a comment; `undefined` when it is none of our business. Quoted lines and code are somebody else's words. */
export function commandIn(body: string, name: string): Command | undefined {
  const own = body.replace(/```[\s\S]*?(?:```|$)/g, '').replace(/`[^`\n]*`/g, '');
  for (const line of own.split('\n').slice(0, 200)) {
    const found = new RegExp(`^\\s*@${name}(?:\\[bot\\])?\\s+(\\S+)(.*)$`, 'i').exec(line.slice(0, 500));
    if (found) return read((found[1] ?? '').toLowerCase(), (found[2] ?? '').trim());
  }
  return undefined;
}

function read(word: string, rest: string): Command {
  const reason = /reason:\s*(?:"([^"]*)"|'([^']*)'|(.+))$/.exec(rest);
  const why = (reason?.[1] ?? reason?.[2] ?? reason?.[3])?.trim();
  const because = why ? { reason: why } : {};
  const [first = ''] = rest.split(/\s+/);
  if (plain.has(word)) return { kind: word as 'rebase' };
  switch (word) {
    case 'hold':
      return { kind: 'hold', ...because };
    case 'snooze':
      return { kind: 'snooze', span: first || '30d' };
    case 'ignore':
      return {
        kind: 'ignore',
        what: first === 'major' ? 'major' : first === 'this' ? 'this' : 'everything',
        ...because,
      };
    default:
      return { kind: 'unknown', written: word };
  }
}

/** The boxes in a body that are ticked: `rebase`, `recreate`. */
export function tickedIn(body: string): readonly string[] {
  return [...body.matchAll(/^\s*- \[[xX]\] <!-- springtide-([\w./:@-]+) -->/gm)].map(
    (match) => match[1] ?? '',
  );
}

export const unticked = (body: string) => body.replace(/^(\s*- \[)[xX](\] <!-- springtide-)/gm, '$1 $2');
