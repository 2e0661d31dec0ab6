import { expect, it } from 'vitest';
import { createThread } from '../../../src/adapters/types/thread.ts';

/** Counts its questions, so that a thread that stayed can be told from a new one. */
const script = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort } from 'node:worker_threads';
    let questions = 0;
    parentPort.on('message', (question) => {
      questions++;
      if (question === 'break') throw new Error('no');
      if (question !== 'wait') parentPort.postMessage(questions);
    });
  `)}`,
);

it('keeps a thread for the next question', async () => {
  const thread = createThread<number>(script, { milliseconds: 30_000, megabytes: 64 });
  for (const answer of [1, 2, 3]) expect(await thread.ask('well?')).toEqual({ kind: 'answered', answer });
});

it('begins anew after a thread that broke', async () => {
  const thread = createThread<number>(script, { milliseconds: 30_000, megabytes: 64 });
  expect(await thread.ask('well?')).toEqual({ kind: 'answered', answer: 1 });
  expect(await thread.ask('break')).toEqual({ kind: 'stopped', because: 'no' });
  expect(await thread.ask('well?')).toEqual({ kind: 'answered', answer: 1 });
});

it('waits no longer than it was told to', async () => {
  const thread = createThread<number>(script, { milliseconds: 200, megabytes: 64 });
  expect(await thread.ask('wait')).toEqual({ kind: 'stopped', because: 'it needed more than 0.2 s' });
});
