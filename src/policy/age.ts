const unitInDays: Readonly<Record<string, number>> = {
  minute: 1 / 1440,
  hour: 1 / 24,
  day: 1,
  week: 7,
  month: 30,
  year: 365,
};

/** Days of an age as people write it: `3 days`, `1 week`, `12 hours`, `3`. `null` (Renovate's "none") is 0. */
export function daysOf(written: string | number | null): number | undefined {
  if (written === null) return 0;
  if (typeof written === 'number') return Number.isFinite(written) && written >= 0 ? written : undefined;
  const match = /^(\d{1,5}(?:\.\d{1,3})?) ?([a-z]*)$/i.exec(written.trim());
  if (!match) return undefined;
  const unit = longName((match[2] ?? '').toLowerCase());
  return unit === undefined ? undefined : Number(match[1]) * unit;
}

function longName(unit: string): number | undefined {
  if (unit === '' || unit === 'd') return 1;
  if (unit === 'h' || unit === 'w') return unitInDays[unit === 'h' ? 'hour' : 'week'];
  return Object.hasOwn(unitInDays, unit.replace(/s$/, '')) ? unitInDays[unit.replace(/s$/, '')] : undefined;
}
