import { expect, it } from 'vitest';
import { openDatabase } from '../../src/adapters/database/index.ts';
import { createStore } from '../../src/adapters/store/index.ts';
import type { Job } from '../../src/domain/job.ts';
import type { Queue } from '../../src/ports.ts';
import { createReceiver } from '../../src/web/server.ts';

it('a delivery that could not be acted on is acted on when it comes again, and only once', async () => {
  const database = await openDatabase({ kind: 'embedded' });
  try {
    const added: Job[] = [];
    let isDown = true;
    const queue: Pick<Queue, 'add'> = {
      async add(job) {
        if (isDown) throw new Error('the queue is down');
        added.push(job);
      },
    };
    const store = createStore(database.pool);
    const receiver = createReceiver(store, queue, 'springtide[bot]', () => new Date('2026-01-01'));
    const payload = { installation: { id: 7 } };
    const delivery = { id: 'a', event: 'installation', payload };
    await expect(receiver.receive(delivery)).rejects.toThrow('the queue is down');
    isDown = false;
    for (let time = 0; time < 3; time += 1) await receiver.receive(delivery);
    expect(added).toEqual([{ kind: 'sync-installation', installation: 7 }]);
  } finally {
    await database.close();
  }
});
