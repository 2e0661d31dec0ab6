import validRange from 'semver/ranges/valid.js';

/** What stands behind a name in a manifest. Offsets are into the text between the quotes. */
export type Specifier =
  /** A range of a package of a registry, perhaps under another name. `at` is where the range begins. */
  | { readonly kind: 'range'; readonly range: string; readonly at: number; readonly name?: string }
  /** `catalog:` and `catalog:react17`: written elsewhere. */
  | { readonly kind: 'catalog'; readonly catalog: string }
  | { readonly kind: 'elsewhere'; readonly how: string };

/** https://docs.npmjs.com/cli/configuring-npm/package-json#dependencies and the protocols of yarn and pnpm. */
export function readSpecifier(written: string): Specifier {
  const text = written.trim();
  const at = written.length - written.trimStart().length;
  const protocol = /^([a-z][a-z+-]*):/i.exec(text)?.[1]?.toLowerCase();
  switch (protocol) {
    case 'npm':
      return aliased(text, at);
    case 'catalog':
      return { kind: 'catalog', catalog: text.slice('catalog:'.length).trim() || 'default' };
    case 'workspace':
    case 'file':
    case 'link':
    case 'portal':
    case 'patch':
    case 'exec':
    case 'jsr':
      return { kind: 'elsewhere', how: protocol };
    case 'http':
    case 'https':
      return { kind: 'elsewhere', how: /\.git(?:#|$)/.test(text) ? 'git' : 'tarball' };
    case undefined:
      return plain(text, at);
    default:
      return { kind: 'elsewhere', how: 'git' };
  }
}

function aliased(text: string, at: number): Specifier {
  const rest = text.slice('npm:'.length);
  const mark = rest.indexOf('@', 1);
  const name = mark === -1 ? rest : rest.slice(0, mark);
  const range = mark === -1 ? '' : rest.slice(mark + 1);
  // yarn berry writes plain ranges as `npm:^1.0.0` too.
  if (mark === -1 && validRange(rest) !== null) return { kind: 'range', range: rest, at: at + 'npm:'.length };
  if (range === '') return { kind: 'elsewhere', how: 'floating' };
  return validRange(range) === null
    ? { kind: 'elsewhere', how: 'floating' }
    : { kind: 'range', range, at: at + 'npm:'.length + mark + 1, name };
}

function plain(text: string, at: number): Specifier {
  if (validRange(text) !== null) return { kind: 'range', range: text, at };
  if (/^(?:\.{0,2}\/|~\/|[a-z]:\\)/i.test(text)) return { kind: 'elsewhere', how: 'file' };
  if (/^[\w.-]+@[\w.-]+:/.test(text) || /^[\w.-]+\/[\w.-]+(?:#.*)?$/.test(text))
    return { kind: 'elsewhere', how: 'git' };
  // A dist-tag such as `latest` or `next`; anything else is not understood and said to be so.
  return /^[a-z][\w.-]*$/i.test(text)
    ? { kind: 'elsewhere', how: 'floating' }
    : { kind: 'range', range: text, at };
}
