import type { Codemod } from '../../src/change/codemod.ts';
import { rangeOf } from '../../src/change/syntax.ts';

const rule = 'any';

export const codemod: Codemod = {
  id: 'go-interface-any',
  title: 'Write any instead of interface{}',
  revision: 1,
  level: 'modernise',
  trigger: { kind: 'runtime', name: 'go', crosses: '1.18' },
  languages: ['go'],
  hints: [['interface{}'], ['interface {}']],
  rules: [{ id: rule, doc: 'interface{} → any' }],
  transform(file, context) {
    // Where a file has an `any` of its own, nobody can tell what the word means in the next line.
    if (!context.enabled(rule) || !isFree(file)) return { kind: 'result', edits: [], notes: [] };
    const edits = file
      .sg()
      .findAll({ rule: { kind: 'interface_type' } })
      .filter((node) => /^interface\s*\{\s*\}$/.test(node.text()))
      .map((node) => ({ ...rangeOf(node), text: 'any', rule, sure: true }));
    return { kind: 'result', edits, notes: [] };
  },
};

/** Nothing declares `any`, but types may use it already. */
function isFree(file: Parameters<Codemod['transform']>[0]): boolean {
  const declares = file.sg().findAll({
    rule: {
      regex: '^any$',
      any: [
        { kind: 'identifier' },
        { kind: 'type_identifier', inside: { kind: 'type_spec', field: 'name' } },
        { kind: 'type_identifier', inside: { kind: 'type_alias', field: 'name' } },
      ],
    },
  });
  return declares.length === 0;
}
