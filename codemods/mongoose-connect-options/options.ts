import type { Node } from '@babel/types';
import type { SourceFile } from '../../src/change/codemod.ts';
import {
  changed,
  type endingUses,
  literalText,
  type NodeOf,
  noted,
  type Part,
  propertyName,
  replaced,
  spot,
  withoutItems,
  withoutStatements,
} from '../../src/change/syntax.ts';
import { dropped, guides, rules } from './rules.ts';

type EndingUse = ReturnType<typeof endingUses>[number];

export function connectOptions({ doing }: EndingUse, file: SourceFile): readonly Part[] {
  if (doing.kind !== 'call') return [];
  const { call } = doing;
  return call.arguments.slice(0, 2).flatMap((argument, at) => {
    const before = call.arguments[at - 1];
    if (argument.type === 'ObjectExpression') return optionsIn(argument, before);
    const given = file.bindings().standsFor(argument);
    if (given?.type !== 'ObjectExpression') return [];
    if (isFor(argument, file)) return optionsIn(given);
    const inIt = given.properties.some((one) => [...dropped, 'poolSize'].includes(propertyName(one) ?? ''));
    return inIt
      ? [
          noted(
            rules.option,
            argument,
            'these options are used elsewhere too; take out what mongoose 6 does not know',
            guides.six,
          ),
        ]
      : [];
  });
}

/** Whether the name is used for nothing but connecting here. */
function isFor(name: Node, file: SourceFile): boolean {
  const binding = file.bindings().bindingOf(name);
  const [id] = binding?.declared ?? [];
  const declaration = id && [...file.tree().ancestors(id)].find(({ type }) => type === 'VariableDeclaration');
  const isExported = declaration && file.tree().parent(declaration)?.type === 'ExportNamedDeclaration';
  return binding?.reads.length === 1 && !isExported;
}

function optionsIn(object: NodeOf<'ObjectExpression'>, before?: Node): readonly Part[] {
  const going = object.properties.filter((one) => dropped.includes(propertyName(one) ?? ''));
  const notes = going.filter((one) => !isAsAlways(one)).map((one) => unlike(one, rules.option));
  const pool = object.properties.flatMap((property) => poolSize(property));
  if (going.length === 0) return pool;
  if (going.length < object.properties.length) {
    const edits = withoutItems(object.properties, going).map(({ start, end, text }) =>
      replaced(rules.option, { start, end }, text),
    );
    return [changed(edits, ...going), ...pool, ...notes];
  }
  const edit = before
    ? replaced(rules.option, { start: spot(before).end, end: spot(object).end }, '')
    : replaced(rules.option, object, '{}');
  return [changed([edit], object), ...notes];
}

/** What an option had to be for nothing to change without it. */
function isAsAlways(property: Node): boolean {
  if (property.type !== 'ObjectProperty') return false;
  const { value } = property;
  const usual = propertyName(property) !== 'useFindAndModify';
  return value.type === 'BooleanLiteral' && value.value === usual;
}

function unlike(at: Node, rule: string): Part {
  const name = propertyName(at) ?? '';
  const usual = name !== 'useFindAndModify';
  return noted(
    rule,
    at,
    `mongoose 6 always behaves as with ${name}: ${usual}; see that this fits`,
    guides.six,
  );
}

function poolSize(property: Node): readonly Part[] {
  if (property.type !== 'ObjectProperty' || propertyName(property) !== 'poolSize') return [];
  const { key } = property;
  if (property.shorthand) return [changed([replaced(rules.poolSize, property, 'maxPoolSize: poolSize')])];
  const { start, end } = spot(key);
  const inside = key.type === 'StringLiteral' ? { start: start + 1, end: end - 1 } : { start, end };
  return [changed([replaced(rules.poolSize, inside, 'maxPoolSize')])];
}

/** `mongoose.set('useCreateIndex', true);` */
export function settings({ doing }: EndingUse, file: SourceFile): readonly Part[] {
  if (doing.kind !== 'call') return [];
  const { call } = doing;
  const [option, value] = call.arguments;
  const name = option && literalText(option);
  if (!option || name === undefined || !dropped.includes(name)) return [];
  const statement = file.tree().parent(call);
  if (statement?.type !== 'ExpressionStatement')
    return [
      noted(rules.set, call, `mongoose 6 does not know ${name}; take this call out by hand`, guides.six),
    ];
  const usual = name !== 'useFindAndModify';
  const fits = value?.type === 'BooleanLiteral' && value.value === usual;
  const edits = withoutStatements([statement], file).map(({ start, end, text }) =>
    replaced(rules.set, { start, end }, text),
  );
  const note = noted(
    rules.set,
    call,
    `mongoose 6 always behaves as with ${name}: ${usual}; see that this fits`,
    guides.six,
  );
  return [changed(edits, statement), ...(fits ? [] : [note])];
}
