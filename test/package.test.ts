import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';

const root = new URL('..', import.meta.url).pathname;
let packed: string[];

beforeAll(() => {
  execFileSync(process.execPath, ['--no-warnings', '.ci/build.ts'], { cwd: root });
  const told = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    encoding: 'utf8',
  });
  const parsed = JSON.parse(told);
  const [entry] = Array.isArray(parsed) ? parsed : Object.values(parsed);
  packed = (entry as { files: { path: string }[] }).files.map(({ path }) => path);
});

it('what is published has the program, its codemods and its configuration, and nothing else', () => {
  const codemods = readdirSync(join(root, 'codemods')).map((id) => `dist/codemods/${id}/codemod.js`);
  expect(packed).toEqual(
    expect.arrayContaining([
      'src/springtide.js',
      'dist/src/cli.js',
      'dist/config/defaults.yml',
      'LICENSE',
      ...codemods,
    ]),
  );
  const others = packed.filter(
    (path) => !/^(?:dist\/|src\/springtide\.js$|LICENSE$|README\.md$|package\.json$)/.test(path),
  );
  expect(others).toEqual([]);
  expect(packed.filter((path) => /(?<!\.d)\.ts$|\/test\/|fixtures/.test(path))).toEqual([]);
});

it('the published program runs without a type to strip', () => {
  const script = `const { main } = await import('./dist/src/cli.js'); process.exitCode = await main(['codemod', 'list', '--json']);`;
  const out = execFileSync(
    process.execPath,
    ['--no-experimental-strip-types', '--input-type=module', '-e', script],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  expect(JSON.parse(out).codemods.length).toBeGreaterThan(2);
});
