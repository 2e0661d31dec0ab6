import { fork } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cacheFolder, cacheKey, createCache } from '../../../src/adapters/registries/cache.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const now = Date.UTC(2026, 10, 24);
const key = cacheKey(['GET', 'https://registry.example/express']);
const entry = { shape: 'a', headers: {}, value: { some: ['value', 'ü', '\n'] } };

function filesOf(path: string): string[] {
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name));
}

describe('the cache on disk', () => {
  it('has nothing of what was never written', () => {
    expect(
      createCache({ folder: join(temporaryFolder(), 'none'), limitBytes: 1 }).read(key, 'a'),
    ).toBeUndefined();
  });

  it('gives back what was written, and when it was last confirmed', () => {
    const cache = createCache({ folder: temporaryFolder(), limitBytes: 1e6 });
    cache.write(key, { ...entry, etag: '"1"' }, now);
    expect(cache.read(key, 'a')).toEqual({ ...entry, etag: '"1"', confirmedAt: now });
    cache.confirm(key, now + 5000);
    expect(cache.read(key, 'a')?.confirmedAt).toBe(now + 5000);
  });

  it('does not read what another version of the program wrote', () => {
    const cache = createCache({ folder: temporaryFolder(), limitBytes: 1e6 });
    cache.write(key, entry, now);
    expect(cache.read(key, 'b')).toBeUndefined();
  });

  it('takes every cut and every nonsense for a miss', () => {
    const place = temporaryFolder();
    const cache = createCache({ folder: place, limitBytes: 1e6 });
    cache.write(key, entry, now);
    const [file = ''] = filesOf(place);
    const whole = readFileSync(file, 'utf8');
    for (let length = 0; length < whole.length; length += 1) {
      writeFileSync(file, whole.slice(0, length));
      expect(cache.read(key, 'a')).toBeUndefined();
    }
    writeFileSync(file, 'x\n\0\n');
    expect(cache.read(key, 'a')).toBeUndefined();
  });

  it('is for its owner alone', () => {
    const place = temporaryFolder();
    createCache({ folder: place, limitBytes: 1e6 }).write(key, entry, now);
    expect(filesOf(place).map((file) => statSync(file).mode & 0o777)).toEqual([0o600]);
    expect(statSync(join(place, 'v1')).mode & 0o777).toBe(0o700);
  });

  it('costs no run when it cannot be written', () => {
    const place = join(temporaryFolder(), 'a-file');
    writeFileSync(place, '');
    chmodSync(place, 0o400);
    const cache = createCache({ folder: place, limitBytes: 1e6 });
    cache.write(key, entry, now);
    cache.prune(now);
    expect(cache.read(key, 'a')).toBeUndefined();
  });

  it('drops what was confirmed longest ago, and what a killed writer left, once a day', () => {
    const place = temporaryFolder();
    const cache = createCache({ folder: place, limitBytes: 250 });
    const keys = ['a', 'b', 'c'].map((name) => cacheKey([name]));
    for (const [index, one] of keys.entries())
      cache.write(one, { shape: 'a', headers: {}, value: 'x'.repeat(70) }, now + index);
    const leftOver = `${filesOf(place)[0]}.left-over`;
    writeFileSync(leftOver, 'half');
    utimesSync(leftOver, 0, 0);
    cache.prune(now + 10);
    expect(keys.map((one) => cache.read(one, 'a') !== undefined)).toEqual([false, true, true]);
    expect(filesOf(place)).not.toContain(leftOver);

    cache.write(keys[0] ?? '', { shape: 'a', headers: {}, value: 'x'.repeat(70) }, now + 20);
    cache.prune(now + 30);
    expect(keys.map((one) => cache.read(one, 'a') !== undefined)).toEqual([true, true, true]);
  });

  it('never shows half of an entry while two processes write it', async () => {
    const place = temporaryFolder();
    const writer = new URL('cache-writer.ts', import.meta.url).pathname;
    const writers = ['left', 'right'].map((word) => fork(writer, [place, key, word]));
    const ended = Promise.all(
      writers.map((child) => new Promise((resolve) => child.once('exit', (code) => resolve(code)))),
    );
    const cache = createCache({ folder: place, limitBytes: 1e9 });
    const seen = new Set<string>();
    while (writers.some((child) => child.exitCode === null)) {
      const kept = cache.read(key, 'a');
      if (kept)
        for (const word of new Set(kept.value as string[]))
          seen.add(`${word} ${(kept.value as string[]).length}`);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await ended).toEqual([0, 0]);
    expect([...seen].filter((one) => one !== 'left 20000' && one !== 'right 20000')).toEqual([]);
    expect(cache.read(key, 'a')).toBeDefined();
    expect(filesOf(place)).toHaveLength(1);
  });
});

describe('where caches live', () => {
  const rows: [string, Record<string, string>, NodeJS.Platform, string][] = [
    ['the XDG folder', { XDG_CACHE_HOME: '/x' }, 'linux', '/x/springtide'],
    ['not a relative one', { XDG_CACHE_HOME: 'x' }, 'linux', '/home/ann/.cache/springtide'],
    ['the usual folder', {}, 'linux', '/home/ann/.cache/springtide'],
    ['macOS', {}, 'darwin', '/home/ann/Library/Caches/springtide'],
  ];
  it.each(rows)('%s', (_, env, platform, expected) => {
    expect(cacheFolder(env, '/home/ann', platform)).toBe(expected);
  });
});
