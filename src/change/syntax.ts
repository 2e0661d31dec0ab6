/** Everything a codemod may use, behind one door. Codemods of others know it as `springtide/codemod`. */

export { importing } from './added-import.ts';
export type { ModuleReference, Place, Use } from './bindings.ts';
export {
  callbackified,
  callbackOf,
  isLetGo,
  isPromisify,
  isWaitedFor,
  promised,
} from './callbacks.ts';
export type * from './codemod.ts';
export { withLineEndsOf } from './edits.ts';
export {
  binding,
  isSimple,
  isTested,
  literalSaying,
  literalText,
  needsParentheses,
  propertyName,
  textOf,
  tightnessOf,
} from './expressions.ts';
export {
  changeGoImports,
  type GoImport,
  goImports,
  goMembers,
  isPackageName,
  rangeOf,
} from './go-imports.ts';
export { habitsOf } from './habits.ts';
export { besideImport, withoutItems, withoutStatements, withoutUnused } from './imports.ts';
export { changeObject, jsonAt, type ObjectChange } from './json-edits.ts';
export { moveUses } from './move-uses.ts';
export { namedInstead } from './named-instead.ts';
export { parsedModule } from './parse.ts';
export { changed, noted, type Part, replaced, resultOf, sharing } from './part.ts';
export { isInAnnotation, subscriptOf } from './python-annotations.ts';
export {
  canImport,
  changePythonImports,
  isHandedOn,
  isReadOnlyIn,
  isUnreadWithout,
  meansBuiltin,
} from './python-imports.ts';
export {
  type Lines,
  linesOf,
  ownsItsLines,
  statementsOf,
  withoutLines,
  withoutPythonStatements,
} from './python-lines.ts';
export {
  above,
  type Change as PythonChange,
  indentOf,
  isBuiltin,
  itemsOf as pythonItemsOf,
  moduleOf,
  movePythonNames,
  nodes,
  type PythonImport,
  pythonImports,
  pythonReads,
  pythonUses,
  withoutImportItems,
} from './python-names.ts';
export { renamedSource } from './renamed-source.ts';
export { type NodeOf, spot } from './tree.ts';
export { asValue, builtin, endingUses, isStep, membersOfGlobal } from './uses.ts';
export { entriesOf, itemsOf, scalarOf, type YamlEntry, yamlAt } from './yaml-nodes.ts';
