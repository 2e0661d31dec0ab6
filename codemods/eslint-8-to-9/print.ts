/** Values as a person would write them in a configuration: names bare where they may be, single quotes, short lists on one line. */

export type Printable =
  | null
  | boolean
  | number
  | string
  | readonly Printable[]
  | { readonly [key: string]: Printable };

/** Written as it is: an expression as a value, or a spread as an entry. */
const mark = '\u0000';
export function raw(text: string): { readonly [key: string]: Printable } {
  return { [`${mark}${text}`]: true };
}

const widest = 90;

export function code(value: Printable, depth: number): string {
  if (typeof value === 'string')
    return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;
  if (typeof value !== 'object' || value === null) return String(value);
  const isList = Array.isArray(value);
  const items = isList
    ? value.map((one) => code(one, depth + 1))
    : Object.entries(value).map(([key, one]) => entry(key, one, depth));
  const [only] = Object.keys(value);
  if (!isList && items.length === 1 && only?.startsWith(mark) && !only.startsWith(`${mark}...`))
    return only.slice(1);
  const [open, close] = isList ? ['[', ']'] : ['{', '}'];
  if (items.length === 0) return `${open}${close}`;
  const short = isList ? `[${items.join(', ')}]` : `{ ${items.join(', ')} }`;
  if (short.length + depth * 2 <= widest && !short.includes('\n')) return short;
  const indent = '  '.repeat(depth + 1);
  return `${open}\n${items.map((one) => `${indent}${one},`).join('\n')}\n${'  '.repeat(depth)}${close}`;
}

function entry(key: string, value: Printable, depth: number): string {
  if (key.startsWith(mark)) return key.slice(1);
  const name = /^[A-Za-z_$][\w$]*$/.test(key) ? key : code(key, 0);
  return `${name}: ${code(value, depth + 1)}`;
}
