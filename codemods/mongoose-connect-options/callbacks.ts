import type { CallExpression, Node } from '@babel/types';
import type { SourceFile } from '../../src/change/codemod.ts';
import { endingUses, noted, type Part } from '../../src/change/syntax.ts';
import { guides, rules } from './rules.ts';

/** Every call with a callback on mongoose itself, and on models and documents that are made in this file. */
export function callbacksIn(file: SourceFile): readonly Part[] {
  const connects = endingUses(file, ['mongoose'], ['connect', 'createConnection', 'disconnect']).flatMap(
    ({ doing }) => (doing.kind === 'call' ? [doing.call] : []),
  );
  const models = endingUses(file, ['mongoose'], ['model']).flatMap(({ doing }) =>
    doing.kind === 'call' ? [doing.call] : [],
  );
  const called = [...connects, ...callsOn(models, file)].filter((call) => hasCallback(call, file));
  return called.map((call) =>
    noted(rules.callback, call, 'mongoose 7 takes no callback; await what this call returns', guides.seven),
  );
}

/** `Model.find(…)`, `Model.find(…).sort(…).exec(…)`, `new Model().save(…)` */
function callsOn(models: readonly Node[], file: SourceFile): readonly CallExpression[] {
  const found: CallExpression[] = [];
  const waiting: Node[] = [...models];
  const seen = new Set<Node>();
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    for (const place of file.bindings().follow([{ node, path: [] }])) {
      const parent = file.tree().parent(place.node);
      const isMade = parent?.type === 'NewExpression' && parent.callee === place.node;
      const isCalled =
        parent?.type === 'CallExpression' && parent.callee === place.node && place.path.length > 0;
      if (isCalled) found.push(parent);
      if (isMade || isCalled) waiting.push(parent);
    }
  }
  return found;
}

/** Methods whose function is no callback of theirs. */
const takesFunction = new Set([
  'map',
  'forEach',
  'then',
  'catch',
  'finally',
  'transform',
  'eachAsync',
  'on',
  'once',
  'cast',
  'pre',
  'post',
  'orFail',
  '$where',
]);

function hasCallback({ callee, arguments: given }: CallExpression, file: SourceFile): boolean {
  const last = given.at(-1);
  if (!last) return false;
  const name =
    callee.type === 'MemberExpression' && callee.property.type === 'Identifier' ? callee.property.name : '';
  if (takesFunction.has(name)) return false;
  const meant = file.bindings().standsFor(last) ?? last;
  return /^(?:Arrow)?Function(?:Expression|Declaration)$/.test(meant.type);
}
