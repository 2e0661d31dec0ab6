/** Our App, registered as `app.yml` says: what it does not ask for there, it does not get in a story either. */
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { type AppRecord, addAccount, idOf, type State } from './state.ts';

interface Manifest {
  readonly default_permissions: Readonly<Record<string, string>>;
  readonly default_events: readonly string[];
}

const manifest: Manifest = parse(readFileSync(new URL('../../../app.yml', import.meta.url), 'utf8'));

let keys: { readonly publicKey: string; readonly privateKey: string } | undefined;

/** Making a key takes longer than opening a world, so a process makes one, when it is asked for first. */
export function keysOfApp() {
  keys ??= generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  return keys;
}

export interface AppSetup {
  readonly slug?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly events?: readonly string[];
}

export function registerApp(state: State, setup: AppSetup): AppRecord {
  const {
    slug = 'springtide',
    permissions = manifest.default_permissions,
    events = manifest.default_events,
  } = setup;
  const owner = addAccount(state, `${slug}-makers`, 'Organization');
  addAccount(state, 'web-flow', 'User', 'GitHub');
  const bot = addAccount(state, `${slug}[bot]`, 'Bot', `${slug}[bot]`);
  state.app = {
    id: idOf(state),
    slug,
    name: slug,
    clientId: `Iv23li${slug}`,
    webhookSecret: `secret of ${slug}`,
    permissions,
    events,
    owner,
    bot,
  };
  return state.app;
}
