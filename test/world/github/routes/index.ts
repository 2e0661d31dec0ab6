/** Every question this GitHub answers. */
import { ok } from '../http.ts';
import type { Meter } from '../limits.ts';
import type { Route } from '../router.ts';
import { apps } from './apps.ts';
import { checks } from './checks.ts';
import { gitData } from './git-data.ts';
import { issues } from './issues.ts';
import { pulls } from './pulls.ts';
import { repositories } from './repositories.ts';
import { statuses } from './statuses.ts';

export const routes = (meter: Meter): readonly Route[] => [
  ...apps,
  ...checks,
  ...gitData,
  ...issues,
  ...pulls,
  ...repositories,
  ...statuses,
  {
    on: 'GET /rate_limit',
    free: true,
    answer: ({ state, caller }) => {
      const { limit, used, remaining, reset } = meter.standing(caller, state.clock());
      const core = { limit, used, remaining, reset };
      return ok({ resources: { core, search: { ...core, limit: 30, used: 0, remaining: 30 } }, rate: core });
    },
  },
];
