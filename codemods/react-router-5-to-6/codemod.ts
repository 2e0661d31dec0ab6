import type { Codemod } from '../../src/change/codemod.ts';
import { resultOf } from '../../src/change/syntax.ts';
import { histories } from './history.ts';
import { links } from './links.ts';
import { removed } from './removed.ts';
import { routes } from './routes.ts';
import { rules } from './rules.ts';

export const codemod: Codemod = {
  id: 'react-router-5-to-6',
  title: 'Migrate to the routes of React Router 6',
  revision: 1,
  level: 'required',
  trigger: [
    { kind: 'dependency', ecosystem: 'npm', name: 'react-router-dom', crosses: '6.0.0' },
    { kind: 'dependency', ecosystem: 'npm', name: 'react-router', crosses: '6.0.0' },
  ],
  languages: ['javascript', 'typescript'],
  hints: [['react-router-dom'], ["'react-router'"], ['"react-router"']],
  rules: [
    {
      id: rules.routes,
      doc: '<Switch><Route component={A} /></Switch> → <Routes><Route element={<A />} /></Routes>',
    },
    { id: rules.navigate, doc: '<Redirect to="/" /> → <Navigate to="/" replace />' },
    { id: rules.history, doc: 'useHistory().push(x) → useNavigate()(x)' },
    { id: rules.link, doc: 'NavLink exact → end, activeClassName → className, state of a link beside to' },
    { id: rules.removed, doc: 'withRouter, Prompt, useRouteMatch and what else is gone is told' },
  ],
  survey: {
    files: /\.[cm]?[jt]sx?$/,
    of: (_path, text) =>
      /<(?:\w+\.)?Switch\b/.test(text) && text.includes('react-router') ? ['Switch'] : [],
  },
  transform(file, context) {
    const switches = [...context.surveyed.values()].filter((said) => said.length > 0).length;
    const { parts, sure } = routes(file, switches === 1);
    const all = [...parts, ...histories(file), ...links(file), ...removed(file)];
    const result = resultOf(
      file,
      all.filter(({ edits, notes }) => [...edits, ...notes].every(({ rule }) => context.enabled(rule))),
    );
    // An import and what uses it belong together.
    if (sure || result.kind !== 'result') return result;
    return { ...result, edits: result.edits.map((edit) => ({ ...edit, sure: false })) };
  },
};
