/** What a new version means for the code, on a terminal. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openWorld, type World } from '../world/index.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const using = (name: string, version: string, code: string) =>
  world.repository('shop', {
    'package.json': `${JSON.stringify({ private: true, dependencies: { [name]: version } })}\n`,
    'app.ts': code,
  });
const publish = (version: string, declarations: string) =>
  world.registry.publish('glob', version, { at: `2026-0${version[0]}-01` }, { 'index.d.ts': declarations });

const code = `import { glob, sync, win32 } from 'glob';
sync('*');
win32;
glob('*', { nosort: true });
`;

it('is told by why: what is gone, what does not fit, what behaves differently, each with its place', async () => {
  const options = 'export interface Options { nosort?: boolean; dot?: boolean }';
  publish(
    '7.0.0',
    `${options} export function glob(a: string, b?: Options): void; export function sync(a: string): void; export const win32: 1;`,
  );
  publish(
    '9.0.0',
    'export function glob(a: string, b?: { dot?: boolean }): void; export function sync(a: string): void;',
  );
  const { folder } = using('glob', '7.0.0', code);
  const { out, status } = await world.run(folder, 'why', 'glob');
  expect(status).toBe(0);
  expect(out).toContain('1 of the 2 exports that glob 9.0.0 removed or changed is used here: glob: win32');
  expect(out).toContain('app.ts:3 glob: win32 is gone in glob 9.0.0');
  expect(out).toContain(
    "app.ts:4 Object literal may only specify known properties, and 'nosort' does not exist",
  );
  expect(out).toContain('app.ts:4 glob 9 has no options nonull, nounique, nosort');
  expect(out).toContain('app.ts:2 results of glob 9 are in no order');

  const document = JSON.parse((await world.run(folder, 'why', 'glob', '--json')).out);
  expect(document.impact).toMatchObject([{ kind: 'compared', removed: 2, used: ['glob: win32'] }]);
  expect(document.uses.map(({ rule }: { rule: string }) => rule)).toEqual(['removed export', 'changed type']);
  expect(document.notes.map(({ rule }: { rule: string }) => rule)).toEqual([
    'options-gone',
    'backslash',
    'unsorted',
  ]);
});

it('is told of a package that nobody updates, where there is something to know', async () => {
  world.registry.publish('moment', '2.30.0');
  const { folder } = using('moment', '2.30.0', "import moment from 'moment';\nmoment();\n");
  const { out } = await world.run(folder, 'why', 'moment');
  expect(out).toContain('app.ts:1 moment is finished and gets no new features');
});
