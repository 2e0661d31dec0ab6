/**
 * Route paths from path-to-regexp 0.1 (Express 4) to 8 (Express 5). Every conversion was compared on both, path by path and
 * address by address; what has no equal is left to a person.
 * https://github.com/pillarjs/path-to-regexp#errors
 */

export type Converted =
  | { readonly kind: 'same' }
  | { readonly kind: 'changed'; readonly path: string }
  | { readonly kind: 'report'; readonly why: string };

/** In strings, 0.1 read these as parts of a regular expression, and 8 refuses them or reads them as themselves. */
const regular = /[()[\]{}+^$|\\]/;

/** The same to both: the character itself. An escaped letter was a class of characters. */
const escaped = /\\\W/g;

interface Token {
  /** `text` is one character; the rest is named as written. */
  readonly kind: 'text' | 'param' | 'wildcard';
  readonly text: string;
  /** The slash or full stop that an optional parameter takes with it. */
  readonly prefix: string;
  readonly optional: boolean;
}

export function convertPath(path: string): Converted {
  const found = regular.exec(path.replace(escaped, ''));
  if (found) return { kind: 'report', why: `'${found[0]}' in it` };
  const tokens = tokensOf(path);
  const why = tokens.map((token, i) => refusal(token, tokens[i + 1])).find((one) => one !== undefined);
  if (why) return { kind: 'report', why };
  const names = new Set(tokens.filter(({ kind }) => kind === 'param').map(({ text }) => text));
  let text = tokens.map((token) => write(token, names)).join('');
  if (tokens[0]?.kind === 'wildcard') text = `/${text}`;
  return text === path ? { kind: 'same' } : { kind: 'changed', path: text };
}

/** The names of the parameters that are always there. */
export function requiredParameters(path: string): ReadonlySet<string> {
  return new Set([...path.matchAll(/:(\w+)(?![\w?*(])(?!\})/g)].map(([, name]) => name ?? ''));
}

function tokensOf(path: string): readonly Token[] {
  const parts = /(\/?\.?):(\w+)(\?)?|(\\\W|\/\*[A-Za-z_]\w*|(?<![\s\S])\*[A-Za-z_]\w*)|(\*+)|([\s\S])(\?)?/g;
  return [...path.matchAll(parts)].map(
    ([whole, prefix = '', param, paramOptional, asIs, stars, char, charOptional]): Token => {
      // `/*path` is how Express 5 writes it; for Express 4, nobody ends an address in a star and a word.
      if (asIs !== undefined) return { kind: 'text', text: asIs, prefix: '', optional: false };
      if (param !== undefined) return { kind: 'param', text: param, prefix, optional: paramOptional === '?' };
      if (stars !== undefined) return { kind: 'wildcard', text: whole, prefix: '', optional: false };
      return { kind: 'text', text: char ?? '', prefix: '', optional: charOptional === '?' };
    },
  );
}

function refusal(token: Token, next: Token | undefined): string | undefined {
  if (token.kind === 'text') return token.text === '?' ? "'?' in it" : undefined;
  if (token.prefix === '/.') return "'/.' before a parameter";
  if (token.kind === 'param' && /^\d/.test(token.text)) return `a parameter called '${token.text}'`;
  if (next === undefined || (next.kind === 'text' && next.text !== '?')) return undefined;
  if (next.kind === 'text') return "'?' after a wildcard";
  if (next.kind === 'param' && next.prefix !== '') return undefined;
  return 'two parameters with nothing between';
}

function write(token: Token, names: Set<string>): string {
  switch (token.kind) {
    case 'param':
      return token.optional ? `{${token.prefix}:${token.text}}` : `${token.prefix}:${token.text}`;
    case 'wildcard':
      return `{*${freeName(names)}}`;
    case 'text': {
      const text = token.text === '!' || token.text === ':' ? `\\${token.text}` : token.text;
      return token.optional ? `{${text}}` : text;
    }
  }
}

function freeName(names: Set<string>): string {
  let name = 'splat';
  for (let i = 2; names.has(name); i++) name = `splat${i}`;
  names.add(name);
  return name;
}
