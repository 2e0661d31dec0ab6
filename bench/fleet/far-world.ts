import { fork } from 'node:child_process';
import type { Questions } from './world.ts';

/** The same questions, asked from outside. */
export type FarWorld = {
  readonly [Name in keyof Questions]: (
    ...given: Parameters<Questions[Name]>
  ) => Promise<Awaited<ReturnType<Questions[Name]>>>;
};

interface Told {
  readonly id: number;
  readonly answer: unknown;
}

export function openFarWorld(): FarWorld {
  const child = fork(new URL('./world.ts', import.meta.url), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
  });
  const waiting = new Map<number, { resolve(answer: never): void; reject(error: Error): void }>();
  child.on('message', ({ id, answer }: Told) => {
    waiting.get(id)?.resolve(answer as never);
    waiting.delete(id);
  });
  child.on('exit', (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`the world of the bench ended with ${code}`));
  });
  let last = 0;
  const ask = (name: keyof Questions) => (given?: unknown) =>
    new Promise<never>((resolve, reject) => {
      const id = ++last;
      waiting.set(id, { resolve, reject });
      child.send({ id, name, given });
    });
  return {
    open: ask('open'),
    sendTo: ask('sendTo'),
    requests: ask('requests'),
    push: ask('push'),
    opened: ask('opened'),
    close: ask('close'),
  };
}
