import type { CallExpression, Node } from '@babel/types';
import type { Codemod, SourceFile } from '../../src/change/codemod.ts';
import {
  asValue,
  changed,
  type ModuleReference,
  noted,
  type Part,
  propertyName,
  replaced,
  resultOf,
  type Use,
} from '../../src/change/syntax.ts';

const rule = 'fetch';
const guide = 'https://nodejs.org/docs/latest/api/globals.html#fetch';

export const codemod: Codemod = {
  id: 'node-fetch-to-global',
  title: 'Use the fetch of Node.js instead of node-fetch',
  revision: 1,
  level: 'modernise',
  trigger: { kind: 'runtime', name: 'node', crosses: '20.0.0' },
  languages: ['javascript', 'typescript'],
  hints: [["'node-fetch'"], ['"node-fetch"']],
  rules: [{ id: rule, doc: "const fetch = require('node-fetch') goes, fetch is the global one" }],
  transform(file, context) {
    const references = context.enabled(rule) ? file.bindings().moduleReferences('node-fetch') : [];
    const byReference = Map.groupBy(file.bindings().uses('node-fetch'), ({ from }) => from);
    // All of a file or nothing of it: two kinds of Response in one file would be worse than one.
    const parts = references.map((reference) =>
      ofReference(file, reference, byReference.get(reference) ?? []),
    );
    const told = references.find((_, at) => parts[at] === undefined);
    return resultOf(
      file,
      told
        ? [
            noted(
              rule,
              told.node,
              'this file uses what only node-fetch has; move it to the global fetch by hand',
              guide,
            ),
          ]
        : parts.flatMap((part) => part ?? []),
    );
  },
  manifest(manifest, { noted: told, skipped, applied }) {
    const isGone = applied.has(rule) && !told.has(rule) && !skipped;
    return isGone && manifest.dependencies.has('node-fetch') ? [{ kind: 'drop', name: 'node-fetch' }] : [];
  },
};

const globals = new Set(['Headers', 'Request', 'Response', 'FormData', 'Blob']);
/** What both understand. https://github.com/node-fetch/node-fetch/tree/2.x#options for those that only node-fetch has. */
const common = new Set(['method', 'headers', 'body', 'redirect', 'signal']);
/** What a response of node-fetch has besides, and streams of Node.js. */
const own = new Set(['buffer', 'textConverted', 'size', 'timeout']);

/** `undefined` when something in it is only node-fetch's. */
function ofReference(file: SourceFile, reference: ModuleReference, uses: readonly Use[]): Part | undefined {
  if (reference.kind !== 'import' && reference.kind !== 'require') return undefined;
  const edits = [];
  const gone: Node[] = [];
  for (const { node, path } of uses) {
    const name = path.length === 0 || path.join('.') === 'default' ? 'fetch' : path.join('.');
    const parent = file.tree().parent(node);
    const isMember = parent?.type === 'MemberExpression' && parent.object === node;
    const isPattern = parent?.type === 'VariableDeclarator' && parent.init === node;
    if (isMember || isPattern) {
      if (node.type === 'CallExpression' || path.length === 0) continue;
      return undefined;
    }
    if (name !== 'fetch' && !globals.has(name)) return undefined;
    if (
      name === 'fetch' &&
      !(parent?.type === 'CallExpression' && parent.callee === node && isCommon(file, parent))
    )
      return undefined;
    if (isTaken(file, node, name, reference)) return undefined;
    const value = asValue(file, node, name);
    const isSame = node.type === 'Identifier' && node.name === name;
    if (!isSame) edits.push(replaced(rule, value.node, value.text));
    gone.push(node);
  }
  return gone.length === 0 ? undefined : changed(edits, ...gone);
}

/** Whether the global is hidden where it is needed, by something else than the import that goes. */
function isTaken(file: SourceFile, at: Node, name: string, { kind, node }: ModuleReference): boolean {
  const [declared] = file.bindings().lookUp(name, at)?.declared ?? [];
  const goes = kind === 'require' ? file.tree().parent(node) : node;
  return declared !== undefined && ![...file.tree().ancestors(declared)].some((above) => above === goes);
}

/** A call with options that both have, whose response is not used in node-fetch's own ways. */
function isCommon(file: SourceFile, call: CallExpression): boolean {
  const [, options, another] = call.arguments;
  const given = options && (file.bindings().standsFor(options) ?? options);
  if (another || (given && given.type !== 'ObjectExpression')) return false;
  const isKnown = (given?.properties ?? []).every((one) => common.has(propertyName(one) ?? ''));
  return isKnown && !usesOwn(file);
}

/** Anywhere in the file: a response may go through many hands. */
function usesOwn(file: SourceFile): boolean {
  return file
    .tree()
    .of('MemberExpression')
    .some(({ property, object, computed }) => {
      if (computed || property.type !== 'Identifier') return false;
      if (own.has(property.name)) return true;
      const isStream = ['pipe', 'on', 'once'].includes(property.name);
      return (
        isStream &&
        object.type === 'MemberExpression' &&
        object.property.type === 'Identifier' &&
        object.property.name === 'body'
      );
    });
}
