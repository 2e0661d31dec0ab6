import type { CallExpression, Node } from '@babel/types';
import type { Codemod, Context, Edit, Note, Result, SourceFile } from '../../src/change/codemod.ts';
import {
  asValue,
  binding,
  builtin,
  endingUses,
  isSimple,
  isTested,
  needsParentheses,
  spot,
  textOf,
  tightnessOf,
  withoutUnused,
} from '../../src/change/syntax.ts';

const modules = builtin('util');

/** What a check becomes. `global` is a function that takes the same argument; the others are written around it. */
type Successor =
  | { readonly kind: 'global'; readonly object: string; readonly method: string }
  | { readonly kind: 'around'; readonly before: string; readonly after: string; readonly tightness: number }
  | {
      readonly kind: 'twice';
      readonly write: (x: string, tested: boolean) => string;
      readonly tightness: number;
    };

const typeofIs = (name: string): Successor => ({
  kind: 'around',
  before: 'typeof ',
  after: ` === '${name}'`,
  tightness: binding.equality,
});
const instanceOf = (name: string): Successor => ({
  kind: 'around',
  before: '',
  after: ` instanceof ${name}`,
  tightness: binding.relation,
});
const global = (object: string, method: string): Successor => ({ kind: 'global', object, method });

/** From lib/util.js of Node.js 22, where each is defined in these words. */
const successors: Readonly<Record<string, Successor>> = {
  isArray: global('Array', 'isArray'),
  isBuffer: global('Buffer', 'isBuffer'),
  isError: global('Error', 'isError'),
  isBoolean: typeofIs('boolean'),
  isString: typeofIs('string'),
  isNumber: typeofIs('number'),
  isSymbol: typeofIs('symbol'),
  isFunction: typeofIs('function'),
  isUndefined: typeofIs('undefined'),
  isNull: { kind: 'around', before: '', after: ' === null', tightness: binding.equality },
  isDate: instanceOf('Date'),
  isRegExp: instanceOf('RegExp'),
  isNullOrUndefined: {
    kind: 'twice',
    write: (x) => `${x} === null || ${x} === undefined`,
    tightness: binding.or,
  },
  // Where the value itself is kept, `x &&` would hand on `null`, `0` or `''` instead of `false`.
  isObject: {
    kind: 'twice',
    write: (x, tested) =>
      tested ? `${x} && typeof ${x} === 'object'` : `${x} !== null && typeof ${x} === 'object'`,
    tightness: binding.and,
  },
  isPrimitive: { kind: 'twice', write: (x) => `Object(${x}) !== ${x}`, tightness: binding.equality },
};

/** The globals that a successor names. */
const needs: Readonly<Record<string, string>> = { isDate: 'Date', isRegExp: 'RegExp', isPrimitive: 'Object' };

const guide = 'https://nodejs.org/api/deprecations.html#dep0044-utilisarray';

type Found =
  | { readonly kind: 'edits'; readonly edits: readonly Edit[]; readonly gone: Node }
  | { readonly kind: 'note'; readonly note: Note };

export const codemod: Codemod = {
  id: 'node-util-is',
  title: 'Replace the type checks of node:util that Node.js 24 removed',
  revision: 1,
  level: 'required',
  trigger: { kind: 'runtime', name: 'node', crosses: '24.0.0' },
  languages: ['javascript', 'typescript'],
  hints: Object.keys(successors).map((name) => ['util', name]),
  rules: Object.entries(successors).map(([id, successor]) => ({
    id,
    doc: `util.${id}(x) → ${describe(successor)}`,
    ...(id === 'isArray' ? { level: 'deprecated' as const } : {}),
  })),
  transform,
};

function describe(successor: Successor): string {
  switch (successor.kind) {
    case 'global':
      return `${successor.object}.${successor.method}(x)`;
    case 'around':
      return `${successor.before}x${successor.after}`;
    case 'twice':
      return successor.write('x', true);
  }
}

function transform(file: SourceFile, context: Context): Result {
  const wanted = endingUses(
    file,
    modules,
    Object.keys(successors).filter((name) => context.enabled(name)),
  );
  const mocked = file
    .bindings()
    .moduleReferences(...modules)
    .find(({ kind }) => kind === 'mock');
  if (mocked && wanted.length > 0) {
    const message =
      'this file mocks node:util, so its checks were left alone; replace them and the mock by hand';
    return { kind: 'result', edits: [], notes: [note(mocked.node, wanted[0]?.name ?? '', message)] };
  }
  const found = wanted.flatMap((use) => changeOf(use, file, context));
  const edits = found.flatMap((one) => (one.kind === 'edits' ? one.edits : []));
  const gone = found.flatMap((one) => (one.kind === 'edits' ? [one.gone] : []));
  const rule = edits[0]?.rule ?? '';
  const tidied = withoutUnused(file, gone).map((change) => ({ ...change, rule, sure: true }));
  const notes = found.flatMap((one) => (one.kind === 'note' ? [one.note] : []));
  return { kind: 'result', edits: [...edits, ...tidied], notes: [...notes, ...exportedFrom(file, context)] };
}

function isRule(name: string | undefined, context: Context): name is string {
  return name !== undefined && Object.hasOwn(successors, name) && context.enabled(name);
}

function note(at: Node, rule: string, message: string): Note {
  return { start: spot(at).start, rule, message, guide };
}

/** `export { isArray } from 'util'` */
function exportedFrom(file: SourceFile, context: Context): readonly Note[] {
  return file
    .bindings()
    .moduleReferences(...modules)
    .flatMap(({ node }) => (node.type === 'ExportNamedDeclaration' ? node.specifiers : []))
    .flatMap((specifier) => {
      const name = specifier.type === 'ExportSpecifier' ? textOf(file, specifier.local) : undefined;
      return isRule(name, context)
        ? [note(specifier, name, `util.${name} is handed on from here; export a function of your own`)]
        : [];
    });
}

function changeOf(
  { node, name, doing }: ReturnType<typeof endingUses>[number],
  file: SourceFile,
  context: Context,
): readonly Found[] {
  const successor = successors[name];
  if (!successor) return [];
  const leave = (why: string): readonly Found[] => [
    {
      kind: 'note',
      note: note(node, name, `util.${name} was left alone, because ${why}; replace it by hand`),
    },
  ];
  const hidden = [needs[name], successor.kind === 'global' ? successor.object : undefined].find(
    (one) => one !== undefined && file.bindings().lookUp(one, node),
  );
  if (hidden) return leave(`${hidden} means something else here`);
  if (name === 'isError' && context.target !== undefined && Number.parseInt(context.target, 10) < 24)
    return leave('Error.isError exists from Node.js 24');
  switch (doing.kind) {
    case 'call':
      return callOf(doing.call, name, successor, file, leave);
    case 'value': {
      const value = asValue(file, node, asFunction(successor));
      const { start, end } = spot(value.node);
      return [
        { kind: 'edits', edits: [{ start, end, text: value.text, rule: name, sure: true }], gone: node },
      ];
    }
    case 'other':
      return leave('it is neither called nor handed on as a function');
  }
}

function callOf(
  call: CallExpression,
  name: string,
  successor: Successor,
  file: SourceFile,
  leave: (why: string) => readonly Found[],
): readonly Found[] {
  const [argument, another] = call.arguments;
  const replace = (start: number, end: number, text: string): Edit => ({
    start,
    end,
    text,
    rule: name,
    sure: true,
  });
  const done = (...edits: readonly Edit[]): readonly Found[] => [{ kind: 'edits', edits, gone: call.callee }];

  if (successor.kind === 'global') {
    const { start, end } = spot(call.callee);
    return done(replace(start, end, `${successor.object}.${successor.method}`));
  }
  if (!argument || another || argument.type === 'SpreadElement' || argument.type === 'ArgumentPlaceholder')
    return leave('it is not called with one argument');
  const [whole, inner] = [spot(call), spot(argument)];
  const between = file.text.slice(spot(call.callee).end, inner.start) + file.text.slice(inner.end, whole.end);
  if (between.includes('/*') || between.includes('//')) return leave('there is a comment in the call');

  const outer = needsParentheses(file.tree(), call, successor.tightness);
  const [open, close] = outer ? ['(', ')'] : ['', ''];
  if (successor.kind === 'around') {
    // `!a instanceof Date` would be right and reads wrong.
    const least = successor.tightness === binding.relation ? binding.unary : successor.tightness;
    const [from, to] =
      tightnessOf(argument) > (successor.before === '' ? least : binding.unary - 1) ? ['', ''] : ['(', ')'];
    return done(
      replace(whole.start, inner.start, `${open}${successor.before}${from}`),
      replace(inner.end, whole.end, `${to}${successor.after}${close}`),
    );
  }
  if (isSimple(argument)) {
    const written = successor.write(textOf(file, argument), isTested(file.tree(), call));
    return done(replace(whole.start, whole.end, `${open}${written}${close}`));
  }
  // What has an effect is evaluated once.
  return done(
    replace(whole.start, inner.start, `(${asFunction(successor)})(`),
    replace(inner.end, whole.end, ')'),
  );
}

function asFunction(successor: Successor): string {
  switch (successor.kind) {
    case 'global':
      return `${successor.object}.${successor.method}`;
    case 'around':
      return `(value) => ${successor.before}value${successor.after}`;
    case 'twice':
      return `(value) => ${successor.write('value', false)}`;
  }
}
