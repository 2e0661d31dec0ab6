/** `Union[a, b]` as `a | b`, token by token, so that what stands in it may be written anew as well. */
import type { SourceFile } from '../../src/change/codemod.ts';
import { type PythonChange, rangeOf, type subscriptOf } from '../../src/change/syntax.ts';

type Subscript = NonNullable<ReturnType<typeof subscriptOf>>;

export function written(
  { text }: SourceFile,
  { whole, items, tokens }: Subscript,
  name: 'Optional' | 'Union',
): readonly PythonChange[] {
  const { start, end } = rangeOf(whole);
  const [first, last] = [items[0], items.at(-1)];
  if (!first || !last) return [];
  const [from, to] = [rangeOf(first).start, rangeOf(last).end];
  const none = name === 'Optional' ? ' | None' : '';
  const gaps = items.slice(1).map((item, at) => ({
    start: rangeOf(items[at] ?? item).end,
    end: rangeOf(item).start,
  }));
  const isOnOneLine = [{ start, end: from }, ...gaps, { start: to, end }].every(
    (gap) => !/[\n#]/.test(text.slice(gap.start, gap.end)),
  );
  if (isOnOneLine)
    return [
      { start, end: from, text: '' },
      ...gaps.map((gap) => ({ ...gap, text: ' | ' })),
      { start: to, end, text: none },
    ];
  // Over several lines it needs parentheses; comments and line ends stay.
  const [open, close] = [
    tokens.find((one) => one.kind() === '['),
    tokens.findLast((one) => one.kind() === ']'),
  ];
  const commas = tokens.filter((one) => one.kind() === ',').map(rangeOf);
  if (!open || !close) return [];
  return [
    { start, end: rangeOf(open).end, text: '(' },
    ...commas.map((comma) => ({ ...comma, text: comma.start < to ? ' |' : '' })),
    { start: to, end: to, text: none },
    { ...rangeOf(close), text: ')' },
  ].filter((change) => change.end > change.start || change.text !== '');
}
