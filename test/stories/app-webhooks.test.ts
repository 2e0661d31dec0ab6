/**
 * What comes in at the one door that everybody may knock at: every payload GitHub is known to send, the same about a repository of ours, the
 * same mutilated, and what somebody else sends. The service answers, changes nothing, and goes on.
 */
import examples from '@octokit/webhooks-examples';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Installation, type Repository, signatureOf } from '../world/github/index.ts';
import { type AppWorld, openAppWorld, type RunningService } from '../world/service.ts';

let world: AppWorld;
let shop: Repository;
let installation: Installation;
let service: RunningService;
beforeEach(async () => {
  world = await openAppWorld();
  const { github, registry } = world;
  github.organisation('acme', { members: { ada: 'admin' } });
  registry.publish('left', '1.0.0', { at: '2025-01-01' });
  registry.publish('left', '2.0.0', { at: '2025-03-01' });
  shop = github.repository('acme/shop', { files: { 'readme.md': 'Nothing to do here yet.' } });
  installation = github.installs('acme');
  service = await world.serve();
  await expect.poll(() => shop.issues().length, patience).toBe(1);
  await expect.poll(() => service.busy(), patience).toBe(0);
});
afterEach(async () => {
  await world.close();
  world.github.assertClean();
});

/** However slow the machine is; nothing here is judged by the time it takes. */
const patience = { timeout: 100_000, interval: 100 };
vi.setConfig({ testTimeout: 120_000 });

type Json = null | string | number | boolean | readonly Json[] | { readonly [key: string]: Json };
type Payload = { readonly [key: string]: Json };
interface Sent {
  readonly event: string;
  readonly payload: Payload;
}

/** The package is CommonJS, and its types say so in a way that leaves the list out. */
const known = examples as unknown as readonly { readonly name: string; readonly examples: Payload[] }[];
const all: readonly Sent[] = known.flatMap(({ name: event, examples: payloads }) =>
  payloads.map((payload) => ({ event, payload })),
);

/** The same happening, in our repository. */
const ours = ({ event, payload }: Sent): Sent => ({
  event,
  payload: {
    ...payload,
    installation: { id: installation.id },
    repository: { id: shop.id, name: 'shop', full_name: 'acme/shop', default_branch: 'main' },
  },
});

const isObject = (value: Json | undefined): value is Payload =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What may stand where something else belongs; `undefined`: nothing. */
const wrong: readonly (Json | undefined)[] = [
  undefined,
  null,
  'x'.repeat(100_000),
  -1.5,
  [],
  { id: {} },
  true,
];

/** The payload once more for each of its fields and the fields of these, with something wrong there, each time something else. */
function mutilated({ event, payload }: Sent): Sent[] {
  const paths = Object.entries(payload).flatMap(([key, inner]) => [
    [key],
    ...(isObject(inner) ? Object.keys(inner).map((field) => [key, field]) : []),
  ]);
  return paths.map(([key = '', field], index) => {
    const value = wrong[index % wrong.length];
    const inner = payload[key];
    const put = field === undefined || !isObject(inner) ? value : without({ ...inner, [field]: value });
    return { event, payload: without({ ...payload, [key]: put }) };
  });
}

const without = (fields: { readonly [key: string]: Json | undefined }): Payload =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );

async function sendAll(payloads: readonly Sent[]): Promise<number[]> {
  const statuses = new Set<number>();
  for (let from = 0; from < payloads.length; from += 10) {
    const some = payloads.slice(from, from + 10);
    const answers = some.map(({ event, payload }) =>
      world.github.webhooks.send(event, JSON.stringify(payload)),
    );
    for (const status of await Promise.all(answers)) statuses.add(status);
  }
  return [...statuses];
}

/** Whether it still does what it is there for. */
async function expectAlive(): Promise<void> {
  const manifest = { name: 'shop', private: true, dependencies: { left: '1.0.0' } };
  world.github.person('ada').pushes(shop, { files: { 'package.json': JSON.stringify(manifest) } });
  await expect.poll(() => shop.pulls()[0]?.labels, patience).toEqual(['dependencies']);
  expect(shop.pulls()).toHaveLength(1);
}

it('answers every payload that GitHub sends, valid and mutilated, and acts only on what it knows', async () => {
  const { requests } = world.github;
  const since = requests.mark();
  expect(await sendAll([...all, ...all.map(ours)])).toEqual([200]);
  const oneOfEach = [...new Map(all.map((one) => [one.event, one])).values()].map(ours);
  // Probot itself says 500 where an installation has no number.
  expect((await sendAll(oneOfEach.flatMap(mutilated))).sort()).toEqual([200, 500]);

  await expect.poll(() => service.busy(), patience).toBe(0);
  const asked = since.all.map(({ method, path }) => `${method} ${path}`);
  expect(asked.filter((one) => !/^GET |^POST .*\/access_tokens$/.test(one))).toEqual([]);
  expect(asked.filter((one) => / \/repos\/(?!acme\/)/.test(one))).toEqual([]);
  await expectAlive();
  // A merge queue may be ahead of what GitHub shows: its commit is looked for again.
  const expected = /installationId|No commit found for SHA/;
  const loud = service.log.filter(
    ({ level, error = '' }) => Number(level) > 30 && !expected.test(`${error}`),
  );
  expect(loud).toEqual([]);
});

it('refuses what GitHub did not sign or did not send, and says so once', async () => {
  const { github } = world;
  const url = `${service.url}/api/github/webhooks`;
  const told = { installation: { id: installation.id }, repository: { id: shop.id, default_branch: 'main' } };
  const body = JSON.stringify({ ...told, ref: 'refs/heads/main' });
  const signed = (text: string) => signatureOf(github.app.webhookSecret, text);
  const head = {
    'content-type': 'application/json',
    'x-github-event': 'push',
    'x-github-delivery': 'forged',
    'x-hub-signature-256': signed(body),
  };
  const post = async (headers: Readonly<Record<string, string>>, text = body) =>
    (await fetch(url, { method: 'POST', headers: { ...head, ...headers }, body: text })).status;
  const since = github.requests.mark();

  expect(await post({ 'x-hub-signature-256': signatureOf('a guess', body) })).toBe(400);
  const said = () => service.log.filter(({ delivery }) => delivery === 'forged').map(({ msg }) => msg);
  await expect.poll(said, patience).toEqual(['delivery refused: it is not signed with WEBHOOK_SECRET']);

  const cut = body.slice(0, -5);
  const huge = JSON.stringify({ ...told, ref: 'refs/heads/main', text: 'x'.repeat(26 * 1024 * 1024) });
  const deep = '['.repeat(200_000);
  const refused = [
    await post({ 'x-hub-signature-256': '', 'x-github-delivery': 'other' }),
    await post({ 'x-hub-signature-256': 'sha256=' }),
    await post({}, `${body} `),
    await post({ 'x-hub-signature-256': signed(cut) }, cut),
    await post({ 'x-hub-signature-256': signed(deep) }, deep),
    await post({ 'x-hub-signature-256': signed('') }, ''),
    await post({ 'content-type': 'application/x-www-form-urlencoded' }),
    await post({ 'x-hub-signature-256': signed(huge) }, huge),
    (await fetch(url)).status,
    (await fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json' } })).status,
  ];
  expect(refused).toEqual([400, 400, 400, 400, 400, 400, 415, 413, 404, 400]);
  for (const text of ['null', '1', '"text"', '[]', '{}'])
    expect(await post({ 'x-hub-signature-256': signed(text), 'x-github-delivery': text }, text)).toBeLessThan(
      600,
    );
  await expect.poll(() => service.busy(), patience).toBe(0);
  expect(since.all).toEqual([]);
  await expectAlive();
  expect(JSON.stringify(service.log)).not.toMatch(/sha256=[0-9a-f]/);
});
