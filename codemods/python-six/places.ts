/** Where six is used, by which import, and what came of it. */
import type { SgNode } from '@ast-grep/napi';
import type { SourceFile } from '../../src/change/codemod.ts';
import {
  above,
  canImport,
  meansBuiltin,
  type PythonChange,
  type PythonImport,
  pythonImports,
  pythonReads,
} from '../../src/change/syntax.ts';
import { movedModules, movedNames, own } from './names.ts';

export interface Place {
  /** `text_type`, `moves.urllib` */
  readonly member: string;
  /** `six.text_type`, or the name that an import gave it. */
  readonly node: SgNode;
  readonly from: PythonImport;
}

export interface Rewrite {
  readonly changes: readonly PythonChange[];
  /** Modules that have to come in. */
  readonly modules: readonly string[];
}

export const rewritten = (changes: readonly PythonChange[], ...modules: readonly string[]): Rewrite => ({
  changes,
  modules,
});

/** What six is by itself: not where it may be missing. */
export function placesOf(file: SourceFile): readonly Place[] {
  const all = pythonImports(file);
  const isOnly = ({ local }: PythonImport) =>
    all.every((one) => one.local.split('.')[0] !== local.split('.')[0] || isSix(one));
  const places = new Map<number, Place>();
  for (const from of all.filter(
    (one) => isSix(one) && isOnly(one) && !above(one.statement, 'try_statement'),
  )) {
    const { name, local, module, isAliased } = from;
    if (name !== undefined) {
      if (module !== 'six' || name === 'moves') continue;
      for (const node of pythonReads(file, local) ?? []) places.set(node.id(), { member: name, node, from });
      continue;
    }
    if (isAliased && module !== 'six') continue;
    for (const read of pythonReads(file, local.split('.')[0] ?? '') ?? []) {
      const node = read.parent();
      const isMember = node?.kind() === 'attribute' && node.child(0)?.id() === read.id();
      const member = isMember ? node.child(2)?.text() : undefined;
      if (!node || member === undefined || places.has(node.id())) continue;
      const deeper = node.parent();
      if (member !== 'moves') places.set(node.id(), { member, node, from });
      else if (deeper?.kind() === 'attribute')
        places.set(deeper.id(), { member: `moves.${deeper.child(2)?.text()}`, node: deeper, from });
    }
  }
  return [...places.values()];
}

const isSix = ({ module }: PythonImport) => module === 'six' || module.startsWith('six.');

/** The call of which a node is the function, with arguments that are neither named nor spread. */
export function callOf(
  node: SgNode,
): { readonly call: SgNode; readonly args: readonly SgNode[] } | undefined {
  const call = node.parent();
  const list = call?.child(1);
  if (call?.kind() !== 'call' || call.child(0)?.id() !== node.id() || list?.kind() !== 'argument_list')
    return undefined;
  const args = list.children().filter((one) => one.isNamed());
  const odd = ['keyword_argument', 'list_splat', 'dictionary_splat', 'comment', 'for_in_clause'];
  return args.some((one) => odd.includes(String(one.kind()))) ? undefined : { call, args };
}

/** Names that the same run makes free: `from six.moves import range` is the builtin, `urllib` and `queue` the modules. */
export const isBuiltinBesideSix = (file: SourceFile, name: string): boolean =>
  meansBuiltin(file, name, (one) => one.module === 'six.moves' && own(movedNames, one.name ?? '') === name);

export const canImportBesideSix = (file: SourceFile, module: string): boolean =>
  canImport(file, module, ({ module: from, name = '', local }) => {
    const to = name === 'urllib' ? name : own(movedModules, name);
    return from === 'six.moves' && to === local;
  });
