/** Bounded concurrency: at most so many at once altogether, and so many for one host, first come first served. */
export interface Places {
  hold<T>(host: string, work: () => Promise<T>): Promise<T>;
}

export function createPlaces(limits: { readonly overall: number; readonly perHost: number }): Places {
  const waiting: { readonly host: string; readonly start: () => void }[] = [];
  const busy = new Map<string, number>();
  let taken = 0;

  const isFree = (host: string) => taken < limits.overall && (busy.get(host) ?? 0) < limits.perHost;

  const take = (host: string) => {
    taken += 1;
    busy.set(host, (busy.get(host) ?? 0) + 1);
  };

  const leave = (host: string) => {
    taken -= 1;
    const left = (busy.get(host) ?? 1) - 1;
    if (left === 0) busy.delete(host);
    else busy.set(host, left);
    const next = waiting.findIndex((one) => isFree(one.host));
    if (next !== -1) waiting.splice(next, 1)[0]?.start();
  };

  const turn = (host: string) =>
    new Promise<void>((resolve) => {
      const start = () => {
        take(host);
        resolve();
      };
      if (isFree(host)) start();
      else waiting.push({ host, start });
    });

  return {
    async hold(host, work) {
      await turn(host);
      try {
        return await work();
      } finally {
        leave(host);
      }
    },
  };
}
