/** What an operator says in the environment, read once at the door. */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { whyNot } from '../policy/pattern.ts';

export interface ServiceSettings {
  readonly appId: number;
  readonly privateKey: string;
  readonly webhookSecret: string;
  readonly host: string;
  readonly port: number;
  /** GitHub's API. */
  readonly baseUrl: string;
  readonly dataFolder: string;
  readonly databaseUrl?: string;
  readonly redisUrl?: string;
  readonly concurrency: number;
  readonly logLevel: string;
  readonly onboarding: boolean;
  /** Whose codemods may run besides our own. */
  readonly codemodsFrom: readonly string[];
}

export type ReadSettings =
  | { readonly kind: 'settings'; readonly settings: ServiceSettings }
  /** Sentences: what is missing or wrong, and what to do. */
  | { readonly kind: 'wrong'; readonly problems: readonly string[] };

/** These never stay where a child process could read them. */
const secrets = ['PRIVATE_KEY', 'PRIVATE_KEY_PATH', 'WEBHOOK_SECRET', 'DATABASE_URL', 'REDIS_URL'];
const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];

type Environment = Record<string, string | undefined>;

export function readSettings(environment: Environment): ReadSettings {
  const problems: string[] = [];
  const wrong = <Value>(sentence: string, value: Value): Value => {
    problems.push(sentence);
    return value;
  };
  const number = (name: string, otherwise: number | undefined, least: number, most: number): number => {
    const written = environment[name];
    if (written === undefined || written === '')
      return otherwise ?? wrong(`${name} is missing; it stands on the page of your GitHub App`, 0);
    const value = Number(written);
    return Number.isInteger(value) && value >= least && value <= most
      ? value
      : wrong(`${name} is ${JSON.stringify(written)}; write a number from ${least} to ${most}`, 0);
  };
  const settings: ServiceSettings = {
    appId: number('APP_ID', undefined, 1, Number.MAX_SAFE_INTEGER),
    privateKey: privateKeyIn(environment, wrong),
    webhookSecret:
      environment.WEBHOOK_SECRET ||
      wrong('WEBHOOK_SECRET is missing; it is what you typed on the page of your GitHub App', ''),
    host: environment.HOST || 'localhost',
    port: number('PORT', 3000, 0, 65_535),
    baseUrl: baseUrlOf(environment),
    dataFolder: environment.SPRINGTIDE_DATA || join(homedir(), '.local/share/springtide'),
    ...(environment.DATABASE_URL ? { databaseUrl: environment.DATABASE_URL } : {}),
    ...(environment.REDIS_URL ? { redisUrl: environment.REDIS_URL } : {}),
    concurrency: number('SPRINGTIDE_CONCURRENCY', 4, 1, 100),
    logLevel: levels.includes(environment.LOG_LEVEL ?? 'info')
      ? (environment.LOG_LEVEL ?? 'info')
      : wrong(
          `LOG_LEVEL is ${JSON.stringify(environment.LOG_LEVEL)}; write one of ${levels.join(', ')}`,
          'info',
        ),
    onboarding: environment.SPRINGTIDE_ONBOARDING !== 'off',
    codemodsFrom: patternsIn(environment.SPRINGTIDE_CODEMODS_FROM, wrong),
  };
  return problems.length > 0 ? { kind: 'wrong', problems } : { kind: 'settings', settings };
}

/** Whatever is started from here on finds none of them. */
export function forgetSecrets(environment: Environment): void {
  for (const name of secrets) delete environment[name];
}

function privateKeyIn(
  { PRIVATE_KEY: written, PRIVATE_KEY_PATH: path }: Environment,
  wrong: (sentence: string, value: string) => string,
): string {
  let text = written;
  if (!text && path) {
    try {
      text = readFileSync(path, 'utf8');
    } catch {
      return wrong(
        `PRIVATE_KEY_PATH is ${path}, which cannot be read; name the .pem file that GitHub gave you`,
        '',
      );
    }
  }
  if (!text)
    return wrong(
      'PRIVATE_KEY is missing; set it, or PRIVATE_KEY_PATH to the .pem file that GitHub gave you',
      '',
    );
  // Environments of some hosts take no line ends, so people write them as \n or encode the whole.
  const key = text.includes('BEGIN')
    ? text.replaceAll('\\n', '\n')
    : Buffer.from(text, 'base64').toString('utf8');
  return /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(key)
    ? key
    : wrong('PRIVATE_KEY is no private key; it begins with -----BEGIN RSA PRIVATE KEY-----', '');
}

/** Separated by commas or spaces. One that cannot be read allows nothing, and nobody should find out later. */
function patternsIn(
  written = '',
  wrong: (sentence: string, value: readonly string[]) => readonly string[],
): readonly string[] {
  const patterns = written.split(/[\s,]+/).filter((one) => one !== '');
  const bad = patterns.find((one) => whyNot(one) !== undefined);
  if (bad === undefined) return patterns;
  return wrong(
    `SPRINGTIDE_CODEMODS_FROM has ${JSON.stringify(bad)}: ${whyNot(bad)}; write names or globs such as @acme/*`,
    [],
  );
}

function baseUrlOf({ GHE_HOST: host, GHE_PROTOCOL: protocol = 'https' }: Environment): string {
  return host ? `${protocol}://${host}/api/v3` : 'https://api.github.com';
}
