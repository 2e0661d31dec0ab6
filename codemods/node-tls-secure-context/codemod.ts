import type { Codemod } from '../../src/change/codemod.ts';
import {
  asValue,
  builtin,
  changed,
  endingUses,
  importing,
  noted,
  replaced,
  resultOf,
} from '../../src/change/syntax.ts';

const rule = 'create-credentials';
const guide = 'https://nodejs.org/api/deprecations.html#dep0010-cryptocreatecredentials';

export const codemod: Codemod = {
  id: 'node-tls-secure-context',
  title: 'Use tls.createSecureContext',
  revision: 1,
  level: 'required',
  trigger: { kind: 'runtime', name: 'node', crosses: '11.0.0' },
  languages: ['javascript', 'typescript'],
  hints: [['createCredentials', 'crypto']],
  rules: [{ id: rule, doc: 'crypto.createCredentials(o) → createSecureContext(o) of node:tls' }],
  transform(file, context) {
    const uses = context.enabled(rule) ? endingUses(file, builtin('crypto'), ['createCredentials']) : [];
    const nodes = uses.map(({ node }) => node);
    const wished = {
      modules: ['node:tls', 'tls'],
      export: 'createSecureContext',
      local: 'createSecureContext',
    };
    const tls = nodes.length > 0 ? importing(file, wished, nodes, rule) : undefined;
    if (!tls)
      return resultOf(
        file,
        nodes.map((node) =>
          noted(rule, node, 'createCredentials is gone; use createSecureContext of node:tls by hand', guide),
        ),
      );
    const edits = nodes.map((node) => {
      const { node: at, text } = asValue(file, node, tls.local);
      return replaced(rule, at, text);
    });
    return resultOf(file, [changed([...edits, ...tls.edits], ...nodes)]);
  },
};
