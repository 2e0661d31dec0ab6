/** `cookies()`, `headers()` and `draftMode()` of next/headers return promises. */
import type { Node } from '@babel/types';
import type { SourceFile } from '../../src/change/codemod.ts';
import { changed, isStep, noted, type Part, textOf } from '../../src/change/syntax.ts';
import { type Fn, hasHooks, type Role } from './roles.ts';
import { guides, rules } from './rules.ts';
import { functionAround, isWaited, madeAsync, waited } from './waiting.ts';

const apis = ['cookies', 'headers', 'draftMode'];
const way = { kind: 'await' } as const;

export interface Requests {
  readonly parts: readonly Part[];
  /** Functions that have to be async for it. */
  readonly waiting: readonly Fn[];
}

export function requests(file: SourceFile, roles: readonly Role[], target: string | undefined): Requests {
  const parts: Part[] = [];
  const waiting: Fn[] = [];
  const stillCasts = target !== undefined && Number.parseInt(target, 10) < 16;
  for (const { node, path } of file.bindings().uses('next/headers')) {
    const name = path.join('.');
    const parent = file.tree().parent(node);
    if (!apis.includes(name) || !parent) continue;
    if (parent.type !== 'CallExpression' || parent.callee !== node) {
      if (isHandedOn(file, node, parent))
        parts.push(
          told(node, `${name} returns a promise in Next.js 15; see that it is awaited where it is called`),
        );
      continue;
    }
    const cast = castOf(file, parent);
    if (isWaited(file, parent) || (cast && stillCasts)) continue;
    const around = functionAround(file, parent);
    const own = roles.find((role) => role.fn === around)?.fn;
    const able = own && !hasHooks(file, own) ? own : undefined;
    const fn = isAsync(around) ? around : able;
    if (cast) parts.push(told(cast, `this cast is gone in Next.js 16; await ${name}() in an async function`));
    else if (!fn)
      parts.push(
        told(
          parent,
          `${name}() returns a promise in Next.js 15; make this function async and await it, where it is called too`,
        ),
      );
    else {
      parts.push(changed(waited(file, parent, way, rules.request)));
      if (!fn.async) waiting.push(fn);
    }
  }
  return { parts, waiting };
}

const told = (at: Node, message: string): Part => noted(rules.request, at, message, guides.fifteen);

const isAsync = (node: Node | undefined): node is Fn =>
  node !== undefined && 'async' in node && node.async === true;

/** `createClient({ cookies })` */
function isHandedOn(file: SourceFile, node: Node, parent: Node): boolean {
  if (isStep(node, parent, file)) return false;
  return parent.type === 'ObjectProperty' || (parent.type === 'CallExpression' && parent.callee !== node);
}

/** `cookies() as unknown as UnsafeUnwrappedCookies` */
function castOf(file: SourceFile, call: Node): Node | undefined {
  const casts = [...file.tree().ancestors(call)];
  const first = casts.findIndex(({ type }) => type !== 'TSAsExpression');
  return casts.slice(0, first).find((one) => textOf(file, one).includes('UnsafeUnwrapped'));
}

export const asyncFor = (file: SourceFile, fns: readonly Fn[], rule: string): readonly Part[] =>
  [...new Set(fns)].map((fn) => changed(madeAsync(file, fn, rule)));
