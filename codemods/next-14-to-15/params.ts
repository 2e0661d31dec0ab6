/** `params` and `searchParams` of pages, layouts, route handlers and their metadata are promises. */
import type { Node } from '@babel/types';
import type { Edit, SourceFile } from '../../src/change/codemod.ts';
import {
  changed,
  habitsOf,
  type NodeOf,
  noted,
  type Part,
  propertyName,
  replaced,
  spot,
  textOf,
} from '../../src/change/syntax.ts';
import type { Fn, Role } from './roles.ts';
import { guides, rules } from './rules.ts';
import { annotatedBy, typesOf } from './types.ts';
import { functionAround, isWaited, said, type Way, waited, wrappedType } from './waiting.ts';

const rule = rules.params;
const names = ['params', 'searchParams'];

export interface Waited {
  readonly parts: readonly Part[];
  /** Whether the function has to be async for it. */
  readonly waits: boolean;
}

export function paramsOf(file: SourceFile, { fn, props }: Role, roles: readonly Role[], way: Way): Waited {
  const param = props === undefined ? undefined : fn.params[props];
  if (!param) return { parts: [], waits: false };
  const holders = roles.flatMap((one) => {
    const handed = one.props === undefined ? undefined : one.fn.params[one.props];
    return [handed, annotatedBy(file, one.fn)].flatMap((node) => node ?? []);
  });
  const { types, done, indexed, elsewhere } = typesOf(file, fn, param, holders);
  const open = names.filter((name) => !done.includes(name));
  const read =
    param.type === 'ObjectPattern'
      ? ofPattern(file, fn, param, open, way)
      : param.type === 'Identifier'
        ? ofName(file, fn, param, open, way)
        : { edits: [], open: [] };
  const typed = [
    ...[...types].flatMap(([, type]) => wrappedType(type, 'Promise', rule)),
    ...indexed.flatMap((type) => wrappedType(type, 'Awaited', rule)),
  ];
  const waits = read.edits.length > 0;
  return {
    parts: [
      ...read.open.map((node) =>
        noted(
          rule,
          node,
          'this is a promise in Next.js 15; await it in an async function, and hand on what it gives',
          guides.fifteen,
        ),
      ),
      changed(read.open.length > 0 ? read.edits : [...read.edits, ...typed]),
      ...(elsewhere && (waits || read.open.length > 0)
        ? [
            noted(
              rule,
              param,
              'the type of these is declared for others too; make its params and searchParams promises',
              guides.fifteen,
            ),
          ]
        : []),
    ],
    waits,
  };
}

interface Reads {
  readonly edits: readonly Edit[];
  /** What is left to a person. */
  readonly open: readonly Node[];
}

type Pattern = NodeOf<'ObjectPattern'>;

function ofPattern(file: SourceFile, fn: Fn, pattern: Pattern, open: readonly string[], way: Way): Reads {
  const own = pattern.properties.filter((one) => open.includes(propertyName(one) ?? ''));
  const values = own.flatMap((one) =>
    one.type === 'ObjectProperty' ? [{ property: one, value: one.value }] : [],
  );
  const reads = values.map(({ value }) =>
    value.type === 'Identifier'
      ? (file.bindings().bindingOf(value)?.reads ?? []).filter((one) => !isWaited(file, one))
      : [],
  );
  const few = reads.every((some) => some.length <= 2 && some.every((one) => canWait(file, one, fn, way)));
  const taken = values.filter(({ value }) => value.type === 'ObjectPattern');
  const odd = values.filter(({ value }) => value.type !== 'Identifier' && value.type !== 'ObjectPattern');
  if (odd.length > 0) return { edits: [], open: odd.map(({ property }) => property) };
  const areFree = taken.every(({ property }) => isFree(file, fn, propertyName(property) ?? ''));
  if (few && areFree && (taken.length === 0 || fn.body.type === 'BlockStatement'))
    return {
      edits: [
        ...reads.flat().flatMap((one) => waited(file, one, way, rule)),
        ...taken.map(({ property }) => replaced(rule, property, propertyName(property) ?? '')),
        ...atTop(
          file,
          fn,
          taken.map(
            ({ property, value }) =>
              `const ${textOf(file, value)} = ${said(way, propertyName(property) ?? '')}`,
          ),
        ),
      ],
      open: [],
    };
  return hoisted(file, fn, pattern, open, way) ?? { edits: [], open: own };
}

/** All of it from `props`, at the top of the function. */
function hoisted(
  file: SourceFile,
  fn: Fn,
  pattern: Pattern,
  open: readonly string[],
  way: Way,
): Reads | undefined {
  const { properties } = pattern;
  if (fn.body.type !== 'BlockStatement' || !isFree(file, fn, 'props')) return undefined;
  if (properties.some(({ type }) => type === 'RestElement')) return undefined;
  const others = properties.filter((one) => !open.includes(propertyName(one) ?? ''));
  const lines = properties.flatMap((one) => {
    const name = propertyName(one);
    if (one.type !== 'ObjectProperty' || name === undefined || others.includes(one)) return [];
    return [`const ${textOf(file, one.value)} = ${said(way, `props.${name}`)}`];
  });
  const rest = others.map((one) => textOf(file, one)).join(', ');
  const { start, end } = spot(pattern);
  return {
    edits: [
      replaced(
        rule,
        { start, end: pattern.typeAnnotation ? spot(pattern.typeAnnotation).start : end },
        'props',
      ),
      ...atTop(file, fn, rest === '' ? lines : [...lines, `const { ${rest} } = props`]),
    ],
    open: [],
  };
}

function atTop(file: SourceFile, fn: Fn, lines: readonly string[]): readonly Edit[] {
  if (fn.body.type !== 'BlockStatement' || lines.length === 0) return [];
  const { body, directives } = fn.body;
  const [first] = body;
  const last = directives.at(-1);
  const at = last ? spot(last).end : spot(fn.body).start + 1;
  const gap = first ? file.text.slice(at, spot(first).start) : '';
  const lead = /\n[ \t]*$/.exec(gap)?.[0] ?? ' ';
  // Without one, what follows could become part of the line.
  const joins = first !== undefined && /^[([`/+-]/.test(file.text.slice(spot(first).start));
  const semicolon = joins ? ';' : habitsOf(file).semicolon;
  return [replaced(rule, { start: at, end: at }, lines.map((line) => `${lead}${line}${semicolon}`).join(''))];
}

function ofName(file: SourceFile, fn: Fn, param: Node, open: readonly string[], way: Way): Reads {
  const reads = file.bindings().bindingOf(param)?.reads ?? [];
  const all = file
    .bindings()
    .follow(reads.map((node) => ({ node, path: [] })))
    .filter(({ path }) => path.length === 1 && open.includes(path[0] ?? ''))
    .map(({ node }) => node);
  const places = all.filter((node) => !isWaited(file, node) && !isGivenBy(file, node, new Set(all)));
  const able = places.filter((node) => canWait(file, node, fn, way));
  return able.length < places.length
    ? { edits: [], open: places.filter((node) => !able.includes(node)) }
    : { edits: able.flatMap((node) => waited(file, node, way, rule)), open: [] };
}

/** `const params = props.params` waits itself, and what it gives is read as before. */
function isGivenBy(file: SourceFile, node: Node, places: ReadonlySet<Node>): boolean {
  const [id] = file.bindings().bindingOf(node)?.declared ?? [];
  const declarator = id && file.tree().parent(id);
  return declarator?.type === 'VariableDeclarator' && !!declarator.init && places.has(declarator.init);
}

function canWait(file: SourceFile, node: Node, fn: Fn, way: Way): boolean {
  if (file.tree().parent(node)?.type.startsWith('TS')) return false;
  const around = functionAround(file, node);
  return (
    around === fn ||
    (way.kind === 'await' && around !== undefined && 'async' in around && around.async === true)
  );
}

function isFree(file: SourceFile, fn: Fn, name: string): boolean {
  return (
    file.bindings().lookUp(name, fn.body) === undefined &&
    ![...file.tree().within(fn.body)].some(
      (one) => one.type === 'Identifier' && one.name === name && file.bindings().bindingOf(one) !== undefined,
    )
  );
}
