import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type AppWorld, openAppWorld } from '../world/service.ts';

let world: AppWorld;
beforeEach(async () => {
  world = await openAppWorld();
  world.github.organisation('acme', { members: { ada: 'admin' } });
});
afterEach(async () => {
  await world.close();
  world.github.assertClean();
});

/** However slow the machine is; nothing here is judged by the time it takes. */
const patience = { timeout: 100_000, interval: 100 };
vi.setConfig({ testTimeout: 120_000 });

/** A repository that uses one package, with this code. */
function using(name: string, code: string, version = '1.0.0') {
  const manifest = { name: 'shop', private: true, dependencies: { [name]: version } };
  const shop = world.github.repository('acme/shop', {
    files: { 'package.json': `${JSON.stringify(manifest, undefined, 2)}\n`, 'src/app.mjs': code },
  });
  world.github.installs('acme');
  return shop;
}
const publish = (name: string, version: string, declarations?: string) =>
  world.registry.publish(
    name,
    version,
    { at: `2025-0${version[0]}-01` },
    declarations === undefined ? {} : { 'index.d.ts': declarations },
  );

it('where the code uses what the new version removed is told in the pull request and on its lines', async () => {
  publish('left', '1.0.0', 'export function pad(): void; export function trim(): void; export const max: 1;');
  publish('left', '2.0.0', 'export function pad(): void;');
  const shop = using('left', "import { pad, trim } from 'left';\npad();\ntrim();\n");
  await world.serve();
  const check = () => shop.checks('springtide/left-2.x')[0];
  await expect.poll(() => check()?.title, patience).toBe('Needs a person: 1 place needs a person');
  const said = '1 of the 2 exports that left 2.0.0 removed or changed is used here: left: trim';
  expect(check()?.summary).toContain(said);
  expect(check()?.annotations).toMatchObject([
    { path: 'src/app.mjs', line: 3, message: 'left: trim is gone in left 2.0.0' },
  ]);
  const [pull] = shop.pulls();
  expect(pull?.body).toContain('**Needs your eyes in 1 place**');
  expect(pull?.body).toContain(said);
  expect(pull?.body).toContain('- [ ] `src/app.mjs:3` left: trim is gone in left 2.0.0 (removed export)');
});

it('where the code does not fit the new types any more is told with the reason', async () => {
  publish('left', '1.0.0', 'export function pad(text: string): string;');
  publish('left', '2.0.0', 'export function pad(text: string): Promise<string>;');
  const shop = using('left', "import { pad } from 'left';\npad('a').trim();\n");
  await world.serve();
  const check = () => shop.checks('springtide/left-2.x')[0];
  await expect.poll(() => check()?.title, patience).toBe('Needs a person: 1 place needs a person');
  expect(check()?.annotations).toMatchObject([
    {
      path: 'src/app.mjs',
      line: 2,
      message: "Property 'trim' does not exist on type 'Promise<string>', says TypeScript of left 2.0.0",
    },
  ]);
});

it("a package without declarations is said to be unknown, and stands in nobody's way", async () => {
  publish('left', '1.0.0', 'export function pad(): void;');
  publish('left', '2.0.0');
  const shop = using('left', "import { pad } from 'left';\npad();\n");
  await world.serve();
  const summary = () => shop.checks('springtide/left-2.x')[0]?.summary ?? '';
  const said = 'what left 2.0.0 removed or changed is not known: 2.0.0 has no declarations';
  await expect.poll(summary, patience).toContain(said);
  expect(summary()).toContain('| Impact | ✅ pass |');
  expect(shop.pulls()[0]?.body).toContain(said);
});

it('what declarations cannot tell is told from the notes, where the code is about it', async () => {
  publish('ws', '7.0.0', 'export class Server {}');
  publish('ws', '8.0.0', 'export class Server {}');
  const shop = using('ws', "import { Server } from 'ws';\nexport const server = new Server();\n", '7.0.0');
  await world.serve();
  const summary = () => shop.checks('springtide/ws-8.x')[0]?.summary ?? '';
  await expect
    .poll(summary, patience)
    .toContain('src/app.mjs:2 messages and reasons come as Buffers in ws 8, also of text');
  expect(summary()).toContain('| Impact | ✅ pass |');
  const [pull] = shop.pulls();
  expect(pull?.body).toContain('**Safe to merge when CI is green, and you know what behaves differently**');
  expect(pull?.body).toMatch(
    /Goes on working, and behaves differently:\n\n- messages and reasons .* \(\[guide\]\(\S+\)\): `src\/app\.mjs:2`\n/,
  );
});
