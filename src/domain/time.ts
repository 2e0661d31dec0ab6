/** A moment as an ISO 8601 text in UTC with milliseconds (`Date.prototype.toISOString`), so that plans are plain JSON. */
export type Timestamp = string;

/** A day without a time, `2026-04-30`. */
export type Day = string;

const millisecondsADay = 86_400_000;

export function addDays(moment: Timestamp | Date, days: number): Date {
  return new Date(new Date(moment).getTime() + days * millisecondsADay);
}

/** Whole days from one moment to another, rounded down; negative when `to` lies before `from`. */
export function daysBetween(from: Timestamp | Date, to: Timestamp | Date): number {
  return Math.floor((new Date(to).getTime() - new Date(from).getTime()) / millisecondsADay);
}

export function dayOf(moment: Timestamp | Date): Day {
  return new Date(moment).toISOString().slice(0, 10);
}
