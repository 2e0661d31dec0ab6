import type { Codemod } from '../../src/change/codemod.ts';
import { endingUses, resultOf } from '../../src/change/syntax.ts';
import { callbacksIn } from './callbacks.ts';
import { connectOptions, settings } from './options.ts';
import { dropped, rules } from './rules.ts';

export const codemod: Codemod = {
  id: 'mongoose-connect-options',
  title: 'Connect to MongoDB without the options that mongoose 6 took away',
  revision: 1,
  level: 'required',
  trigger: [
    { kind: 'dependency', ecosystem: 'npm', name: 'mongoose', crosses: '6.0.0' },
    { kind: 'dependency', ecosystem: 'npm', name: 'mongoose', crosses: '7.0.0' },
  ],
  languages: ['javascript', 'typescript'],
  hints: [['mongoose']],
  rules: [
    { id: rules.option, doc: `${dropped.join(', ')} of connect and createConnection go` },
    { id: rules.poolSize, doc: '{ poolSize: n } → { maxPoolSize: n }' },
    { id: rules.set, doc: "mongoose.set('useCreateIndex', true); and its like go" },
    { id: rules.callback, doc: 'callbacks, which mongoose 7 no longer takes, are listed' },
  ],
  transform(file, context) {
    const uses = endingUses(file, ['mongoose'], ['connect', 'createConnection', 'set']);
    const parts = uses.flatMap((use) =>
      use.name === 'set' ? settings(use, file) : connectOptions(use, file),
    );
    const sevenOn = context.target === undefined || Number.parseInt(context.target, 10) >= 7;
    const all = [...parts, ...(sevenOn ? callbacksIn(file) : [])];
    return resultOf(
      file,
      all.filter(({ edits, notes }) => [...edits, ...notes].every(({ rule }) => context.enabled(rule))),
    );
  },
};
