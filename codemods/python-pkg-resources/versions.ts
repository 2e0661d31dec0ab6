/** Where pkg_resources is asked for a version, and what is caught there. */
import type { SgNode } from '@ast-grep/napi';
import type { SourceFile } from '../../src/change/codemod.ts';
import {
  above,
  nodes,
  type PythonImport,
  pythonImports,
  pythonReads,
  pythonUses,
} from '../../src/change/syntax.ts';

export interface Asked {
  readonly versions: readonly (Place & { readonly argument: SgNode })[];
  readonly caught: readonly Place[];
}

interface Place {
  /** What is written anew. */
  readonly whole: SgNode;
  /** The name in it that an import brought. */
  readonly name: SgNode;
  readonly from: PythonImport;
}

export function versionsAsked(file: SourceFile): Asked {
  const errors = places(file, 'DistributionNotFound').filter(({ whole }) => isCaught(whole));
  const versions = places(file, 'get_distribution').flatMap(versionOf);
  const reads = pythonImports(file)
    .filter(({ module }) => module === 'pkg_resources')
    .flatMap((from) => pythonReads(file, from.local) ?? []);
  const isVersion = (node: SgNode) => versions.some(({ name }) => name.id() === node.id());
  const isError = (node: SgNode) => errors.some(({ name }) => name.id() === node.id());
  // What is caught has to be what is raised: a try that asks for anything else keeps its error, and so its question.
  const mixed = nodes(file, 'try_statement').filter((statement) => {
    const body = statement.field('body');
    const asked = reads.filter((node) => body && isWithin(node, body));
    const caught = reads.filter(
      (node) => isCaught(node) && above(node, 'try_statement')?.id() === statement.id(),
    );
    return caught.length > 0 && !(asked.length > 0 && asked.every(isVersion) && caught.every(isError));
  });
  const isFree = ({ whole }: Place) => !mixed.some((statement) => isWithin(whole, statement));
  return { versions: versions.filter(isFree), caught: errors.filter(isFree) };
}

/** Not an import that is the way out where another failed: `except ImportError: import pkg_resources`. */
const places = (file: SourceFile, member: string): readonly Place[] =>
  pythonUses(file, 'pkg_resources', member).flatMap(({ node: whole, from }) => {
    const name = from.name === undefined ? whole.child(0) : whole;
    return name && !above(from.statement, 'except_clause') ? [{ whole, name, from }] : [];
  });

/** `get_distribution('x').version`: the name alone, since the name may as well be a requirement. */
function versionOf({ whole, name, from }: Place): Asked['versions'] {
  const call = whole.parent();
  const member = call?.parent();
  const [argument, ...more] =
    call
      ?.child(1)
      ?.children()
      .filter((node) => node.isNamed()) ?? [];
  const isAsked =
    call?.kind() === 'call' &&
    call.child(0)?.id() === whole.id() &&
    member?.kind() === 'attribute' &&
    member.child(2)?.text() === 'version';
  if (!isAsked || !argument || more.length > 0) return [];
  return /^(?:__name__|__package__|(["'])[A-Za-z0-9][\w.-]*\1)$/.test(argument.text())
    ? [{ whole: member, name, from, argument }]
    : [];
}

/** In what an except clause names, not in what it does. */
function isCaught(node: SgNode): boolean {
  return above(node, 'except_clause', 'block')?.kind() === 'except_clause';
}

const isWithin = (node: SgNode, outer: SgNode): boolean =>
  node.ancestors().some((one) => one.id() === outer.id());
