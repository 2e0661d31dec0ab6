/** Annotations of Python, in which names may be written anew that mean the same type. */
import type { SgNode } from '@ast-grep/napi';

/** In the annotation of a parameter, a result or a variable, and not handed to a function there: `Annotated[int, f(List)]`. */
export function isInAnnotation(node: SgNode): boolean {
  const above = node.ancestors();
  const outermost = above.findLastIndex((one) => one.kind() === 'type');
  const isCode = (one: SgNode) =>
    ['call', 'lambda', 'type_alias_statement', 'block'].includes(String(one.kind()));
  return outermost !== -1 && !above.slice(0, outermost + 2).some(isCode);
}

/** `x[a, b]`, in an annotation or elsewhere: the whole, and what stands between the brackets. */
export function subscriptOf(
  name: SgNode,
):
  | { readonly whole: SgNode; readonly items: readonly SgNode[]; readonly tokens: readonly SgNode[] }
  | undefined {
  const whole = name.parent();
  if (whole?.child(0)?.id() !== name.id()) return undefined;
  const tokens =
    whole.kind() === 'generic_type'
      ? (whole.child(1)?.children() ?? [])
      : whole.kind() === 'subscript'
        ? whole.children().slice(1)
        : [];
  const items = tokens.filter((one) => one.isNamed() && one.kind() !== 'comment');
  return items.length > 0 ? { whole, items, tokens } : undefined;
}
