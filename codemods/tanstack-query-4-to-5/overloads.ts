/** Keys and functions as arguments of their own become properties of the one object that 5 takes. */
import type { CallExpression, Node } from '@babel/types';
import type { Edit, SourceFile } from '../../src/change/codemod.ts';
import { changed, isSimple, noted, type Part, replaced, spot, textOf } from '../../src/change/syntax.ts';
import { type MethodCall, methodCalls } from './clients.ts';
import { meaningOf } from './meaning.ts';
import { guide, modules, rules } from './rules.ts';

/** Which leading arguments there may be, in their order, and the properties they become. */
interface Form {
  readonly key: string;
  readonly function?: string;
  /** Filters are followed by options, which stay an argument of their own. */
  readonly optionsMerge: boolean;
}

const query: Form = { key: 'queryKey', function: 'queryFn', optionsMerge: true };
const mutation: Form = { key: 'mutationKey', function: 'mutationFn', optionsMerge: true };
const filters: Form = { key: 'queryKey', optionsMerge: true };

export const hooks: Readonly<Record<string, Form>> = {
  useQuery: query,
  useInfiniteQuery: query,
  useMutation: mutation,
  useIsFetching: filters,
  useIsMutating: { ...filters, key: 'mutationKey' },
};

const methods: Readonly<Record<string, Form>> = {
  fetchQuery: query,
  prefetchQuery: query,
  fetchInfiniteQuery: query,
  prefetchInfiniteQuery: query,
  ensureQueryData: query,
  invalidateQueries: filters,
  refetchQueries: filters,
  resetQueries: filters,
  removeQueries: filters,
  cancelQueries: filters,
  isFetching: filters,
  find: filters,
  findAll: filters,
  getQueriesData: filters,
  setQueriesData: { ...filters, optionsMerge: false },
};

/** Calls of hooks with the name of the hook. */
export function hookCalls(file: SourceFile): readonly MethodCall[] {
  return file
    .bindings()
    .uses(...modules)
    .flatMap(({ node, path: [method = '', ...more] }) => {
      const parent = file.tree().parent(node);
      const isCalled = parent?.type === 'CallExpression' && parent.callee === node && more.length === 0;
      return isCalled ? [{ call: parent, method, sure: true }] : [];
    });
}

/** What only moves lines to the left, left out where something else changes there. */
export function layoutOf(file: SourceFile): readonly Edit[] {
  const calls = [
    ...hookCalls(file).map((one) => ({ one, forms: hooks })),
    ...methodCalls(file).map((one) => ({ one, forms: methods })),
  ];
  return calls.flatMap(({ one, forms }) => {
    const form = Object.hasOwn(forms, one.method) ? forms[one.method] : undefined;
    const split = form ? argumentsOf(file, one.call, form) : undefined;
    if (typeof split !== 'object') return [];
    return outdented(file, one.call, split.merged).map((edit) => ({ ...edit, sure: one.sure && split.sure }));
  });
}

/** The properties of an object whose braces go, where each argument had a line of its own. */
function outdented(file: SourceFile, call: CallExpression, merged: readonly Argument[]): readonly Edit[] {
  const first = merged[0]?.node;
  const last = merged.at(-1);
  if (!first || last?.property !== undefined || last?.node.type !== 'ObjectExpression') return [];
  const [property] = last.node.properties;
  const end = last.node.properties.at(-1);
  const outer = ownIndent(file, first);
  const inner = property && ownIndent(file, property);
  if (!property || !end || outer === undefined || inner === undefined) return [];
  if (!inner.startsWith(outer) || inner === outer || merged.length !== call.arguments.length) return [];
  const texts = [...file.tree().within(last.node)].filter(
    ({ type }) => type === 'TemplateElement' || type === 'StringLiteral',
  );
  const lines = [...file.text.slice(spot(last.node).start, spot(end).end).matchAll(/\n/g)];
  return lines
    .map(({ index }) => spot(last.node).start + index + 1)
    .filter((start) => file.text.startsWith(inner, start))
    .filter((start) => !texts.some((one) => spot(one).start < start && start <= spot(one).end))
    .map((start) => replaced(rules.object, { start: start + outer.length, end: start + inner.length }, ''));
}

/** The indentation of a node that begins its line. */
export function ownIndent({ text }: SourceFile, node: Node): string | undefined {
  const { start } = spot(node);
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  return before.trim() === '' ? before : undefined;
}

export function overloads(file: SourceFile): readonly Part[] {
  return [
    ...hookCalls(file).flatMap((one) => asObject(file, one, hooks)),
    ...methodCalls(file).flatMap((one) =>
      one.method === 'getQueryData' || one.method === 'getQueryState'
        ? withoutFilters(one)
        : asObject(file, one, methods),
    ),
  ];
}

function withoutFilters({ call, method }: MethodCall): readonly Part[] {
  const [, second] = call.arguments;
  return second
    ? [noted(rules.object, second, `${method} takes nothing but a key in 5; take the filters out`, guide)]
    : [];
}

interface Argument {
  readonly node: Node;
  /** Missing: it is spread, or its own braces go. */
  readonly property?: string;
}

function asObject(
  file: SourceFile,
  { call, method, sure }: MethodCall,
  forms: Readonly<Record<string, Form>>,
): readonly Part[] {
  const form = Object.hasOwn(forms, method) ? forms[method] : undefined;
  if (!form) return [];
  const split = argumentsOf(file, call, form);
  if (split === 'as it should be') return [];
  if (split === 'unclear') {
    const name = form.function === 'mutationFn' ? form.function : form.key;
    return [noted(rules.object, call, `${method} takes one object in 5; give it { ${name}: … }`, guide)];
  }
  return [changed(wrapped(file, call, split.merged, sure && split.sure))];
}

type Split = { readonly merged: readonly Argument[]; readonly sure: boolean };

function argumentsOf(
  file: SourceFile,
  call: CallExpression,
  form: Form,
): Split | 'as it should be' | 'unclear' {
  const [first, second, third] = call.arguments;
  if (!first) return 'as it should be';
  if (call.arguments.some(({ type }) => type === 'SpreadElement')) return 'unclear';
  const meaning = meaningOf(first, file);
  const isMutation = form.function === 'mutationFn';
  if (meaning.kind === 'options') return 'as it should be';
  if (isMutation && meaning.kind === 'function') {
    const rest = second ? [{ node: second }] : [];
    return { merged: [{ node: first, property: 'mutationFn' }, ...rest], sure: meaning.sure };
  }
  // Only a key is followed by more, apart from filters by their options.
  const isKey =
    meaning.kind === 'key' || (form.function !== undefined && !isMutation && second !== undefined) || third;
  if (!isKey) return meaning.kind === 'unknown' && !isMutation && !second ? 'as it should be' : 'unclear';
  const key: Argument = { node: first, property: form.key };
  if (!form.optionsMerge) return { merged: [key], sure: true };
  if (!second) return { merged: [key], sure: meaning.sure };
  if (form.function === undefined) return { merged: [key, { node: second }], sure: true };
  const next = meaningOf(second, file);
  if (third)
    return {
      merged: [key, { node: second, property: form.function }, { node: third }],
      sure: true,
    };
  if (next.kind === 'function')
    return { merged: [key, { node: second, property: form.function }], sure: next.sure };
  return next.kind === 'options' ? { merged: [key, { node: second }], sure: next.sure } : 'unclear';
}

/** In place, so that what stands in the arguments may change too. */
function wrapped(
  file: SourceFile,
  call: CallExpression,
  merged: readonly Argument[],
  isSure: boolean,
): Edits {
  const { text } = file;
  const last = merged.at(-1);
  if (!last) return [];
  const object = last.property === undefined && last.node.type === 'ObjectExpression' ? last.node : undefined;
  const properties = object?.properties ?? [];
  const [property] = properties;
  // What a spread holds could be the key as well, and would come last now.
  const sure = isSure && !properties.some(({ type }) => type === 'SpreadElement');
  const edit = (start: number, end: number, by: string): Edit => ({
    ...replaced(rules.object, { start, end }, by),
    sure,
  });

  const open = text.indexOf('(', spot(call.typeArguments ?? call.callee).end) + 1;
  const gap = text.slice(open, startOf(merged[0]?.node ?? call));
  const isListed = /^\s*\n\s*$/.test(gap) && merged.length === call.arguments.length;
  const inner = object && property ? text.slice(spot(object).start + 1, spot(property).start) : '';
  const lines = !isListed && /^\s*\n\s*$/.test(inner) ? inner : undefined;
  const isSpread = last.property === undefined && !object;
  const isCopied = isSpread && isSimple(last.node);
  const separator = isListed ? gap : (lines ?? ' ');
  const spread = isCopied ? `${separator}...${textOf(file, last.node)},` : '';
  const begin = `{${spread}${separator}`;

  const edits = merged.flatMap(({ node, property: name }, index) => {
    if (node === object || (isSpread && node === last.node)) return [];
    const start = startOf(node);
    const label = name === undefined || isSame(node, name) ? '' : `${name}: `;
    const before = merged[index - 1];
    if (!before && isListed)
      return [edit(open, open, `{${spread}`), ...(label === '' ? [] : [edit(start, start, label)])];
    if (!before) return [edit(start, start, `${begin}${label}`)];
    const from = endOf(before.node, text);
    if (lines !== undefined && isPlain(text.slice(from, start)))
      return [edit(from, start, `,${lines}${label}`)];
    return label === '' ? [] : [edit(start, start, label)];
  });
  const close = isListed ? [edit(spot(call).end - 1, spot(call).end - 1, '}')] : [];
  const previous = merged.at(-2);
  const from = previous ? endOf(previous.node, text) : open;
  const start = startOf(last.node);
  const end = endOf(last.node, text);
  const blank = isListed ? '' : ' }';

  if (object && !property) return [...edits, edit(from, end, blank), ...close];
  if (object && property) {
    const first = spot(property).start;
    const hasComment = /\/[/*]/.test(inner);
    const isGap = !isListed && isPlain(text.slice(from, start));
    const commented =
      isGap && /^\r?\n/.test(inner)
        ? edit(from, start + 1, ',')
        : edit(start, start + 1 + (isListed ? inner.search(/\S/) : 0), '');
    const plain = isGap ? edit(from, first, `,${lines ?? ' '}`) : edit(start, first, '');
    const head = hasComment ? commented : plain;
    if (!isListed) return [...edits, head];
    const kept = spot(properties.at(-1) ?? property).end;
    const isTail = /^\s*,?\s*\}$/.test(text.slice(kept, end));
    return [...edits, head, edit(isTail ? kept : end - 1, end, ''), ...close];
  }
  if (isCopied) return [...edits, edit(from, end, blank), ...close];
  const dots = isSpread ? [edit(start, start, '...')] : [];
  return [...edits, ...dots, ...(isListed ? close : [edit(end, end, ' }')])];
}

type Edits = readonly Edit[];

const isPlain = (gap: string): boolean => /^\s*,\s*$/.test(gap);
const isSame = (node: Node, name: string): boolean => node.type === 'Identifier' && node.name === name;

function startOf(node: Node): number {
  const { parenStart } = (node.extra ?? {}) as { parenStart?: number };
  return parenStart ?? spot(node).start;
}

function endOf(node: Node, text: string): number {
  return node.extra?.parenthesized ? text.indexOf(')', spot(node).end) + 1 : spot(node).end;
}
