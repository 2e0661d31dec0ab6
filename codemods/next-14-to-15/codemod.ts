import type { Node } from '@babel/types';
import type { Codemod, SourceFile } from '../../src/change/codemod.ts';
import { importing, noted, type Part, resultOf, sharing, textOf } from '../../src/change/syntax.ts';
import { paramsOf } from './params.ts';
import { asyncFor, requests } from './request.ts';
import { exportsOf, type Fn, hasHooks, isClient, type Role, rolesOf, wrappedIn } from './roles.ts';
import { guides, rules } from './rules.ts';
import type { Way } from './waiting.ts';

export const codemod: Codemod = {
  id: 'next-14-to-15',
  title: 'Await what a request says, for Next.js 15 and 16',
  revision: 1,
  level: 'required',
  trigger: [
    { kind: 'dependency', ecosystem: 'npm', name: 'next', crosses: '15.0.0' },
    { kind: 'dependency', ecosystem: 'npm', name: 'next', crosses: '16.0.0' },
  ],
  languages: ['javascript', 'typescript'],
  hints: [['next/headers'], ['params'], ['searchParams'], ['export', 'middleware']],
  rules: [
    { id: rules.request, doc: 'cookies(), headers() and draftMode() → await cookies()' },
    { id: rules.params, doc: 'params.id of pages, layouts and route handlers → (await params).id' },
    { id: rules.middleware, doc: 'middleware, which is called proxy from 16 on, is told', crosses: '16.0.0' },
  ],
  transform(file, context) {
    const roles = rolesOf(file);
    const asked = context.enabled(rules.request)
      ? requests(file, roles, context.target)
      : { parts: [], waiting: [] };
    const read = context.enabled(rules.params) ? params(file, roles) : { parts: [], waiting: [] };
    const waiting = [...asked.waiting, ...read.waiting];
    return resultOf(
      file,
      sharing([
        ...asked.parts,
        ...read.parts,
        ...asyncFor(file, waiting, asked.waiting.length > 0 ? rules.request : rules.params),
        ...(context.enabled(rules.middleware) ? middleware(file, context.target) : []),
      ]),
    );
  },
};

function params(
  file: SourceFile,
  roles: readonly Role[],
): { readonly parts: readonly Part[]; readonly waiting: readonly Fn[] } {
  const using = roles.filter(({ fn }) => isClient(file) || (!fn.async && hasHooks(file, fn)));
  const bodies = using.map(({ fn }) => fn.body);
  const wish = { modules: ['react'], export: 'use', local: 'use' };
  const use = using.length > 0 ? importing(file, wish, bodies, rules.params) : undefined;
  const all = roles.flatMap((role) => {
    const isUsing = using.includes(role);
    if (isUsing && !use) return [];
    const way: Way = isUsing && use ? { kind: 'use', name: use.local } : { kind: 'await' };
    return [{ role, way, ...paramsOf(file, role, roles, way) }];
  });
  const waits = all.filter((one) => one.waits);
  const wrapped = wrappedIn(file)
    .filter((node) => /\b(?:params|searchParams)\b/.test(textOf(file, node)) && !waitsInside(file, node))
    .map((node) =>
      noted(
        rules.params,
        node,
        'params and searchParams are promises in Next.js 15; await them in what is wrapped here',
        guides.fifteen,
      ),
    );
  return {
    parts: [
      ...all.flatMap(({ parts }) => parts),
      ...(use && waits.some(({ way }) => way.kind === 'use')
        ? [{ edits: use.edits, gone: [], notes: [] }]
        : []),
      ...wrapped,
    ],
    waiting: waits.filter(({ way }) => way.kind === 'await').map(({ role }) => role.fn),
  };
}

const waitsInside = (file: SourceFile, node: Node): boolean =>
  [...file.tree().within(node)].some(({ type }) => type === 'AwaitExpression') ||
  /\buse\(/.test(textOf(file, node));

/** A file cannot be renamed by an edit. */
function middleware(file: SourceFile, target: string | undefined): readonly Part[] {
  const reaches = target === undefined || Number.parseInt(target, 10) >= 16;
  if (!reaches || !/(?:^|\/)middleware\.[jt]s$/.test(file.path)) return [];
  const named = exportsOf(file).find(({ name }) => name === 'middleware')?.node;
  const at = named ?? file.tree().of('ExportDefaultDeclaration')[0];
  return at
    ? [
        noted(
          rules.middleware,
          at,
          'middleware is called proxy in Next.js 16; rename this file and this function, unless it has to run at the edge',
          guides.sixteen,
        ),
      ]
    : [];
}
