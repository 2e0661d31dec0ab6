import type { Node, StringLiteral } from '@babel/types';
import type { Codemod, SourceFile } from '../../src/change/codemod.ts';
import { changed, literalSaying, type Part, replaced, resultOf } from '../../src/change/syntax.ts';

const rule = 'protocol';

/** https://nodejs.org/api/module.html#modulebuiltinmodules, without punycode, which is deprecated; `test` and its like have only the long name. */
const modules = [
  'assert',
  'async_hooks',
  'buffer',
  'child_process',
  'cluster',
  'console',
  'constants',
  'crypto',
  'dgram',
  'diagnostics_channel',
  'dns',
  'domain',
  'events',
  'fs',
  'http',
  'http2',
  'https',
  'inspector',
  'module',
  'net',
  'os',
  'path',
  'perf_hooks',
  'process',
  'querystring',
  'readline',
  'repl',
  'stream',
  'string_decoder',
  'timers',
  'tls',
  'trace_events',
  'tty',
  'url',
  'util',
  'v8',
  'vm',
  'wasi',
  'worker_threads',
  'zlib',
  'assert/strict',
  'dns/promises',
  'fs/promises',
  'inspector/promises',
  'path/posix',
  'path/win32',
  'readline/promises',
  'stream/consumers',
  'stream/promises',
  'stream/web',
  'timers/promises',
  'util/types',
];

export const codemod: Codemod = {
  id: 'node-protocol',
  title: 'Name Node.js modules with node:',
  revision: 1,
  level: 'modernise',
  trigger: { kind: 'runtime', name: 'node', crosses: '18.0.0' },
  languages: ['javascript', 'typescript'],
  hints: modules.flatMap((name) => [[`'${name}'`], [`"${name}"`]]),
  rules: [
    {
      id: rule,
      doc: "'fs' → 'node:fs' in import, export from, import(), require and process.getBuiltinModule",
    },
  ],
  transform: (file, context) => resultOf(file, context.enabled(rule) ? parts(file) : []),
};

function parts(file: SourceFile): readonly Part[] {
  const referenced = file
    .bindings()
    .moduleReferences(...modules)
    .filter(({ kind }) => kind !== 'mock');
  const sources = [...referenced.map(({ source }) => source), ...builtins(file)];
  return sources.map((source) =>
    changed([replaced(rule, source, literalSaying(file, source, `node:${source.value}`))]),
  );
}

/** `process.getBuiltinModule('fs')` */
function builtins(file: SourceFile): readonly StringLiteral[] {
  return file
    .tree()
    .of('CallExpression')
    .flatMap(({ callee, arguments: [source] }) => {
      const isAsked =
        source?.type === 'StringLiteral' && modules.includes(source.value) && isGetBuiltin(callee, file);
      return isAsked ? [source] : [];
    });
}

function isGetBuiltin(callee: Node, file: SourceFile): boolean {
  if (
    callee.type !== 'MemberExpression' ||
    callee.property.type !== 'Identifier' ||
    callee.property.name !== 'getBuiltinModule'
  )
    return false;
  const { object } = callee;
  return object.type === 'Identifier' && object.name === 'process' && !file.bindings().bindingOf(object);
}
