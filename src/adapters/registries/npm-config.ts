/**
 * Which registry is asked for a package, with which credential, over which network: as npm's own configuration says.
 *
 * The user's npmrc, the global npmrc and the environment are the user's word and are read as npm reads them. The
 * repository's .npmrc is hostile: it may only say which https registry a scope has, as plain text, for a scope the user
 * did not bind. It can name a host, never a credential; and a credential goes only to the host the user bound it to.
 *
 * `@npmcli/config` is not used whole: it costs 25 ms of start-up and reads the project's file as trusted. Its parts are.
 */
import { accessSync, constants, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join, resolve } from 'node:path';
import envReplace from '@npmcli/config/lib/env-replace.js';
import { parse } from 'ini';
import defaults from 'npm-registry-fetch/lib/default-opts.js';
import type { Problem } from '../../domain/problem.ts';
import type { NetworkSettings } from './wire.ts';

export interface NpmConfig {
  /** Ends in `/`. */
  registryFor(name: string): string;
  /** The value of an `Authorization` header, where the user bound a credential to this address. */
  authorizationFor(url: string): string | undefined;
  readonly network: NetworkSettings;
  /** What stands in the repository's .npmrc and was not followed. */
  readonly problems: readonly Problem[];
}

type Settings = Readonly<Record<string, string>>;
type Environment = Readonly<Record<string, string | undefined>>;

const scopeKey = /^@[a-z0-9~-][a-z0-9._~-]*:registry$/i;
const credential = /^\/\/.*:(?:_authToken|_auth|_password)$/;

export function readNpmConfig(from: {
  readonly env: Environment;
  readonly home: string;
  /** The text of the repository's .npmrc, when it has one. */
  readonly repositoryNpmrc?: string;
  /** Reads a file, `undefined` when there is none. */
  readonly readText?: (path: string) => string | undefined;
}): NpmConfig {
  const readText = from.readText ?? readIfThere;
  const environment = ofEnvironment(from.env);
  const npmrc = (path: string) => trusted(readText(path) ?? '', from.env);
  const user = npmrc(environment.userconfig ?? join(from.home, '.npmrc'));
  const global = npmrc(
    environment.globalconfig ?? join(prefix({ ...user, ...environment }, from.env), 'etc/npmrc'),
  );
  const settings: Settings = { ...global, ...user, ...environment };
  const repository = ofRepository(from.repositoryNpmrc ?? '');
  const all: Settings = { ...repository.settings, ...settings };
  const defaultRegistry = withSlash(webAddress(settings.registry) ?? defaults.registry);
  const isBound = Object.keys(settings).some((key) => credential.test(key));

  return {
    registryFor(name) {
      const scope = name.startsWith('@') ? name.slice(0, name.indexOf('/')) : undefined;
      const own = scope === undefined ? undefined : webAddress(all[`${scope}:registry`]);
      return own === undefined ? defaultRegistry : withSlash(own);
    },
    // Most people have no credential: the library that finds one is loaded for the others.
    authorizationFor: (url) =>
      isBound ? authorization(url, { ...settings, registry: defaultRegistry }) : undefined,
    network: networkOf(settings, from.env, readText),
    problems: repository.problems,
  };
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** `npm_config_strict_ssl` is `strict-ssl`; a key that begins with a host is kept as it is. */
function ofEnvironment(env: Environment): Settings {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => {
      if (!/^npm_config_/i.test(name) || !value) return [];
      const key = name.slice('npm_config_'.length);
      return [
        [key.startsWith('//') ? key : key.replace(/(?!^)_/g, '-').toLowerCase(), envReplace(value, env)],
      ];
    }),
  );
}

function trusted(text: string, env: Environment): Settings {
  return Object.fromEntries(
    entriesOf(text).map(([key, value]) => [envReplace(key, env), envReplace(value, env)]),
  );
}

function entriesOf(text: string): [string, string][] {
  return Object.entries(parse(text)).flatMap(([key, value]): [string, string][] => {
    if (Array.isArray(value)) return [[key.replace(/\[\]$/, ''), value.join('\n')]];
    return typeof value === 'object' ? [] : [[key, String(value).trim()]];
  });
}

/** npm is a script whose first line looks for `node` on the path: its prefix is where that one lives. */
function prefix(settings: Settings, env: Environment): string {
  if (settings.prefix) return settings.prefix;
  if (env.PREFIX) return env.PREFIX;
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
  const found = folders.find((folder) => canRun(join(folder, 'node')));
  return found === undefined ? dirname(dirname(process.execPath)) : dirname(found);
}

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function ofRepository(text: string): { settings: Settings; problems: Problem[] } {
  const settings: Record<string, string> = {};
  const problems: Problem[] = [];
  for (const [key, value] of entriesOf(text)) {
    if (scopeKey.test(key) && isPlainHttps(value)) settings[key] = value;
    else if (key.endsWith('registry')) problems.push(notFollowed(key));
  }
  return { settings, problems };
}

function isPlainHttps(value: string): boolean {
  const url = /[$\\]/.test(value) ? null : URL.parse(value);
  return url !== null && url.protocol === 'https:' && url.username === '' && url.password === '';
}

function notFollowed(key: string): Problem {
  return {
    path: '.npmrc',
    what: `${JSON.stringify(key)} is not followed, because a repository may only name the https registry of a scope, without variables`,
    remedy: 'set it in the npm configuration of the user who runs this',
  };
}

function webAddress(text: string | undefined): string | undefined {
  const url = text === undefined ? null : URL.parse(text);
  return url?.protocol === 'https:' || url?.protocol === 'http:' ? url.href : undefined;
}

function withSlash(address: string): string {
  return address.endsWith('/') ? address : `${address}/`;
}

const require = createRequire(import.meta.url);

function authorization(url: string, settings: Settings): string | undefined {
  const getAuth: typeof import('npm-registry-fetch/lib/auth.js').default = require('npm-registry-fetch/lib/auth.js');
  const { token, auth } = getAuth(url, settings);
  if (token) return `Bearer ${token}`;
  return auth ? `Basic ${auth}` : undefined;
}

/** npm's keys first, then what every program obeys. */
function networkOf(
  settings: Settings,
  env: Environment,
  readText: (path: string) => string | undefined,
): NetworkSettings {
  const httpProxy = real(settings.proxy) ?? env.HTTP_PROXY ?? env.http_proxy;
  const httpsProxy = real(settings['https-proxy']) ?? env.HTTPS_PROXY ?? env.https_proxy ?? httpProxy;
  const noProxy = real(settings.noproxy) ?? env.NO_PROXY ?? env.no_proxy;
  const cafile = real(settings.cafile);
  const bundle = real(settings.ca) ?? (cafile === undefined ? undefined : readText(resolve(cafile)));
  const ca = bundle
    ?.replaceAll('\\n', '\n')
    .match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g);
  return {
    ...(httpProxy ? { httpProxy } : {}),
    ...(httpsProxy ? { httpsProxy } : {}),
    ...(noProxy ? { noProxy } : {}),
    ...(ca ? { ca } : {}),
    strictSsl: settings['strict-ssl'] !== 'false',
    ...numberOf('timeout', settings['fetch-timeout'], 1),
    ...numberOf('retries', settings['fetch-retries'], 0),
  };
}

function numberOf(key: string, written: string | undefined, least: number): Record<string, number> {
  const number = Number(written);
  return written !== undefined && Number.isInteger(number) && number >= least ? { [key]: number } : {};
}

/** npm writes `null` and `false` for what is not set. */
function real(value: string | undefined): string | undefined {
  return value === undefined || value === '' || value === 'null' || value === 'false' ? undefined : value;
}
