import type { Node } from '@babel/types';
import type { Codemod, SourceFile } from '../../src/change/codemod.ts';
import {
  builtin,
  changed,
  endingUses,
  literalSaying,
  literalText,
  noted,
  type Part,
  replaced,
  resultOf,
} from '../../src/change/syntax.ts';

const rule = 'rsa-pss';
const guide = 'https://nodejs.org/api/deprecations.html#dep0154-rsa-pss-generate-key-pair-options';
const names: Readonly<Record<string, string>> = { hash: 'hashAlgorithm', mgf1Hash: 'mgf1HashAlgorithm' };

export const codemod: Codemod = {
  id: 'node-crypto-rsa-pss',
  title: 'Name the hashes of RSA-PSS keys as Node.js does now',
  revision: 1,
  level: 'required',
  trigger: { kind: 'runtime', name: 'node', crosses: '25.0.0' },
  languages: ['javascript', 'typescript'],
  hints: [
    ['rsa-pss', 'hash'],
    ['rsa-pss', 'mgf1Hash'],
  ],
  rules: [
    {
      id: rule,
      doc: "generateKeyPair('rsa-pss', { hash, mgf1Hash }) → { hashAlgorithm, mgf1HashAlgorithm }",
    },
  ],
  transform: (file, context) => resultOf(file, context.enabled(rule) ? parts(file) : []),
};

function parts(file: SourceFile): readonly Part[] {
  return endingUses(file, builtin('crypto'), ['generateKeyPair', 'generateKeyPairSync']).flatMap(
    ({ node, doing }) => {
      const parent = file.tree().parent(node);
      // promisify(generateKeyPair) is called elsewhere, with the same options.
      const calls =
        doing.kind === 'call' ? [doing.call] : parent?.type === 'CallExpression' ? callsOf(parent, file) : [];
      return calls.flatMap((call) => optionsOf(call.arguments, file));
    },
  );
}

function callsOf(promised: Node, file: SourceFile) {
  return file
    .bindings()
    .follow([{ node: promised, path: [] }])
    .flatMap(({ node, path }) => {
      const call = file.tree().parent(node);
      return path.length === 0 && call?.type === 'CallExpression' && call.callee === node ? [call] : [];
    });
}

function optionsOf([type, options]: readonly Node[], file: SourceFile): readonly Part[] {
  if (!type || !options || literalText(type) !== 'rsa-pss') return [];
  const given = options.type === 'ObjectExpression' ? options : file.bindings().standsFor(options);
  if (given?.type !== 'ObjectExpression')
    return [
      noted(
        rule,
        options,
        'these options are written elsewhere; say hashAlgorithm for hash and mgf1HashAlgorithm for mgf1Hash there',
        guide,
      ),
    ];
  return given.properties.flatMap((property) => {
    if (property.type !== 'ObjectProperty' || property.computed) return [];
    const { key } = property;
    const name = key.type === 'Identifier' ? key.name : key.type === 'StringLiteral' ? key.value : '';
    const to = Object.hasOwn(names, name) ? names[name] : undefined;
    if (to === undefined) return [];
    if (property.shorthand) return [changed([replaced(rule, property, `${to}: ${name}`)])];
    return [changed([replaced(rule, key, key.type === 'StringLiteral' ? literalSaying(file, key, to) : to)])];
  });
}
