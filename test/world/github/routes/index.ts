/** Every question this GitHub answers. */

import { graphql } from '../graphql/index.ts';
import { ok } from '../http.ts';
import type { Meter } from '../limits.ts';
import type { Route } from '../router.ts';
import type { Webhooks } from '../webhooks.ts';
import { apps } from './apps.ts';
import { branches } from './branches.ts';
import { checks } from './checks.ts';
import { contents } from './contents.ts';
import { deliveries } from './deliveries.ts';
import { gitData } from './git-data.ts';
import { issues } from './issues.ts';
import { organisations } from './organisations.ts';
import { pulls } from './pulls.ts';
import { releases } from './releases.ts';
import { repositories } from './repositories.ts';
import { reviews } from './reviews.ts';
import { security } from './security.ts';
import { statuses } from './statuses.ts';
import { timelines } from './timeline.ts';
import { users } from './users.ts';

export interface Hands {
  readonly meter: Meter;
  readonly webhooks: Webhooks;
  readonly privateKey: () => string;
  readonly violate: (where: string, what: readonly string[]) => void;
}

export const routes = ({ meter, webhooks, privateKey, violate }: Hands): readonly Route[] => [
  ...apps(privateKey),
  ...branches,
  ...checks,
  ...contents,
  ...deliveries(webhooks),
  ...gitData,
  ...graphql((what) => violate('GraphQL', what)),
  ...issues,
  ...organisations,
  ...pulls,
  ...repositories,
  ...reviews,
  ...security,
  ...statuses,
  ...timelines,
  ...releases,
  ...users,
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
