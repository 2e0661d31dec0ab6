import type { Codemod, Context, SourceFile } from '../../src/change/codemod.ts';
import {
  builtin,
  changed,
  endingUses,
  type Part,
  replaced,
  resultOf,
  spot,
  textOf,
} from '../../src/change/syntax.ts';

const classes = [
  {
    rule: 'http',
    modules: builtin('http'),
    names: ['Agent', 'Server', 'ClientRequest', 'IncomingMessage', 'OutgoingMessage', 'ServerResponse'],
  },
  { rule: 'https', modules: builtin('https'), names: ['Agent', 'Server'] },
  { rule: 'repl', modules: builtin('repl'), names: ['REPLServer', 'Recoverable'] },
];

export const codemod: Codemod = {
  id: 'node-class-new',
  title: 'Make instances of Node.js classes with new',
  revision: 1,
  level: 'deprecated',
  trigger: { kind: 'runtime', name: 'node', crosses: '22.0.0' },
  languages: ['javascript', 'typescript'],
  hints: classes.flatMap(({ rule, names }) => names.map((name) => [rule, name])),
  rules: classes.map(({ rule, names }) => ({
    id: rule,
    doc: `${rule}.${names[0]}() → new ${rule}.${names[0]}(), and ${names.slice(1).join(', ')}`,
  })),
  transform: (file, context) =>
    resultOf(
      file,
      classes.flatMap((one) => parts(one, file, context)),
    ),
};

function parts(
  { rule, modules, names }: (typeof classes)[number],
  file: SourceFile,
  context: Context,
): readonly Part[] {
  if (!context.enabled(rule)) return [];
  return endingUses(file, modules, names).flatMap(({ node, doing }) => {
    if (doing.kind !== 'call') return [];
    const { start } = spot(doing.call);
    // `new require('http').Agent()` would make an instance of require.
    const callee = textOf(file, node);
    const text = callee.includes('(') ? `new (${callee})` : `new ${callee}`;
    return [changed([replaced(rule, { start, end: spot(node).end }, text)])];
  });
}
