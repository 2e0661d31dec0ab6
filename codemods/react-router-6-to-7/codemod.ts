import type { Codemod } from '../../src/change/codemod.ts';
import { resultOf } from '../../src/change/syntax.ts';
import { flags } from './flags.ts';
import { imports } from './imports.ts';
import { removed } from './removed.ts';
import { rules, to } from './rules.ts';

/** Packages that import react-router-dom themselves and leave it to the application to install it. */
const guests =
  /^(?:react-router-(?:bootstrap|hash-link|cache-route|dom-v5-compat)|use-query-params|ra-core|react-admin|@refinedev\/react-router-v6|@backstage\/.+|@okta\/okta-react)$/;

export const codemod: Codemod = {
  id: 'react-router-6-to-7',
  title: 'Import React Router from react-router',
  revision: 1,
  level: 'required',
  trigger: [
    { kind: 'dependency', ecosystem: 'npm', name: 'react-router-dom', crosses: '7.0.0' },
    { kind: 'dependency', ecosystem: 'npm', name: 'react-router', crosses: '7.0.0' },
    { kind: 'dependency', ecosystem: 'npm', name: 'react-router', crosses: '8.0.0' },
  ],
  languages: ['javascript', 'typescript'],
  hints: [['react-router-dom'], ["'react-router'"], ['"react-router"']],
  rules: [
    { id: rules.import, doc: "'react-router-dom' → 'react-router'" },
    { id: rules.provider, doc: "RouterProvider of 'react-router-dom' → of 'react-router/dom'" },
    { id: rules.flag, doc: '{ v7_relativeSplatPath: true } and its like go', crosses: '7.0.0' },
    { id: rules.removed, doc: 'json, defer and what else is gone is told', crosses: '7.0.0' },
  ],
  transform(file, context) {
    const parts = [...imports(file), ...flags(file), ...removed(file)];
    return resultOf(
      file,
      parts.filter(({ edits, notes }) => [...edits, ...notes].every(({ rule }) => context.enabled(rule))),
    );
  },
  manifest({ dependencies }, { applied, noted, skipped, target }) {
    if (!applied.has(rules.import) && !applied.has(rules.provider)) return [];
    const isLeft =
      noted.has(rules.import) || skipped || [...dependencies.keys()].some((name) => guests.test(name));
    return [
      ...(dependencies.has(to)
        ? []
        : [
            {
              kind: 'add' as const,
              section: 'dependencies' as const,
              beside: 'react-router-dom',
              name: to,
              requirement: asBefore(dependencies.get('react-router-dom'), target),
            },
          ]),
      ...(isLeft ? [] : [{ kind: 'drop' as const, name: 'react-router-dom' }]),
    ];
  },
};

/** An exact version stays exact. */
const asBefore = (requirement: string | undefined, target: string | undefined): string =>
  target !== undefined && /^\d/.test(requirement ?? '') ? target : `^${target ?? '7.0.0'}`;
