import type { Node } from '@babel/types';
import type { Codemod, Context, SourceFile } from '../../src/change/codemod.ts';
import {
  builtin,
  changed,
  endingUses,
  noted,
  type Part,
  type Place,
  replaced,
  resultOf,
  spot,
  textOf,
} from '../../src/change/syntax.ts';

const modules = builtin('http', 'https');
const guide =
  'https://nodejs.org/api/deprecations.html#dep0066-outgoingmessageprototype_headers-outgoingmessageprototype_headernames';

export const codemod: Codemod = {
  id: 'node-http-headers',
  title: 'Ask for headers with getHeaders',
  revision: 1,
  level: 'required',
  trigger: { kind: 'runtime', name: 'node', crosses: '24.0.0' },
  languages: ['javascript', 'typescript'],
  hints: [
    ['http', '_headers'],
    ['http', '_headerNames'],
  ],
  rules: [
    { id: '_headers', doc: 'res._headers → res.getHeaders()' },
    { id: '_headerNames', doc: 'res._headerNames → Object.keys(res.getHeaders())' },
  ],
  transform: (file, context) => resultOf(file, parts(file, context)),
};

function parts(file: SourceFile, context: Context): readonly Part[] {
  return file
    .bindings()
    .follow(messages(file))
    .flatMap(({ node, path: [name = '', ...more] }) => {
      if (more.length > 0 || node.type !== 'MemberExpression' || !context.enabled(name)) return [];
      if (name !== '_headers' && name !== '_headerNames') return [];
      const parent = file.tree().parent(node);
      const isWritten =
        (parent?.type === 'AssignmentExpression' && parent.left === node) ||
        (parent?.type === 'UnaryExpression' && parent.operator === 'delete');
      if (isWritten || isWrittenInto(node, file))
        return [
          noted(
            name,
            node,
            `${name} is gone in Node.js 24; set or remove headers with setHeader and removeHeader`,
            guide,
          ),
        ];
      const asked = { start: spot(node.object).end, end: spot(node).end };
      if (name === '_headers') return [changed([replaced(name, asked, '.getHeaders()')])];
      if (file.bindings().lookUp('Object', node))
        return [
          noted(name, node, 'Object means something else here; ask for getHeaderNames() by hand', guide),
        ];
      return [changed([replaced(name, node, `Object.keys(${textOf(file, node.object)}.getHeaders())`)])];
    });
}

/** `res._headers.host = x`: what getHeaders gives is a copy. */
function isWrittenInto(node: Node, file: SourceFile): boolean {
  const tree = file.tree();
  const member = tree.parent(node);
  if (member?.type !== 'MemberExpression' || member.object !== node) return false;
  const above = tree.parent(member);
  return (
    (above?.type === 'AssignmentExpression' && above.left === member) ||
    (above?.type === 'UnaryExpression' && above.operator === 'delete')
  );
}

/** Responses of a server's handlers, and requests that a client made. */
function messages(file: SourceFile): readonly Place[] {
  const places: Place[] = [];
  for (const { name, doing } of endingUses(file, modules, ['createServer', 'request', 'get', 'Server'])) {
    if (doing.kind !== 'call') continue;
    if (name === 'request' || name === 'get') places.push({ node: doing.call, path: [] });
    else {
      places.push(...handlersOf(doing.call.arguments, file));
      places.push(...listenersOf(doing.call, file));
    }
  }
  return places;
}

/** `server.on('request', (req, res) => …)` */
function listenersOf(server: Node, file: SourceFile): readonly Place[] {
  return file
    .bindings()
    .follow([{ node: server, path: [] }])
    .flatMap(({ node, path }) => {
      const call = file.tree().parent(node);
      const isListening =
        path.length === 1 &&
        ['on', 'once', 'addListener'].includes(path[0] ?? '') &&
        call?.type === 'CallExpression' &&
        call.callee === node;
      return isListening &&
        call.arguments[0]?.type === 'StringLiteral' &&
        call.arguments[0].value === 'request'
        ? handlersOf(call.arguments, file)
        : [];
    });
}

function handlersOf(given: readonly Node[], file: SourceFile): readonly Place[] {
  return given.flatMap((argument) => {
    const handler = argument.type === 'Identifier' ? file.bindings().standsFor(argument) : argument;
    const response = handler && 'params' in handler ? handler.params[1] : undefined;
    const binding = response?.type === 'Identifier' ? file.bindings().bindingOf(response) : undefined;
    return binding && binding.writes.length === 0 ? binding.reads.map((node) => ({ node, path: [] })) : [];
  });
}
