import { describe, expect, it } from 'vitest';
import { forgetSecrets, readSettings } from '../../src/cli/service-settings.ts';

const key = '-----BEGIN RSA PRIVATE KEY-----\nx\n-----END RSA PRIVATE KEY-----';
const good = { APP_ID: '12', PRIVATE_KEY: key, WEBHOOK_SECRET: 's', SPRINGTIDE_DATA: '/data' };

function read(more: Record<string, string | undefined>) {
  const answer = readSettings({ ...good, ...more });
  return answer.kind === 'settings' ? answer.settings : answer.problems;
}

describe('the environment', () => {
  it('has what Probot’s users know, and defaults for the rest', () => {
    expect(read({})).toEqual({
      appId: 12,
      privateKey: key,
      webhookSecret: 's',
      host: 'localhost',
      port: 3000,
      baseUrl: 'https://api.github.com',
      dataFolder: '/data',
      concurrency: 4,
      logLevel: 'info',
      onboarding: true,
      codemodsFrom: [],
    });
  });

  it.each([
    ['line ends written as \\n', key.replaceAll('\n', '\\n')],
    ['base64', Buffer.from(key).toString('base64')],
  ])('takes a key with %s', (_, written) => {
    expect(read({ PRIVATE_KEY: written })).toMatchObject({ privateKey: key });
  });

  it('takes names of those whose codemods may run, one after the other', () => {
    expect(read({ SPRINGTIDE_CODEMODS_FROM: '@acme/*, acme/.github tide' })).toMatchObject({
      codemodsFrom: ['@acme/*', 'acme/.github', 'tide'],
    });
  });

  it('knows GitHub Enterprise Server by its host', () => {
    expect(read({ GHE_HOST: 'github.acme.example' })).toMatchObject({
      baseUrl: 'https://github.acme.example/api/v3',
    });
  });

  it.each<[Record<string, string | undefined>, string]>([
    [{ APP_ID: undefined }, 'APP_ID is missing; it stands on the page of your GitHub App'],
    [{ APP_ID: 'x' }, `APP_ID is "x"; write a number from 1 to ${Number.MAX_SAFE_INTEGER}`],
    [{ PORT: '99999' }, 'PORT is "99999"; write a number from 0 to 65535'],
    [
      { WEBHOOK_SECRET: '' },
      'WEBHOOK_SECRET is missing; it is what you typed on the page of your GitHub App',
    ],
    [
      { PRIVATE_KEY: undefined },
      'PRIVATE_KEY is missing; set it, or PRIVATE_KEY_PATH to the .pem file that GitHub gave you',
    ],
    [
      { PRIVATE_KEY: 'hello' },
      'PRIVATE_KEY is no private key; it begins with -----BEGIN RSA PRIVATE KEY-----',
    ],
    [
      { PRIVATE_KEY: undefined, PRIVATE_KEY_PATH: '/nowhere.pem' },
      'PRIVATE_KEY_PATH is /nowhere.pem, which cannot be read; name the .pem file that GitHub gave you',
    ],
    [
      { SPRINGTIDE_CODEMODS_FROM: '@acme/*, /(/' },
      'SPRINGTIDE_CODEMODS_FROM has "/(/": this regular expression is not supported (missing closing ): `(`); write names or globs such as @acme/*',
    ],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL is "loud"; write one of trace, debug, info, warn, error, fatal'],
  ])('%j is one sentence', (more, sentence) => {
    expect(read(more)).toEqual([sentence]);
  });

  it('is rid of its secrets once they were read', () => {
    const environment: Record<string, string | undefined> = {
      ...good,
      DATABASE_URL: 'postgres://a:b@c',
      PATH: '/bin',
    };
    forgetSecrets(environment);
    expect(environment).toEqual({ APP_ID: '12', SPRINGTIDE_DATA: '/data', PATH: '/bin' });
  });
});
