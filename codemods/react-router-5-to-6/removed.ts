/** Exports without a successor of the same kind, and what routes handed to their components. */
import type { SourceFile } from '../../src/change/codemod.ts';
import { noted, type Part } from '../../src/change/syntax.ts';
import { guide, modules, rules } from './rules.ts';

const gone: Readonly<Record<string, string>> = {
  withRouter: 'use useNavigate, useLocation and useParams',
  Prompt: 'use useBlocker of 6.7 in a data router',
  useRouteMatch: 'use useMatch, or relative paths and links',
  Router: 'use unstable_HistoryRouter for a history of your own',
  RouteComponentProps: 'use hooks',
  RouteProps: 'a Route is no component to wrap; wrap its element',
  StaticRouter: "it comes from 'react-router-dom/server'",
};

export function removed(file: SourceFile): readonly Part[] {
  const uses = file.bindings().uses(...modules);
  return [...Map.groupBy(uses, ({ path }) => path.join('.'))].flatMap(([name, [first]]) => {
    if (!first) return [];
    if (name === 'matchPath')
      return [
        noted(
          rules.removed,
          first.node,
          'matchPath takes the pattern first in 6, with end in place of exact',
          guide,
        ),
      ];
    return Object.hasOwn(gone, name)
      ? [noted(rules.removed, first.node, `${name} is gone in 6; ${gone[name]}`, guide)]
      : [];
  });
}
