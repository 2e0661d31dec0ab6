import type { Codemod, SourceFile } from '../../src/change/codemod.ts';
import {
  builtin,
  changed,
  endingUses,
  literalSaying,
  type Part,
  replaced,
  resultOf,
} from '../../src/change/syntax.ts';

const rule = 'bytes-read';
const makers = [
  'Deflate',
  'DeflateRaw',
  'Gzip',
  'Gunzip',
  'Inflate',
  'InflateRaw',
  'Unzip',
  'BrotliCompress',
  'BrotliDecompress',
  'ZstdCompress',
  'ZstdDecompress',
];

export const codemod: Codemod = {
  id: 'node-zlib-bytes',
  title: 'Ask zlib streams for bytesWritten',
  revision: 1,
  level: 'required',
  trigger: { kind: 'runtime', name: 'node', crosses: '24.0.0' },
  languages: ['javascript', 'typescript'],
  hints: [['zlib', 'bytesRead']],
  rules: [{ id: rule, doc: 'zlib.createGzip().bytesRead → .bytesWritten' }],
  transform: (file, context) => resultOf(file, context.enabled(rule) ? parts(file) : []),
};

function parts(file: SourceFile): readonly Part[] {
  const names = makers.flatMap((name) => [`create${name}`, name]);
  const tree = file.tree();
  const streams = endingUses(file, builtin('zlib'), names).flatMap(({ node }) => {
    const made = tree.parent(node);
    return (made?.type === 'CallExpression' || made?.type === 'NewExpression') && made.callee === node
      ? [made]
      : [];
  });
  return file
    .bindings()
    .follow(streams.map((node) => ({ node, path: [] })))
    .flatMap(({ node, path }) => {
      if (path.join('.') !== 'bytesRead' || node.type !== 'MemberExpression') return [];
      const { property } = node;
      const text =
        property.type === 'StringLiteral' ? literalSaying(file, property, 'bytesWritten') : 'bytesWritten';
      return [changed([replaced(rule, property, text)])];
    });
}
