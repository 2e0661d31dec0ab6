import type { CallExpression, Node } from '@babel/types';
import type { Codemod, Context, SourceFile } from '../../src/change/codemod.ts';
import {
  changed,
  isStep,
  literalText,
  type ModuleReference,
  namedInstead,
  noted,
  type Part,
  type Place,
  replaced,
  resultOf,
  spot,
  type Use,
} from '../../src/change/syntax.ts';

const guide = 'https://github.com/tj/commander.js/blob/master/docs/release-policy.md';
const changelog = 'https://github.com/tj/commander.js/blob/master/CHANGELOG.md#700-2021-01-15';

export const codemod: Codemod = {
  id: 'commander-program',
  title: 'Take program and its options from commander as they are since 7 and 8',
  revision: 1,
  level: 'required',
  trigger: [
    { kind: 'dependency', ecosystem: 'npm', name: 'commander', crosses: '7.0.0' },
    { kind: 'dependency', ecosystem: 'npm', name: 'commander', crosses: '8.0.0' },
  ],
  languages: ['javascript', 'typescript'],
  hints: [["'commander'"], ['"commander"']],
  rules: [
    {
      id: 'program',
      doc: "const program = require('commander') → const { program } = require('commander')",
      crosses: '8.0.0',
    },
    {
      id: 'options',
      doc: 'program.port → program.opts().port, for options that are declared',
      crosses: '7.0.0',
    },
  ],
  transform(file, context) {
    const uses = file.bindings().uses('commander');
    const byReference = Map.groupBy(uses, ({ from }) => from);
    const imports = context.enabled('program')
      ? file
          .bindings()
          .moduleReferences('commander')
          .flatMap((reference) => imported(file, reference, byReference.get(reference) ?? []))
      : [];
    return resultOf(file, [...imports, ...options(file, uses, context)]);
  },
};

/** What the module has besides `program` itself. */
const exports = new Set([
  'program',
  'Command',
  'Option',
  'Argument',
  'Help',
  'CommanderError',
  'InvalidArgumentError',
  'InvalidOptionArgumentError',
  'createCommand',
  'createOption',
  'createArgument',
]);

/** The module was the program; now that is an export of it. */
function imported(file: SourceFile, reference: ModuleReference, uses: readonly Use[]): readonly Part[] {
  const rule = 'program';
  const asProgram = uses.filter(({ node, path: [name, more] }) =>
    name === undefined ? isHandedOn(file, node) : more === undefined && !exports.has(name),
  );
  if (asProgram.length === 0) return [];
  const asModule = uses.filter(({ path: [name] }) => name !== undefined && exports.has(name));
  const named = asModule.length > 0 ? undefined : namedInstead(file, reference, 'program');
  return named
    ? [changed(named.map((change) => replaced(rule, change, change.text)))]
    : [
        noted(
          rule,
          reference.node,
          'the module commander is no program any more; take program from it by name',
          guide,
        ),
      ];
}

function isHandedOn(file: SourceFile, node: Node): boolean {
  const parent = file.tree().parent(node);
  if (!parent || parent.type === 'MemberExpression' || parent.type === 'ExpressionStatement') return false;
  return (
    !isStep(node, parent, file) && parent.type !== 'VariableDeclarator' && parent.type !== 'TSQualifiedName'
  );
}

/** Options are read by `opts()`, unless they are asked to stand on the program as before. */
function options(file: SourceFile, uses: readonly Use[], context: Context): readonly Part[] {
  if (!context.enabled('options')) return [];
  const members = programsOf(file, uses);
  const isKept = members.some(({ path }) => path.at(-1) === 'storeOptionsAsProperties');
  const declared = new Set(members.flatMap((place) => optionNames(file, place)));
  if (isKept || declared.size === 0) return [];
  return members.flatMap((place): readonly Part[] => {
    const [name = '', more] = place.path;
    const { node } = place;
    if (more !== undefined || !declared.has(name) || node.type !== 'MemberExpression') return [];
    const parent = file.tree().parent(node);
    const isCalled = parent?.type === 'CallExpression' && parent.callee === node;
    if (ofCommand.has(name))
      return isCalled
        ? []
        : [
            noted(
              'options',
              node,
              `${name} is a member of every command; read the option by opts().${name}`,
              changelog,
            ),
          ];
    const isWritten = parent?.type === 'AssignmentExpression' && parent.left === node;
    if (isWritten)
      return [
        noted('options', node, 'options stand in opts() since commander 7; set this one there', changelog),
      ];
    const at = spot(node.object).end;
    return [changed([replaced('options', { start: at, end: at }, '.opts()')])];
  });
}

/** Members every command has, by which an option could be called too. */
const ofCommand = new Set([
  'action',
  'addCommand',
  'addOption',
  'alias',
  'aliases',
  'allowUnknownOption',
  'args',
  'arguments',
  'command',
  'commands',
  'description',
  'help',
  'helpInformation',
  'helpOption',
  'name',
  'on',
  'once',
  'option',
  'options',
  'opts',
  'outputHelp',
  'parent',
  'parse',
  'parseAsync',
  'parseOptions',
  'rawArgs',
  'requiredOption',
  'usage',
  'version',
]);

/** Members of programs: the one of the module, those of `new Command()`, and what their chained calls give. */
function programsOf(file: SourceFile, uses: readonly Use[]): readonly Place[] {
  const roots = uses.flatMap(({ node, path, from }): Place[] => {
    const parent = file.tree().parent(node);
    const made = path.join('.') === 'Command' && parent?.type === 'NewExpression' && parent.callee === node;
    if (made) return [{ node: parent, path: [] }];
    const isProgram = path.join('.') === 'program' || (path.length === 0 && from.kind !== 'mock');
    return isProgram ? [{ node, path: [] }] : [];
  });
  const found: Place[] = [];
  const seen = new Set<Node>();
  const open = [...roots];
  for (let root = open.pop(); root; root = open.pop()) {
    if (seen.has(root.node)) continue;
    seen.add(root.node);
    for (const place of file.bindings().follow([root])) {
      if (place.path.length === 0) continue;
      if (!found.some(({ node }) => node === place.node)) found.push(place);
      const call = callOf(file, place);
      // `command()` begins another one, whose options are its own.
      const isChained = call && place.path.length === 1 && chained.has(place.path[0] ?? '');
      if (isChained) open.push({ node: call, path: [] });
    }
  }
  return found;
}

/** Methods that give the command they were called on. */
const chained = new Set([
  'option',
  'requiredOption',
  'addOption',
  'version',
  'description',
  'usage',
  'name',
  'arguments',
  'argument',
  'allowUnknownOption',
  'parse',
  'action',
  'on',
  'helpOption',
  'alias',
  'addHelpText',
  'showHelpAfterError',
]);

function callOf(file: SourceFile, { node }: Place): CallExpression | undefined {
  const parent = file.tree().parent(node);
  return parent?.type === 'CallExpression' && parent.callee === node ? parent : undefined;
}

/** `-p, --port-number <n>` is `portNumber`, `--no-colour` is `colour`. */
function optionNames(file: SourceFile, place: Place): readonly string[] {
  const [method, more] = place.path;
  const call = callOf(file, place);
  if (!call || more !== undefined || (method !== 'option' && method !== 'requiredOption')) return [];
  const flags = call.arguments[0] && literalText(call.arguments[0]);
  const long = flags && /--(?:no-)?([a-z][\w-]*)/i.exec(flags)?.[1];
  return long ? [long.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())] : [];
}
