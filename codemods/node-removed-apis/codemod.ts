import type { Node } from '@babel/types';
import type { Codemod, Context, SourceFile } from '../../src/change/codemod.ts';
import { builtin, endingUses, membersOfGlobal, noted, type Part, resultOf } from '../../src/change/syntax.ts';

const guideTo = (anchor: string) => `https://nodejs.org/api/deprecations.html#${anchor}`;

/** Members of a module, or modules as a whole, that no edit can replace without a decision. */
interface Left {
  readonly rule: string;
  readonly level?: Codemod['level'];
  readonly module: string;
  /** None: the module itself. */
  readonly names: readonly string[];
  /** The first major without it; nothing to say before. */
  readonly goneIn?: number;
  readonly says: string;
  readonly guide: string;
}

const left: readonly Left[] = [
  {
    rule: 'create-cipher',
    module: 'crypto',
    names: ['createCipher', 'createDecipher'],
    goneIn: 22,
    says: 'is gone in Node.js 22; use createCipheriv and createDecipheriv, and decide how data that is already encrypted will be read',
    guide: guideTo('dep0106-cryptocreatecipher-and-cryptocreatedecipher'),
  },
  {
    rule: 'create-secure-pair',
    module: 'tls',
    names: ['createSecurePair'],
    goneIn: 24,
    says: 'is gone in Node.js 24; wrap the socket in a tls.TLSSocket',
    guide: guideTo('dep0064-tlscreatesecurepair'),
  },
  {
    rule: 'timers',
    module: 'timers',
    names: ['enroll', 'unenroll', 'active', '_unrefActive'],
    goneIn: 24,
    says: 'is gone in Node.js 24; use setTimeout, clearTimeout and timeout.refresh()',
    guide: guideTo('dep0095-timersenroll'),
  },
  {
    rule: 'fs-exists',
    level: 'deprecated',
    module: 'fs',
    names: ['exists'],
    says: 'is deprecated; use fs.access or fs.existsSync',
    guide: guideTo('dep0034-fsexistspath-callback'),
  },
  {
    rule: 'domain',
    level: 'deprecated',
    module: 'domain',
    names: [],
    says: 'is deprecated and has no full successor; AsyncLocalStorage of node:async_hooks carries context',
    guide: guideTo('dep0032-nodedomain-module'),
  },
  {
    rule: 'punycode',
    level: 'deprecated',
    module: 'punycode',
    names: [],
    says: 'is deprecated and warns; use the package of the same name as "punycode/", or domainToASCII and domainToUnicode of node:url',
    guide: guideTo('dep0040-nodepunycode-module'),
  },
  {
    rule: 'querystring',
    level: 'modernise',
    module: 'querystring',
    names: [],
    says: 'is legacy; URLSearchParams does most of it, and differs in arrays and in how it escapes',
    guide: 'https://nodejs.org/api/querystring.html',
  },
];

const binding = 'process-binding';

export const codemod: Codemod = {
  id: 'node-removed-apis',
  title: 'Report what Node.js removed or deprecated without an equal',
  revision: 1,
  level: 'required',
  trigger: [
    { kind: 'runtime', name: 'node', crosses: '22.0.0' },
    { kind: 'runtime', name: 'node', crosses: '24.0.0' },
  ],
  languages: ['javascript', 'typescript'],
  hints: [
    ['process', 'binding'],
    ...left.flatMap(({ module, names }) =>
      names.length > 0 ? names.map((name) => [module, name]) : [[module]],
    ),
  ],
  rules: [
    ...left.map(({ rule, level, module, names }) => ({
      id: rule,
      doc: `reports ${names.length > 0 ? names.map((name) => `${module}.${name}`).join(', ') : `node:${module}`}`,
      ...(level ? { level } : {}),
    })),
    { id: binding, doc: 'reports process.binding', level: 'deprecated' },
  ],
  transform: (file, context) => resultOf(file, parts(file, context)),
};

function parts(file: SourceFile, context: Context): readonly Part[] {
  const target = context.target === undefined ? undefined : Number.parseInt(context.target, 10);
  const isDue = ({ goneIn }: Left) => goneIn === undefined || target === undefined || target >= goneIn;
  const found = left
    .filter((one) => context.enabled(one.rule) && isDue(one))
    .flatMap((one) =>
      placesOf(one, file).map(([node, name]) => noted(one.rule, node, `${name} ${one.says}`, one.guide)),
    );
  if (!context.enabled(binding)) return found;
  const imported = endingUses(file, builtin('process'), ['binding']).map(({ node }) => node);
  const bindings = [...imported, ...membersOfGlobal(file, 'process', 'binding')].map((node) =>
    noted(
      binding,
      node,
      'process.binding is deprecated and reaches into what Node.js may change at any time; use the public API',
      guideTo('dep0111-processbinding'),
    ),
  );
  return [...found, ...bindings];
}

/** Where it is used; a module as a whole, where it is named. */
function placesOf({ module, names }: Left, file: SourceFile): readonly (readonly [Node, string])[] {
  const references = file.bindings().moduleReferences(...builtin(module));
  if (names.length === 0)
    return references
      .filter(({ kind }) => kind !== 'mock')
      .map(({ source }) => [source, `node:${module}`] as const);
  const used = endingUses(file, builtin(module), names).map(
    ({ node, name }) => [node, `${module}.${name}`] as const,
  );
  const exported = references.flatMap(({ node }) => {
    const specifiers = node.type === 'ExportNamedDeclaration' ? node.specifiers : [];
    return specifiers.flatMap((one) => {
      const name =
        one.type === 'ExportSpecifier' && one.local.type === 'Identifier' ? one.local.name : undefined;
      return name !== undefined && names.includes(name) ? [[one, `${module}.${name}`] as const] : [];
    });
  });
  return [...used, ...exported];
}
