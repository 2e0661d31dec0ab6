/** The written types of `params` and `searchParams`, where they stand in the same file. */
import type { Node } from '@babel/types';
import type { SourceFile } from '../../src/change/codemod.ts';
import { propertyName, textOf } from '../../src/change/syntax.ts';

export interface Typed {
  /** The types to wrap, by name. */
  readonly types: ReadonlyMap<string, Node>;
  /** Written as promises already: nothing is left to do for them. */
  readonly done: readonly string[];
  /** `Props['params']`, which meant what was waited for. */
  readonly indexed: readonly Node[];
  /** Whether it is declared where we cannot see who else means it. */
  readonly elsewhere: boolean;
}

const nothing: Typed = { types: new Map(), done: [], indexed: [], elsewhere: false };
const ofNext = ['PageProps', 'LayoutProps', 'RouteContext'];
const names = ['params', 'searchParams'];

export function typesOf(file: SourceFile, fn: Node, param: Node, holders: readonly Node[]): Typed {
  const annotation =
    'typeAnnotation' in param ? (param.typeAnnotation as Node | null | undefined) : undefined;
  const type = annotation?.type === 'TSTypeAnnotation' ? annotation.typeAnnotation : propsIn(file, fn);
  return type ? within(file, type, holders) : nothing;
}

/** What says the type of a component: `const Page: FC<Props> = …` */
export function annotatedBy(file: SourceFile, fn: Node): Node | undefined {
  const declarator = file.tree().parent(fn);
  const id = declarator?.type === 'VariableDeclarator' && declarator.init === fn ? declarator.id : undefined;
  const annotation = id?.type === 'Identifier' ? id.typeAnnotation : undefined;
  return annotation?.type === 'TSTypeAnnotation' ? annotation.typeAnnotation : undefined;
}

function propsIn(file: SourceFile, fn: Node): Node | undefined {
  const type = annotatedBy(file, fn);
  if (type?.type !== 'TSTypeReference') return undefined;
  const isComponent = /(?:^|\.)(?:FC|FunctionComponent|NextPage)$/.test(textOf(file, type.typeName));
  return isComponent ? type.typeArguments?.params[0] : undefined;
}

function within(file: SourceFile, type: Node, holders: readonly Node[]): Typed {
  switch (type.type) {
    case 'TSTypeLiteral':
      return ofMembers(file, type.members);
    case 'TSIntersectionType':
      return merged(type.types.map((one) => within(file, one, holders)));
    case 'TSTypeReference': {
      const name = textOf(file, type.typeName);
      const inner = type.typeArguments?.params[0];
      if (/^(?:React\.)?(?:PropsWithChildren|Readonly)$/.test(name) && inner)
        return within(file, inner, holders);
      const binding =
        type.typeName.type === 'Identifier' ? file.bindings().bindingOf(type.typeName) : undefined;
      const [id] = binding?.declared ?? [];
      const declaration = id && file.tree().parent(id);
      if (!binding || !declaration)
        return ofNext.includes(name) ? { ...nothing, done: names } : { ...nothing, elsewhere: true };
      const others = binding.reads.filter(
        (read) => !holders.some((one) => [...file.tree().ancestors(read)].includes(one)),
      );
      const indexed = others.map((read) => indexedBy(file, read));
      const isOurs =
        file.tree().parent(declaration)?.type !== 'ExportNamedDeclaration' &&
        indexed.every((one) => one !== undefined);
      const found =
        declaration.type === 'TSInterfaceDeclaration'
          ? ofMembers(file, declaration.body.body)
          : declaration.type === 'TSTypeAliasDeclaration'
            ? within(file, declaration.typeAnnotation, holders)
            : { ...nothing, elsewhere: true };
      if (found.types.size === 0) return found;
      return isOurs
        ? { ...found, indexed: indexed.flatMap((one) => one ?? []) }
        : { ...found, types: new Map(), elsewhere: true };
    }
    case 'TSAnyKeyword':
      return nothing;
    default:
      return { ...nothing, elsewhere: true };
  }
}

/** `Props['params']` around the name of the type. */
function indexedBy(file: SourceFile, read: Node): Node | undefined {
  const reference = file.tree().parent(read);
  const access = reference && file.tree().parent(reference);
  if (access?.type !== 'TSIndexedAccessType' || access.objectType !== reference) return undefined;
  const { indexType } = access;
  const isNamed =
    indexType.type === 'TSLiteralType' &&
    indexType.literal.type === 'StringLiteral' &&
    names.includes(indexType.literal.value);
  return isNamed ? access : undefined;
}

function ofMembers(file: SourceFile, members: readonly Node[]): Typed {
  return merged(
    members.flatMap((member): readonly Typed[] => {
      const name = propertyName(member);
      if (member.type !== 'TSPropertySignature' || name === undefined || !names.includes(name)) return [];
      const type = member.typeAnnotation?.typeAnnotation;
      if (!type) return [];
      if (/^Promise\b/.test(textOf(file, type))) return [{ ...nothing, done: [name] }];
      return type.type === 'TSAnyKeyword' ? [] : [{ ...nothing, types: new Map([[name, type]]) }];
    }),
  );
}

const merged = (all: readonly Typed[]): Typed => ({
  types: new Map(all.flatMap(({ types }) => [...types])),
  done: all.flatMap(({ done }) => done),
  indexed: all.flatMap(({ indexed }) => indexed),
  elsewhere: all.some(({ elsewhere }) => elsewhere),
});
