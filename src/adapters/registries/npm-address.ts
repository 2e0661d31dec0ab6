import type { NpmConfig } from './npm-config.ts';
import type { HttpRequest } from './source.ts';

/** What an npm registry is asked: where, and who asks. */
export type NpmAddress = Pick<HttpRequest, 'url' | 'headers'>;

/** The two forms of a package document: https://github.com/npm/registry/blob/main/docs/responses/package-metadata.md */
export const abbreviated = 'application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8';
export const full = 'application/json';

/** Less than npm's rules for new packages allow, and more than any old package needs; nothing that could leave the path. */
const namePart = "[A-Za-z0-9_~!'()*-][A-Za-z0-9._~!'()*-]*";
const packageName = new RegExp(`^(?:@${namePart}/)?${namePart}$`);

/** Names come from hostile manifests: one that could mean another path of the registry is never asked for. */
export function isPackageName(name: string): boolean {
  return name.length <= 214 && packageName.test(name);
}

/** `@types/node` is one segment, `@types%2fnode`, as npm writes it. */
export function documentAddress(config: NpmConfig, name: string): NpmAddress {
  return withIdentity(config, config.registryFor(name) + name.replace('/', '%2f'));
}

export function withIdentity(config: NpmConfig, url: string): NpmAddress {
  const authorization = config.authorizationFor(url);
  return authorization === undefined ? { url } : { url, headers: { authorization } };
}

/** A host with its path, for people: `registry.example/npm`. */
export function registryName(registry: string): string {
  const { host, pathname } = new URL(registry);
  return `${host}${pathname}`.replace(/\/$/, '');
}
