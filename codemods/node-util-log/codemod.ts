import type { Codemod, Context, SourceFile } from '../../src/change/codemod.ts';
import {
  asValue,
  builtin,
  changed,
  endingUses,
  noted,
  type Part,
  replaced,
  resultOf,
  spot,
} from '../../src/change/syntax.ts';

const modules = builtin('util', 'sys');
const date = 'new Date().toLocaleString()';
const guide = 'https://nodejs.org/api/deprecations.html#dep0059-utillog';

/** What stands in the place of each; `log` says the time first. */
const successors: Readonly<Record<string, string>> = {
  log: 'console.log',
  print: 'console.log',
  puts: 'console.log',
  debug: 'console.error',
  error: 'console.error',
};

export const codemod: Codemod = {
  id: 'node-util-log',
  title: 'Log with the console instead of node:util',
  revision: 1,
  level: 'required',
  trigger: { kind: 'runtime', name: 'node', crosses: '24.0.0' },
  languages: ['javascript', 'typescript'],
  hints: Object.keys(successors).flatMap((name) => [
    ['util', name],
    ['sys', name],
  ]),
  rules: Object.entries(successors).map(([id, to]) => ({
    id,
    doc: `util.${id}(x) → ${to}(${id === 'log' ? `${date}, ` : ''}x)`,
  })),
  transform: (file, context) => resultOf(file, parts(file, context)),
};

function parts(file: SourceFile, context: Context): readonly Part[] {
  const names = Object.keys(successors).filter((name) => context.enabled(name));
  return endingUses(file, modules, names).map((use) => partOf(use, file));
}

function partOf({ node, name, doing }: ReturnType<typeof endingUses>[number], file: SourceFile): Part {
  const to = successors[name] ?? '';
  if (file.bindings().lookUp('console', node)) {
    const why = 'console means something else here';
    return noted(name, node, `util.${name} was left alone, because ${why}; replace it by hand`, guide);
  }
  switch (doing.kind) {
    case 'call': {
      const [first] = doing.call.arguments;
      const start = first ? spot(first).start : spot(doing.call).end - 1;
      const time = replaced(name, { start, end: start }, first ? `${date}, ` : date);
      return changed([replaced(name, node, to), ...(name === 'log' ? [time] : [])], node);
    }
    case 'value': {
      const text = name === 'log' ? `(...args) => ${to}(${date}, ...args)` : to;
      const value = asValue(file, node, text);
      return changed([replaced(name, value.node, value.text)], node);
    }
    case 'other':
      return noted(
        name,
        node,
        `util.${name} is neither called nor handed on here; replace it by hand`,
        guide,
      );
  }
}
