import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { Installation, PersonalDecision, Repository } from '../../domain/repository.ts';
import type { UpgradePlan } from '../../domain/update.ts';
import type { OrganisationRecord, Proposal, RepositoryRecord } from '../../ports.ts';

/** `bigint` comes as text from node-postgres; GitHub's ids fit a number. */
type Id = ColumnType<number | string, number, number>;
type Moment = ColumnType<Date, string, string>;
type Json<Value extends object> = JSONColumnType<Value, string, string>;

export type Notes = Omit<RepositoryRecord, keyof Repository>;

/** As src/adapters/database/migrations.ts made them. */
export interface Tables {
  deliveries: { guid: string; at: Moment };
  installations: { id: Id; data: Json<Installation> };
  organisations: { installation: Id; data: Json<OrganisationRecord> };
  repositories: { id: Id; installation: Id; data: Json<Repository>; notes: Json<Notes> };
  dependencies: { repository: Id; ecosystem: string; name: string; manifest: string; version: string };
  plans: { repository: Id; plan: Json<UpgradePlan>; at: Moment };
  proposals: { repository: Id; pull: number; data: Json<Proposal> };
  decisions: {
    repository: Id;
    subject: string;
    kind: string;
    target: string;
    data: Json<PersonalDecision>;
  };
  past_updates: {
    ecosystem: string;
    name: string;
    from_version: string;
    to_version: string;
    repository: Id;
    result: 'passed' | 'failed' | 'merged' | 'healthy' | 'broke';
    at: Moment;
  };
  quarantine: { name: string; version: string; reason: string; at: Moment };
  audit: {
    id: Generated<number>;
    at: Moment;
    repository: ColumnType<number | string | null, number | null, number | null>;
    actor: string;
    action: string;
    detail: string;
  };
}
