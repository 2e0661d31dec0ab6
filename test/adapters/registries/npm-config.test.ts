// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of npmrc files look like this.
import defaults from 'npm-registry-fetch/lib/default-opts.js';
import { describe, expect, it } from 'vitest';
import { readNpmConfig } from '../../../src/adapters/registries/npm-config.ts';

interface Row {
  readonly name: string;
  readonly user?: string;
  readonly global?: string;
  readonly repository?: string;
  readonly env?: Record<string, string>;
  readonly files?: Record<string, string>;
  readonly registries?: Record<string, string>;
  readonly authorization?: Record<string, string | undefined>;
  readonly network?: object;
  readonly problems?: number;
}

const rows: Row[] = [
  { name: 'nothing is configured', registries: { express: defaults.registry, '@acme/x': defaults.registry } },
  { name: 'nothing is bound', authorization: { [defaults.registry]: undefined } },
  {
    name: 'the user’s registry, with the slash it lacks',
    user: 'registry = https://registry.example/npm',
    registries: { express: 'https://registry.example/npm/' },
  },
  {
    name: 'the environment goes before the user, the user before the global file',
    global: 'registry=https://global.example/\n@a:registry=https://global.example/',
    user: 'registry=https://user.example/\n@a:registry=https://user.example/',
    env: { npm_config_registry: 'https://env.example/' },
    registries: { express: 'https://env.example/', '@a/x': 'https://user.example/' },
  },
  {
    name: 'variables in the user’s file',
    user: '//registry.example/:_authToken=${TOKEN}\nregistry=https://${HOST?}registry.example/',
    env: { TOKEN: 't0ken' },
    registries: { express: 'https://registry.example/' },
    authorization: { 'https://registry.example/express': 'Bearer t0ken' },
  },
  {
    name: 'a user and a password, and the older form of both',
    user: [
      '//one.example/:username=ann',
      `//one.example/:_password=${btoa('secret')}`,
      `//two.example/:_auth=${btoa('bob:secret')}`,
    ].join('\n'),
    authorization: {
      'https://one.example/x': `Basic ${btoa('ann:secret')}`,
      'https://two.example/x': `Basic ${btoa('bob:secret')}`,
      'https://three.example/x': undefined,
    },
  },
  {
    name: 'a token of a path is for that path and below, of that port and that host',
    user: 'registry=https://registry.example/\n//other.example:8443/npm/:_authToken=t',
    authorization: {
      'https://other.example:8443/npm/x': 'Bearer t',
      'https://other.example:8443/else/x': undefined,
      'https://other.example/npm/x': undefined,
      'https://other.example.evil.example/npm/x': undefined,
    },
  },
  {
    name: 'a token without a host is nobody’s, always-auth or not',
    user: '_authToken=t\nalways-auth=true',
    authorization: { [defaults.registry]: undefined },
  },
  {
    name: 'a credential in the environment',
    env: { 'npm_config_//registry.example/:_authToken': 't' },
    authorization: { 'https://registry.example/x': 'Bearer t' },
  },
  {
    name: 'the repository names the registry of a scope',
    repository: '@acme:registry=https://acme.example/npm',
    registries: { '@acme/x': 'https://acme.example/npm/', express: defaults.registry },
    problems: 0,
  },
  {
    name: 'the repository cannot move a scope that the user bound',
    user: '@acme:registry=https://acme.example/',
    repository: '@acme:registry=https://evil.example/',
    registries: { '@acme/x': 'https://acme.example/' },
  },
  {
    name: 'the repository cannot choose the registry of everything',
    repository: 'registry=https://evil.example/',
    registries: { express: defaults.registry },
    problems: 1,
  },
  {
    name: 'the repository cannot read a variable',
    repository: '@a:registry=https://evil.example/${TOKEN}/\n@b:registry=https://${TOKEN}.evil.example/',
    env: { TOKEN: 't0ken' },
    registries: { '@a/x': defaults.registry, '@b/x': defaults.registry },
    problems: 2,
  },
  {
    name: 'the repository cannot leave https, nor carry a credential in an address',
    repository:
      '@a:registry=http://evil.example/\n@b:registry=https://u:p@evil.example/\n@c:registry=file:///etc',
    registries: { '@a/x': defaults.registry, '@b/x': defaults.registry, '@c/x': defaults.registry },
    problems: 3,
  },
  {
    name: 'the repository binds no credential, and gets none of the user’s',
    user: '//registry.example/:_authToken=t',
    repository: '//evil.example/:_authToken=${TOKEN}\n@acme:registry=https://evil.example/',
    env: { TOKEN: 't0ken' },
    registries: { '@acme/x': 'https://evil.example/' },
    authorization: { 'https://evil.example/@acme%2fx': undefined },
  },
  {
    name: 'the repository sets no proxy, no certificates and no prototype',
    repository:
      'proxy=http://evil.example/\ncafile=/etc/x\nstrict-ssl=false\n__proto__[x]=1\n[__proto__]\nx=1',
    network: { strictSsl: true },
    problems: 0,
  },
  {
    name: 'proxies of npm, then of every program',
    user: 'https-proxy=http://npm.example:1/\nnoproxy=a.example,b.example',
    env: { HTTP_PROXY: 'http://all.example:2/', HTTPS_PROXY: 'http://all.example:3/', NO_PROXY: 'c.example' },
    network: {
      httpProxy: 'http://all.example:2/',
      httpsProxy: 'http://npm.example:1/',
      noProxy: 'a.example,b.example',
      strictSsl: true,
    },
  },
  {
    name: 'certificates of a file, and none checked',
    user: 'cafile=/certificates\nstrict-ssl=false',
    files: {
      '/certificates':
        '# one\n-----BEGIN CERTIFICATE-----\nAAA\n-----END CERTIFICATE-----\n# two\n-----BEGIN CERTIFICATE-----\nBBB\n-----END CERTIFICATE-----\n',
    },
    network: {
      ca: [
        '-----BEGIN CERTIFICATE-----\nAAA\n-----END CERTIFICATE-----',
        '-----BEGIN CERTIFICATE-----\nBBB\n-----END CERTIFICATE-----',
      ],
      strictSsl: false,
    },
  },
  { name: 'a proxy that is not set', user: 'proxy=null\nhttps-proxy=false', network: { strictSsl: true } },
];

describe('npm’s configuration', () => {
  it.each(rows)('$name', (row) => {
    const files: Record<string, string> = {
      '/home/ann/.npmrc': row.user ?? '',
      '/prefix/etc/npmrc': row.global ?? '',
      ...row.files,
    };
    const config = readNpmConfig({
      env: { PREFIX: '/prefix', ...row.env },
      home: '/home/ann',
      ...(row.repository === undefined ? {} : { repositoryNpmrc: row.repository }),
      readText: (path) => files[path],
    });
    for (const [name, registry] of Object.entries(row.registries ?? {}))
      expect([name, config.registryFor(name)]).toEqual([name, registry]);
    for (const [url, value] of Object.entries(row.authorization ?? {}))
      expect([url, config.authorizationFor(url)]).toEqual([url, value]);
    if (row.network) expect(config.network).toEqual(row.network);
    if (row.problems !== undefined) expect(config.problems).toHaveLength(row.problems);
  });
});
