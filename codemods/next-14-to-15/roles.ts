/** Which functions of a file Next.js calls itself, and may therefore become async. */
import type { ArrowFunctionExpression, FunctionDeclaration, FunctionExpression, Node } from '@babel/types';
import type { SourceFile } from '../../src/change/codemod.ts';
import { spot } from '../../src/change/syntax.ts';

export type Fn = ArrowFunctionExpression | FunctionDeclaration | FunctionExpression;

export interface Role {
  readonly fn: Fn;
  /** Where `params` are handed in; nothing where none are. */
  readonly props?: 0 | 1;
}

const handlers = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];
const metadata = ['generateMetadata', 'generateViewport'];

/** `app/shop/[id]/page.tsx` → page */
function conventionOf(path: string): string | undefined {
  return /(?:^|\/)app\/(?:.*\/)?(page|layout|default|template|not-found|route)\.[jt]sx?$/.exec(path)?.[1];
}

export const isClient = (file: SourceFile): boolean =>
  file.babel().program.directives.some(({ value }) => value.value === 'use client');

/** Hooks run in components that are not async alone. */
export const hasHooks = (file: SourceFile, fn: Fn): boolean =>
  [...file.tree().within(fn.body)].some(
    (node) =>
      node.type === 'CallExpression' &&
      node.callee.type === 'Identifier' &&
      /^use[A-Z]/.test(node.callee.name),
  );

export function rolesOf(file: SourceFile): readonly Role[] {
  const convention = conventionOf(file.path);
  const withParams = convention === 'page' || convention === 'layout' || convention === 'default';
  return exportsOf(file).flatMap(({ name, node }): readonly Role[] => {
    const fn = functionOf(file, node);
    if (!fn) return [];
    if (convention === 'route') return handlers.includes(name) ? [{ fn, props: 1 }] : [];
    if (withParams && (name === 'default' || metadata.includes(name))) return [{ fn, props: 0 }];
    const isComponent = name === 'default' && (convention !== undefined || isNamedAsComponent(file, fn));
    return isComponent ? [{ fn }] : [];
  });
}

/** Exports that Next.js calls through another function: `export default withAuth(Page)`. */
export function wrappedIn(file: SourceFile): readonly Node[] {
  const convention = conventionOf(file.path);
  if (convention === undefined) return [];
  return exportsOf(file).flatMap(({ name, node }) => {
    const counts = convention === 'route' ? handlers.includes(name) : name === 'default';
    const given = file.bindings().standsFor(node) ?? node;
    return counts && given.type === 'CallExpression' ? [given] : [];
  });
}

export function exportsOf(file: SourceFile): readonly { readonly name: string; readonly node: Node }[] {
  const defaults = file
    .tree()
    .of('ExportDefaultDeclaration')
    .map(({ declaration }) => ({ name: 'default', node: declaration as Node }));
  const named = file
    .tree()
    .of('ExportNamedDeclaration')
    .flatMap(({ declaration, specifiers, source }) => {
      if (declaration?.type === 'FunctionDeclaration')
        return [{ name: declaration.id?.name ?? '', node: declaration as Node }];
      if (declaration?.type === 'VariableDeclaration')
        return declaration.declarations.flatMap(({ id, init }) =>
          id.type === 'Identifier' && init ? [{ name: id.name, node: init as Node }] : [],
        );
      return source
        ? []
        : specifiers.flatMap((one) =>
            one.type === 'ExportSpecifier' && one.exported.type === 'Identifier'
              ? [{ name: one.exported.name, node: one.local as Node }]
              : [],
          );
    });
  return [...defaults, ...named];
}

function functionOf(file: SourceFile, node: Node): Fn | undefined {
  const meant = file.bindings().standsFor(node) ?? node;
  switch (meant.type) {
    case 'ArrowFunctionExpression':
    case 'FunctionDeclaration':
    case 'FunctionExpression':
      return meant;
    case 'TSSatisfiesExpression':
      return functionOf(file, meant.expression);
    default:
      return undefined;
  }
}

function isNamedAsComponent(file: SourceFile, fn: Fn): boolean {
  const holder = file.tree().parent(fn);
  const id = 'id' in fn && fn.id ? fn.id : holder?.type === 'VariableDeclarator' ? holder.id : undefined;
  const hasElements = [...file.tree().within(fn)].some(
    ({ type }) => type === 'JSXElement' || type === 'JSXFragment',
  );
  return hasElements && id?.type === 'Identifier' && /^[A-Z]/.test(id.name) && spot(fn).start >= 0;
}
