import type { Node } from '@babel/types';
import type { Codemod, SourceFile } from '../../src/change/codemod.ts';
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
} from '../../src/change/syntax.ts';

const rules = { option: 'priority-option', call: 'priority-call' };
const guide = 'https://nodejs.org/api/deprecations.html#dep0194-http2-priority-signaling';

export const codemod: Codemod = {
  id: 'node-http2-priority',
  title: 'Drop HTTP/2 priorities, which do nothing',
  revision: 1,
  level: 'deprecated',
  trigger: { kind: 'runtime', name: 'node', crosses: '24.0.0' },
  languages: ['javascript', 'typescript'],
  hints: [['http2', 'priority']],
  rules: [
    { id: rules.option, doc: 'the option priority of connect, request and settings goes' },
    { id: rules.call, doc: 'stream.priority(…); goes' },
  ],
  transform(file, context) {
    const isOn = ({ edits, notes }: Part) => [...edits, ...notes].every(({ rule }) => context.enabled(rule));
    return resultOf(file, parts(file).filter(isOn));
  },
};

function parts(file: SourceFile): readonly Part[] {
  const tree = file.tree();
  const connects = endingUses(file, builtin('http2'), ['connect']).flatMap(({ doing }) =>
    doing.kind === 'call' ? [doing.call] : [],
  );
  const sessions = file.bindings().follow(connects.map((node) => ({ node, path: [] })));
  const called = (places: readonly Place[], name: string) =>
    places.flatMap(({ node, path }) => {
      const call = tree.parent(node);
      return path.join('.') === name && call?.type === 'CallExpression' && call.callee === node ? [call] : [];
    });
  const requests = called(sessions, 'request');
  const streams = file.bindings().follow(requests.map((node) => ({ node, path: [] })));
  const withOptions = [...connects, ...requests, ...called(sessions, 'settings')];
  return [
    ...withOptions.flatMap((call) => call.arguments.flatMap((argument) => optionOf(argument))),
    ...called(streams, 'priority').map((call) => {
      const statement = tree.parent(call);
      if (statement?.type !== 'ExpressionStatement')
        return noted(rules.call, call, 'priorities do nothing any more; take this call out by hand', guide);
      return changed([replaced(rules.call, withLine(statement, file), '')]);
    }),
  ];
}

function optionOf(argument: Node): readonly Part[] {
  if (argument.type !== 'ObjectExpression') return [];
  const at = argument.properties.findIndex(
    (property) =>
      property.type === 'ObjectProperty' &&
      !property.computed &&
      property.key.type === 'Identifier' &&
      property.key.name === 'priority',
  );
  const property = argument.properties[at];
  if (!property) return [];
  const next = argument.properties[at + 1];
  const previous = argument.properties[at - 1];
  if (!next && !previous) return [changed([replaced(rules.option, argument, '{}')])];
  const start = next || !previous ? spot(property).start : spot(previous).end;
  const end = next ? spot(next).start : spot(property).end;
  return [changed([replaced(rules.option, { start, end }, '')])];
}

/** The statement with its line, where it has one of its own. */
function withLine(statement: Node, { text }: SourceFile): { start: number; end: number } {
  const { start, end } = spot(statement);
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const rest = /^[ \t]*\r?\n/.exec(text.slice(end, end + 100));
  return rest && text.slice(lineStart, start).trim() === ''
    ? { start: lineStart, end: end + rest[0].length }
    : { start, end };
}
