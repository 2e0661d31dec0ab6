/** Everything a codemod may use besides the contract, behind one door. */
export type { ModuleReference, Place, Use } from './bindings.ts';
export {
  binding,
  isSimple,
  isTested,
  literalSaying,
  literalText,
  needsParentheses,
  textOf,
  tightnessOf,
} from './expressions.ts';
export { habitsOf } from './habits.ts';
export { besideImport, withoutUnused } from './imports.ts';
export { type NodeOf, spot } from './tree.ts';
