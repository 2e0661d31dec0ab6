/** `ReactDOM.render` and `hydrate`: a container has a root now, which is made once and rendered into. */
import type { CallExpression, Node } from '@babel/types';
import type { Edit, SourceFile } from '../../src/change/codemod.ts';
import {
  changed,
  importing,
  isStep,
  noted,
  type Part,
  replaced,
  spot,
  textOf,
} from '../../src/change/syntax.ts';
import { howOften, identityOf } from './containers.ts';
import { guide } from './moved.ts';

interface Rendering {
  readonly call: CallExpression;
  readonly statement: Node;
  readonly element: Node;
  readonly container: Node;
}

export function roots(file: SourceFile): readonly Part[] {
  return [...renders(file), ...hydrations(file)];
}

function callsOf(
  file: SourceFile,
  name: string,
): readonly { readonly node: Node; readonly call?: CallExpression }[] {
  return file
    .bindings()
    .uses('react-dom')
    .filter(({ path }) => path.join('.') === name)
    .flatMap(({ node }) => {
      const parent = file.tree().parent(node);
      if (parent?.type === 'CallExpression' && parent.callee === node) return [{ node, call: parent }];
      return parent && isStep(node, parent, file) ? [] : [{ node }];
    });
}

/** A statement of its own with two arguments, where a second statement may stand beside it. */
function renderingOf(file: SourceFile, call: CallExpression | undefined): Rendering | undefined {
  const statement = call && file.tree().parent(call);
  const [element, container, callback] = call?.arguments ?? [];
  const block = statement && file.tree().parent(statement);
  if (statement?.type !== 'ExpressionStatement' || !element || !container || callback) return undefined;
  if (element.type === 'SpreadElement' || container.type === 'SpreadElement') return undefined;
  if (block?.type !== 'Program' && block?.type !== 'BlockStatement') return undefined;
  return call && { call, statement, element, container };
}

function renders(file: SourceFile): readonly Part[] {
  const calls = callsOf(file, 'render').map(({ node, call }) => ({
    node,
    rendering: renderingOf(file, call),
  }));
  const told = calls
    .filter(({ rendering }) => !rendering)
    .map(({ node }) =>
      noted('render', node, 'ReactDOM.render is gone; make a root with createRoot and render into it', guide),
    );
  const renderings = calls.flatMap(({ rendering }) => (rendering ? [rendering] : []));
  if (renderings.length === 0) return told;
  const wish = { modules: ['react-dom/client'], export: 'createRoot', local: 'createRoot' };
  const imported = importing(
    file,
    wish,
    renderings.map(({ call }) => call),
    'render',
  );
  const taken = new Set(
    file
      .tree()
      .of('Identifier')
      .map(({ name }) => name),
  );
  const parts = [...Map.groupBy(renderings, ({ container }) => identityOf(file, container)).values()].flatMap(
    (same) => {
      const [first] = same;
      const often = first ? howOften(file, first.call, first.container) : 'again';
      if (!first || !imported || often === 'again' || !areOneRoot(file, same))
        return same.map(({ call }) =>
          noted(
            'render',
            call,
            'ReactDOM.render is gone; make one root for the container with createRoot and render into it',
            guide,
          ),
        );
      const name = freeName(taken);
      const parts = [
        changed([...imported.edits, ...made(file, first, name, imported.local)], first.call.callee),
        ...same.slice(1).map((one) => changed(intoRoot(file, one, name), one.call.callee)),
      ];
      return often === 'once' ? parts : [...parts.map(unsure), toldOfAgain('render', first.call)];
    },
  );
  return [...told, ...onceImported(parts)];
}

const unsure = (part: Part): Part => ({
  ...part,
  edits: part.edits.map((edit) => ({ ...edit, sure: false })),
});

const toldOfAgain = (rule: string, call: Node): Part =>
  noted(
    rule,
    call,
    'a root is made here each time this function is called; if that is more than once, make it outside and only render here',
    guide,
  );

/** The import is brought in by the first part alone. */
function onceImported(parts: readonly Part[]): readonly Part[] {
  const seen = new Set<string>();
  return parts.map((part) => ({
    ...part,
    edits: part.edits.filter((edit) => {
      const key = `${edit.start} ${edit.end} ${edit.text}`;
      const isNew = !seen.has(key);
      seen.add(key);
      return isNew;
    }),
  }));
}

/** In one block, and with the same container in it all along. */
function areOneRoot(file: SourceFile, same: readonly Rendering[]): boolean {
  const blocks = new Set(same.map(({ statement }) => file.tree().parent(statement)));
  const [first] = same;
  const last = same.at(-1);
  if (blocks.size > 1 || !first || !last) return false;
  const writes = file.bindings().bindingOf(first.container)?.writes ?? [];
  return !writes.some(
    (write) => spot(write).start > spot(first.call).start && spot(write).start < spot(last.call).end,
  );
}

function freeName(taken: Set<string>): string {
  for (let count = 0; ; count++) {
    const name = count === 0 ? 'root' : `root${count}`;
    if (taken.has(name)) continue;
    taken.add(name);
    return name;
  }
}

function made(file: SourceFile, rendering: Rendering, name: string, createRoot: string): readonly Edit[] {
  const { start } = spot(rendering.statement);
  const indent = /[ \t]*$/.exec(file.text.slice(0, start))?.[0] ?? '';
  const semicolon = file.text[spot(rendering.statement).end - 1] === ';' ? ';' : '';
  const container = `${textOf(file, rendering.container)}${mayBeMissing(file, rendering.container) ? '!' : ''}`;
  const isAlone = /(?:^|\n)[ \t]*$/.test(file.text.slice(0, start));
  const between = isAlone ? `${semicolon}\n${indent}` : '; ';
  const line = `const ${name} = ${createRoot}(${container})${between}`;
  return [replaced('render', { start, end: start }, line), ...intoRoot(file, rendering, name)];
}

/** TypeScript knows that there may be no such element, which `render` took and `createRoot` does not. */
function mayBeMissing(file: SourceFile, container: Node): boolean {
  return (
    /\.[cm]?tsx?$/.test(file.path) &&
    /^document\.(?:getElementById|querySelector)\((?:[^()]*)\)$/.test(textOf(file, container))
  );
}

function intoRoot(file: SourceFile, { call, element, container }: Rendering, name: string): readonly Edit[] {
  const { start } = spot(call.callee);
  // Parentheses around either stay with it.
  const between = file.text.slice(spot(element).end, spot(container).start);
  const comma = spot(element).end + Math.max(between.indexOf(','), 0);
  const behind = /^[\s)]*(?=\))/.exec(file.text.slice(spot(container).end, spot(call).end))?.[0] ?? '';
  const end = container.extra?.parenthesized
    ? spot(container).end + behind.lastIndexOf(')') + 1
    : spot(container).end;
  return [
    replaced('render', { start, end: spot(call.callee).end }, `${name}.render`),
    replaced('render', { start: comma, end }, ''),
  ];
}

function hydrations(file: SourceFile): readonly Part[] {
  const calls = callsOf(file, 'hydrate').map(({ node, call }) => ({
    node,
    rendering: renderingOf(file, call),
  }));
  const able = calls.flatMap(({ rendering }) => (rendering ? [rendering.call] : []));
  const wish = { modules: ['react-dom/client'], export: 'hydrateRoot', local: 'hydrateRoot' };
  const imported = able.length > 0 ? importing(file, wish, able, 'hydrate') : undefined;
  const parts = calls.flatMap(({ node, rendering }) => {
    const often = rendering ? howOften(file, rendering.call, rendering.container) : 'again';
    if (!rendering || !imported || often === 'again')
      return noted('hydrate', node, 'ReactDOM.hydrate is gone; use hydrateRoot(container, element)', guide);
    const { call, element, container } = rendering;
    const part = changed(
      [
        ...imported.edits,
        replaced('hydrate', call.callee, imported.local),
        replaced('hydrate', element, textOf(file, container)),
        replaced('hydrate', container, textOf(file, element)),
      ],
      call.callee,
    );
    return often === 'once' ? part : [unsure(part), toldOfAgain('hydrate', call)];
  });
  return onceImported(parts);
}
