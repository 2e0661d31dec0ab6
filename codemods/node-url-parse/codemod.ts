import type { CallExpression, Node } from '@babel/types';
import type { Codemod, SourceFile } from '../../src/change/codemod.ts';
import {
  builtin,
  changed,
  endingUses,
  literalText,
  noted,
  type Part,
  type Place,
  propertyName,
  replaced,
  resultOf,
  textOf,
} from '../../src/change/syntax.ts';

const rule = 'parse';
const guide = 'https://nodejs.org/api/deprecations.html#dep0169-insecure-urlparse';

export const codemod: Codemod = {
  id: 'node-url-parse',
  title: 'Parse absolute addresses by new URL',
  revision: 1,
  level: 'modernise',
  trigger: { kind: 'runtime', name: 'node', crosses: '24.0.0' },
  languages: ['javascript', 'typescript'],
  hints: [['url', 'parse']],
  rules: [{ id: rule, doc: "url.parse('https://a.example/b') → new URL('https://a.example/b')" }],
  transform(file, context) {
    const uses = context.enabled(rule) ? endingUses(file, builtin('url'), ['parse']) : [];
    const told = (at: Node) =>
      noted(
        rule,
        at,
        'url.parse is deprecated; use new URL, which throws for what is no absolute address',
        guide,
      );
    const parts = uses.map(({ node, doing }) => {
      if (doing.kind !== 'call' || file.bindings().lookUp('URL', node)) return told(node);
      return parsed(file, doing.call) ?? told(doing.call);
    });
    return resultOf(file, parts);
  },
};

/** Members that mean the same of a URL, and what the others are there. */
const same = new Set(['href', 'protocol', 'host', 'hostname', 'port', 'pathname', 'hash', 'search']);
const others: Readonly<Record<string, (url: string) => string>> = {
  path: (url) => `\`\${${url}.pathname}\${${url}.search}\``,
  auth: (url) => `\`\${${url}.username}:\${${url}.password}\``,
};

/** Only of an address that is written there, and whose parts are taken one by one. */
function parsed(file: SourceFile, call: CallExpression): Part | undefined {
  const [address, another] = call.arguments;
  const text = address && literalText(address);
  if (another || text === undefined || !isAbsolute(text)) return undefined;
  const places = file.bindings().follow([{ node: call, path: [] }]);
  const edits = places.map((place) => memberEdit(file, call, place));
  if (edits.some((edit) => edit === 'unknown')) return undefined;
  const changes = edits.flatMap((edit) => (edit && edit !== 'unknown' ? [edit] : []));
  return changed([replaced(rule, call.callee, 'new URL'), ...changes], call.callee);
}

/** An address on which both agree: with a host, without what one of them escapes, and no port that it leaves out. */
function isAbsolute(text: string): boolean {
  return (
    /^(?:https?|wss?|ftp):\/\/[a-z0-9.-]+(?::\d+)?(?:\/[\w./~%-]*)?(?:\?[\w.=&%-]*)?(?:#[\w-]*)?$/.test(
      text,
    ) && !/:(?:80|443|21)(?:\/|$)/.test(text)
  );
}

/** What is done with the parsed address there. */
function memberEdit(file: SourceFile, call: CallExpression, { node, path }: Place) {
  const parent = file.tree().parent(node);
  const [name, more] = path;
  if (name === undefined) {
    const isStep =
      (parent?.type === 'VariableDeclarator' && parent.init === node && isFollowed(parent.id)) ||
      ((parent?.type === 'MemberExpression' || parent?.type === 'OptionalMemberExpression') &&
        parent.object === node &&
        !parent.computed);
    return isStep ? undefined : 'unknown';
  }
  if (more !== undefined) return same.has(name) ? undefined : 'unknown';
  const isWritten = parent?.type === 'AssignmentExpression' && parent.left === node;
  // Without one the older gave null, and this gives nothing.
  const isEmpty = ['port', 'hash', 'search', 'auth'].includes(name) && !hasPart(call, name);
  if (isWritten || isEmpty) return 'unknown';
  if (same.has(name)) return undefined;
  const written = others[name];
  if (!written || isTakenOut(file, node)) return 'unknown';
  // Behind the member come the names it was given to.
  if (node.type !== 'MemberExpression') return undefined;
  return node.object.type === 'Identifier'
    ? replaced(rule, node, written(textOf(file, node.object)))
    : 'unknown';
}

/** A name, or names for parts and not for the rest. */
function isFollowed(id: Node): boolean {
  if (id.type === 'Identifier') return true;
  return id.type === 'ObjectPattern' && id.properties.every((one) => propertyName(one) !== undefined);
}

/** `const { path } = url.parse(…)` */
function isTakenOut(file: SourceFile, node: Node): boolean {
  const [declared] = file.bindings().bindingOf(node)?.declared ?? [];
  return declared !== undefined && file.tree().parent(declared)?.type === 'ObjectProperty';
}

function hasPart({ arguments: [address] }: CallExpression, name: string): boolean {
  const text = (address && literalText(address)) ?? '';
  switch (name) {
    case 'port':
      return /^\w+:\/\/[^/]*:\d+/.test(text);
    case 'hash':
      return /#./.test(text);
    case 'search':
      return /\?./.test(text);
    default:
      return /^\w+:\/\/[^/]*@/.test(text);
  }
}
