/**
 * An npm registry with memory: it serves what a story published, as the real one answers (full and abbreviated documents, tarballs with
 * their integrity, ETag), remembers what it was asked, and misbehaves when it is told to.
 * https://github.com/npm/registry/blob/main/docs/responses/package-metadata.md
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

export interface PublishedFields {
  /** `2026-01-01` when it is missing. */
  readonly at?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly engines?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly deprecated?: string;
  /** Stands in `dist`. */
  readonly attestations?: object;
  readonly [field: string]: unknown;
}

/** How a package, or everything, is answered instead. */
export type Fault =
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'nonsense' }
  | { readonly kind: 'cut' }
  | { readonly kind: 'never' };

export interface Registry {
  /** With a slash at its end. */
  readonly url: string;
  /** `GET /express`, in order. */
  readonly requests: readonly string[];
  /** Headers that carried a credential. */
  readonly credentials: readonly string[];
  /** The files of a tarball: path below `package/` → text. */
  publish(
    name: string,
    version: string,
    fields?: PublishedFields,
    files?: Readonly<Record<string, string>>,
  ): void;
  tag(name: string, tag: string, version: string): void;
  /** `{ vulnerable_versions: '<2', severity: 'high', title: '…', url: '…' }` */
  advise(name: string, advisory: object): void;
  /** For one package, or for all when no name is given. */
  fault(fault: Fault | undefined, name?: string): void;
  close(): Promise<void>;
}

interface Published {
  readonly manifest: Record<string, unknown>;
  readonly tarball: Buffer;
  readonly at: string;
  readonly attestations?: object;
}

interface Package {
  readonly versions: Map<string, Published>;
  readonly tags: Map<string, string>;
}

export async function openRegistry(): Promise<Registry> {
  const packages = new Map<string, Package>();
  const faults = new Map<string | undefined, Fault>();
  const advisories: Record<string, object[]> = {};
  const requests: string[] = [];
  const credentials: string[] = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? '/').split('?')[0] ?? '/');
    requests.push(`${request.method} ${path}`);
    if (request.headers.authorization) credentials.push(request.headers.authorization);
    if (path === '/-/npm/v1/security/advisories/bulk') {
      json(response, 200, advisories);
      return;
    }
    const name = /^\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? '';
    const fault = faults.get(name) ?? faults.get(undefined);
    if (fault) misbehave(fault, response);
    else answer(packages, url(), name, path, request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

  const packageOf = (name: string) => {
    const found = packages.get(name) ?? { versions: new Map(), tags: new Map() };
    packages.set(name, found);
    return found;
  };
  return {
    url: url(),
    requests,
    credentials,
    publish(name, version, { at = '2026-01-01', attestations, ...fields } = {}, files = {}) {
      const manifest = { name, version, ...fields };
      const tarball = tarballOf({ 'package.json': JSON.stringify(manifest), ...files });
      const { versions, tags } = packageOf(name);
      versions.set(version, {
        manifest,
        tarball,
        at: new Date(at).toISOString(),
        ...(attestations ? { attestations } : {}),
      });
      tags.set('latest', version);
    },
    tag(name, tag, version) {
      packageOf(name).tags.set(tag, version);
    },
    advise(name, advisory) {
      advisories[name] = [...(advisories[name] ?? []), advisory];
    },
    fault(fault, name) {
      if (fault) faults.set(name, fault);
      else faults.delete(name);
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function answer(
  packages: ReadonlyMap<string, Package>,
  url: string,
  name: string,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const found = packages.get(name);
  if (!found) {
    json(response, 404, { error: 'Not found' });
    return;
  }
  const file = /\/-\/(.+)\.tgz$/.exec(path)?.[1];
  if (file !== undefined) {
    const version = file.slice(
      file.lastIndexOf(`${name.split('/').at(-1)}-`) + `${name.split('/').at(-1)}-`.length,
    );
    const tarball = found.versions.get(version)?.tarball;
    if (tarball) response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(tarball);
    else json(response, 404, { error: 'Not found' });
    return;
  }
  const version = path.slice(path.indexOf(name) + name.length + 1);
  if (version !== '') {
    const [one] = entriesOf(name, found, url, false).filter(([published]) => published === version);
    json(response, one ? 200 : 404, one ? one[1] : { error: 'Not found' });
    return;
  }
  const abbreviated = (request.headers.accept ?? '').includes('application/vnd.npm.install-v1+json');
  const body = JSON.stringify(documentOf(name, found, url, abbreviated));
  const etag = `"${createHash('sha1').update(body).digest('hex')}"`;
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304, { etag }).end();
    return;
  }
  const type = abbreviated ? 'application/vnd.npm.install-v1+json' : 'application/json';
  response.writeHead(200, { 'content-type': type, etag }).end(body);
}

/** What an abbreviated document keeps of a version. */
const kept = [
  'name',
  'version',
  'deprecated',
  'dependencies',
  'optionalDependencies',
  'peerDependencies',
  'peerDependenciesMeta',
  'bin',
  'engines',
  'os',
  'cpu',
];

function entriesOf(name: string, { versions }: Package, url: string, abbreviated: boolean) {
  return [...versions].map(([version, { manifest, tarball, attestations }]) => {
    const dist = {
      tarball: `${url}${name}/-/${name.split('/').at(-1)}-${version}.tgz`,
      shasum: createHash('sha1').update(tarball).digest('hex'),
      integrity: `sha512-${createHash('sha512').update(tarball).digest('base64')}`,
      ...(attestations ? { attestations } : {}),
    };
    const scripts = (manifest.scripts ?? {}) as Record<string, string>;
    const runs = ['preinstall', 'install', 'postinstall'].some((script) => scripts[script]);
    const fields = abbreviated
      ? Object.fromEntries(kept.filter((key) => key in manifest).map((key) => [key, manifest[key]]))
      : manifest;
    return [
      version,
      { ...fields, ...(abbreviated && runs ? { hasInstallScript: true } : {}), dist },
    ] as const;
  });
}

function documentOf(name: string, found: Package, url: string, abbreviated: boolean) {
  const { versions, tags } = found;
  const entries = entriesOf(name, found, url, abbreviated);
  const times = [...versions.values()].map(({ at }) => at).sort();
  const modified = times.at(-1);
  const shared = { name, 'dist-tags': Object.fromEntries(tags), versions: Object.fromEntries(entries) };
  if (abbreviated) return { ...shared, modified };
  const time = Object.fromEntries([...versions].map(([version, { at }]) => [version, at]));
  return { ...shared, time: { created: times[0], modified, ...time } };
}

function misbehave(fault: Fault, response: ServerResponse): void {
  switch (fault.kind) {
    case 'status':
      json(response, fault.status, { error: 'told to' });
      return;
    case 'nonsense':
      response.writeHead(200, { 'content-type': 'application/json' }).end('<html>a proxy says hello</html>');
      return;
    case 'cut':
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '5000' });
      response.write('{"name":', () => response.destroy());
      return;
    case 'never':
      return;
  }
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** A tar of plain files, as npm packs them; always the same bytes for the same files. */
export function tarballOf(files: Readonly<Record<string, string>>): Buffer {
  const blocks = Object.entries(files).flatMap(([path, text]) => {
    const body = Buffer.from(text);
    const header = Buffer.alloc(512);
    const field = (value: string, at: number) => header.write(value, at, 'latin1');
    field(`package/${path}`, 0);
    field('000644 \0', 100);
    field(`${body.length.toString(8).padStart(11, '0')} `, 124);
    field('00000000000 ', 136);
    field('        ', 148);
    field('0', 156);
    field('ustar\x0000', 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    field(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return [header, body, Buffer.alloc((512 - (body.length % 512)) % 512)];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}
