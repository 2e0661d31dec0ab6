import { randomUUID } from 'node:crypto';
import { type Database, type DatabaseAddress, openDatabase } from '../../src/adapters/database/index.ts';
import { createQueue, type QueueAddress, type QueueOptions } from '../../src/adapters/queue/index.ts';
import type { Queue } from '../../src/ports.ts';

/** Servers for the contract suites: `.ci/run` starts them; a bare machine has only what is embedded. */
const { SPRINGTIDE_TEST_DATABASE_URL: databaseUrl, SPRINGTIDE_TEST_REDIS_URL: redisUrl } = process.env;

export const databases: readonly { readonly name: string; readonly address: DatabaseAddress }[] = [
  { name: 'the embedded database', address: { kind: 'embedded' } },
  ...(databaseUrl ? [{ name: 'PostgreSQL', address: { kind: 'postgres', url: databaseUrl } as const }] : []),
];

export const queues: readonly {
  readonly name: string;
  readonly database: DatabaseAddress;
  readonly address: QueueAddress;
}[] = [
  ...databases.map(({ name, address }) => ({
    name,
    database: address,
    address: { kind: 'database' } as const,
  })),
  ...(redisUrl
    ? [
        {
          name: 'Redis',
          database: { kind: 'embedded' } as const,
          address: { kind: 'redis', url: redisUrl } as const,
        },
      ]
    : []),
];

export const leftOut = [
  ...(databaseUrl ? [] : ['PostgreSQL (SPRINGTIDE_TEST_DATABASE_URL)']),
  ...(redisUrl ? [] : ['Redis (SPRINGTIDE_TEST_REDIS_URL)']),
];

export async function openQueue(
  database: Database,
  address: QueueAddress,
  more: Partial<QueueOptions> = {},
): Promise<Queue> {
  return createQueue({
    address,
    pool: database.pool,
    name: `test-${randomUUID()}`,
    milliseconds: () => performance.now(),
    leaseSeconds: 30,
    trouble: (error) => {
      throw error;
    },
    ...more,
  });
}

export { openDatabase };
