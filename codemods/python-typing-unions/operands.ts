/**
 * What may stand beside `|`. Evaluated in Python 3.10, a string or a function there is an error, which `Optional` never was: of
 * `threading.Lock`, `callable`, and `NamedTuple` the typing module made an annotation all the same.
 */
import type { SgNode } from '@ast-grep/napi';
import type { SourceFile } from '../../src/change/codemod.ts';
import { isBuiltin, nodes, pythonImports } from '../../src/change/syntax.ts';

export type Operand = 'yes' | 'perhaps' | 'no';

const builtinClasses = new Set(
  'bool bytearray bytes complex dict float frozenset int list memoryview object set slice str tuple type'.split(
    ' ',
  ),
);
/** Tried on 3.10 to 3.13. */
const notOfTyping = new Set([
  'ClassVar',
  'Final',
  'Generic',
  'NamedTuple',
  'Protocol',
  'Required',
  'NotRequired',
  'TypedDict',
]);
const isErrorName = /^[A-Z]\w*(?:Error|Exception|Warning|Interrupt|Exit|Iteration)$|^(?:Base)?Exception$/;
/** Functions called as classes are, until 3.13 or still: https://docs.python.org/3/library/threading.html#threading.Lock */
const functionsLikeClasses = /^(?:threading|multiprocessing|mp)\.|(?:^|\.)R?Lock$/;

export function operandsOf(file: SourceFile, isPostponed: boolean): (item: SgNode) => Operand {
  const classes = new Set(nodes(file, 'class_definition').map((node) => node.field('name')?.text()));
  const unknown = (name: string): Operand => {
    if (functionsLikeClasses.test(name)) return isPostponed ? 'perhaps' : 'no';
    if (isPostponed) return 'yes';
    return /(?:^|\.)_?[A-Z]\w*$/.test(name) ? 'perhaps' : 'no';
  };
  const named = (name: string): Operand => {
    const from = pythonImports(file).find(({ local }) => local === name);
    if (from?.module === 'typing') return notOfTyping.has(from.name ?? '') ? 'no' : 'yes';
    if (from) return unknown(`${from.module}.${from.name}`);
    if (classes.has(name)) return 'yes';
    if (builtinClasses.has(name) || isErrorName.test(name)) return isBuiltin(file, name) ? 'yes' : 'no';
    return assigned(name);
  };
  /** `T = TypeVar('T')`, `Json = Dict[str, Any]` */
  const assigned = (name: string): Operand => {
    const values = nodes(file, 'assignment')
      .filter((node) => node.child(0)?.text() === name)
      .map((node) => node.field('right'));
    const isType = (value: SgNode | null | undefined) =>
      value?.kind() === 'subscript' ||
      /^(?:typing\.)?(?:TypeVar|NewType|ParamSpec)\(/.test(value?.text() ?? '');
    if (values.length > 0) return values.every(isType) ? 'yes' : isPostponed ? 'perhaps' : 'no';
    return unknown(name);
  };
  const member = (name: string): Operand => {
    const [first = '', ...rest] = name.split('.');
    const from = pythonImports(file).find(
      ({ local, name: imported }) => local === first && imported === undefined,
    );
    if (from?.module === 'typing') return notOfTyping.has(rest.join('.')) ? 'no' : 'yes';
    return unknown(from?.isAliased ? [from.module, ...rest].join('.') : name);
  };
  return function judge(item: SgNode): Operand {
    const [inner] = item.children();
    switch (item.kind()) {
      case 'type':
        return inner ? judge(inner) : 'no';
      case 'none':
        return 'yes';
      case 'identifier':
        return named(item.text());
      case 'attribute':
        return /^[\w.]+$/.test(item.text()) ? member(item.text()) : 'no';
      case 'generic_type':
      case 'subscript':
        return inner ? judge(inner) : 'no';
      case 'union_type':
      case 'binary_operator': {
        const sides = item
          .children()
          .filter((node) => node.isNamed())
          .map(judge);
        return sides.includes('no') ? 'no' : sides.includes('perhaps') ? 'perhaps' : 'yes';
      }
      default:
        return 'no';
    }
  };
}
