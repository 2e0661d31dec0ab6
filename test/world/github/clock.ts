/** A clock that stands still until it is moved. */
export interface TestClock {
  (): Date;
  /** Milliseconds. */
  forward(milliseconds: number): void;
  set(at: string): void;
}

export const seconds = (count: number) => count * 1000;
export const minutes = (count: number) => count * 60_000;
export const hours = (count: number) => count * 3_600_000;
export const days = (count: number) => count * 86_400_000;

export function openClock(at = '2026-11-01T09:00:00Z'): TestClock {
  let now = new Date(at).getTime();
  return Object.assign(() => new Date(now), {
    forward(milliseconds: number) {
      now += milliseconds;
    },
    set(to: string) {
      now = new Date(to).getTime();
    },
  });
}
