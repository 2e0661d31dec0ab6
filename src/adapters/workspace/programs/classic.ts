/**
 * yarn 1 has no way to write the lockfile alone, and installing for it would download a whole tree. It has hooks around its
 * steps, though (`guard.js` fills them): it resolves, skips fetching and linking, and saves. So the bytes are yarn's own at the
 * price of its resolution; `integrity` and `resolved` come from the registry's documents, as they do in an ordinary install.
 */
import type { Attempt } from './attempt.ts';
import { classicSought, missesIn, onlyThese, staleKeys } from './descriptors.ts';
import type { Desk, Order } from './desk.ts';
import { forget } from './yarn-lock.ts';

export async function lockWithClassic(desk: Desk): Promise<Attempt> {
  const { request, manifests } = desk;
  const sought = classicSought(request, manifests);
  const addresses = addressesIn(request.before);
  const order = (registry: string): Order => ({
    files: new Map([...manifests].map(([path, manifest]) => [path, JSON.stringify(manifest)])),
    before: atRegistry(forget(request.before, staleKeys(request.before, sought)), addresses, registry),
    args: [...args, '--registry', registry],
    environment: { YARN_IGNORE_PATH: '1', npm_config_registry: registry, YARN_REGISTRY: registry },
  });
  const first = restored(await desk.run(order), addresses);
  if (first.kind === 'failed') return first;
  const misses = missesIn(first.text, sought);
  return misses.length === 0 ? first : restored(await desk.run(order, onlyThese(misses)), addresses);
}

const args = [
  'install',
  '--ignore-scripts',
  '--ignore-engines',
  '--ignore-platform',
  '--non-interactive',
  '--no-default-rc',
  '--no-progress',
  '--no-bin-links',
];

/** Where tarballs of the registry lie, by what follows the registry's address: `express/-/express-4.21.2.tgz`. */
interface Addresses {
  readonly byPath: ReadonlyMap<string, string>;
  /** The address of most entries: what a new one gets. */
  readonly usual?: string;
}

const resolved =
  /^( {2}resolved ")(https?:\/\/[^"\s]*?\/)((?:@[^/"\s]+(?:\/|%2f))?[^/"\s]+\/-\/(?:@[^/"\s]+\/)?[^/"\s#]+\.tgz)/gim;

function addressesIn(before: string): Addresses {
  const byPath = new Map<string, string>();
  const counts = new Map<string, number>();
  for (const [, , base = '', path = ''] of before.matchAll(resolved)) {
    byPath.set(path, base);
    counts.set(base, (counts.get(base) ?? 0) + 1);
  }
  const usual = [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
  return { byPath, ...(usual === undefined ? {} : { usual }) };
}

/**
 * yarn 1 joins entries with the same address, so while it runs all of the registry's stand under the address it is given;
 * afterwards each has its own back.
 */
function atRegistry(text: string, addresses: Addresses, registry: string): string {
  return text.replace(resolved, (all, head: string, base: string, path: string) =>
    addresses.byPath.get(path) === base ? `${head}${registry}${path}` : all,
  );
}

function restored(attempt: Attempt, addresses: Addresses): Attempt {
  if (attempt.kind === 'failed') return attempt;
  const text = attempt.text.replace(resolved, (all, head: string, base: string, path: string) => {
    const address = addresses.byPath.get(path) ?? addresses.usual;
    return base === attempt.registry && address !== undefined ? `${head}${address}${path}` : all;
  });
  return { ...attempt, text };
}
