import { describe, expect, it } from 'vitest';
import { lifecycles, withSchedule } from '../../../src/adapters/registries/runtimes.ts';
import type { Lifecycle } from '../../../src/domain/runtime.ts';

const shipped: Lifecycle = {
  runtime: 'node',
  label: 'Node.js',
  lines: [
    { line: '24', releasedOn: '2025-05-06', endOfLife: '2028-04-30', latest: '24.9.0', codename: 'Krypton' },
    { line: '4', releasedOn: '2015-09-09', endOfLife: '2018-04-30' },
  ],
  asOf: '2026-08-22',
  source: 'a snapshot',
};
const schedule = {
  v24: { start: '2025-05-06', lts: '2025-10-28', end: '2028-05-31' },
  v26: { start: '2026-05-05', end: '2029-04-30' },
};

describe('the release lines of Node', () => {
  it('take dates from the newer source, and keep what only the older knows', () => {
    const merged = withSchedule(shipped, schedule, [{ version: '24.10.0', date: '2026-11-01' }]);
    expect(merged.lines).toEqual([
      { line: '26', releasedOn: '2026-05-05', endOfLife: '2029-04-30' },
      {
        line: '24',
        releasedOn: '2025-05-06',
        ltsFrom: '2025-10-28',
        endOfLife: '2028-05-31',
        latest: '24.10.0',
        codename: 'Krypton',
      },
      { line: '4', releasedOn: '2015-09-09', endOfLife: '2018-04-30' },
    ]);
    expect(merged.asOf).toBe('2026-11-01');
  });

  it('keep their dates and their newest release when the package is the older source', () => {
    const merged = withSchedule(shipped, schedule, [
      { version: '24.1.0', date: '2025-06-01' },
      { version: '27.0.0-alpha.1', date: '2025-06-02' },
    ]);
    expect(merged.lines[1]).toMatchObject({
      endOfLife: '2028-04-30',
      latest: '24.9.0',
      ltsFrom: '2025-10-28',
    });
    expect(merged.asOf).toBe('2026-08-22');
    expect(merged.lines.find((line) => line.line === '26')).not.toHaveProperty('latest');
  });
});

it('every runtime has lines, newest first, and says from whom that was learned', async () => {
  const known = await lifecycles();
  expect([...known.keys()]).toEqual([
    'node',
    'python',
    'go',
    'java',
    'ruby',
    'php',
    'dotnet',
    'rust',
    'deno',
    'bun',
  ]);
  for (const lifecycle of known.values()) {
    expect(lifecycle.lines.length).toBeGreaterThan(0);
    expect(lifecycle.source).toContain('endoflife.date (MIT), snapshot of');
    expect(lifecycle.asOf).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  }
  const node = known.get('node');
  expect(node?.lines.find((line) => line.line === '24')).toMatchObject({
    codename: 'Krypton',
    images: { debian: 'bookworm' },
  });
});
