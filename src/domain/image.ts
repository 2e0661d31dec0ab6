import type { Range } from './text.ts';

/**
 * A container image as people write it, `ghcr.io/acme/tool:1.4@sha256:…`, normalised as the Distribution project's reference
 * grammar says (https://github.com/distribution/reference): no host means Docker Hub, and a bare name there is an official
 * image, which Docker Hub keeps under `library/`.
 */
export interface ImageReference {
  /** `docker.io`, `ghcr.io`, `localhost:5000`. */
  readonly registry: string;
  /** As its registry knows it: `library/redis`, `grafana/grafana`. */
  readonly name: string;
  readonly tag?: Part;
  readonly digest?: Part;
}

/** A part of a reference, and where it stands in the text that was parsed. */
export interface Part {
  readonly text: string;
  readonly range: Range;
}

const dockerHub = 'docker.io';
const dockerHubHosts = new Set([
  dockerHub,
  'index.docker.io',
  'registry-1.docker.io',
  'registry.hub.docker.com',
]);

const longestReference = 512;
const namePattern = /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$/;
const hostPattern = /^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]+)?$/;
const tagPattern = /^\w[\w.-]{0,127}$/;
const digestPattern = /^[a-z0-9+._-]+:[0-9a-fA-F]{32,}$/;

/** `undefined` for what is not an image reference, one with a variable among them. */
export function parseImage(text: string): ImageReference | undefined {
  if (text.length > longestReference) return undefined;
  const digest = partAfter(text, text.indexOf('@'));
  const named = digest ? text.slice(0, digest.range.start - 1) : text;
  const colon = named.lastIndexOf(':');
  const tag = colon > named.lastIndexOf('/') ? partAfter(named, colon) : undefined;
  const { registry, name } = located(tag ? named.slice(0, tag.range.start - 1) : named);
  if (!hostPattern.test(registry) || !namePattern.test(name)) return undefined;
  if (tag && !tagPattern.test(tag.text)) return undefined;
  if (digest && !digestPattern.test(digest.text)) return undefined;
  return { registry, name, ...(tag && { tag }), ...(digest && { digest }) };
}

function partAfter(text: string, separator: number): Part | undefined {
  if (separator < 0) return undefined;
  return { text: text.slice(separator + 1), range: { start: separator + 1, end: text.length } };
}

function located(path: string): { registry: string; name: string } {
  const slash = path.indexOf('/');
  const first = path.slice(0, Math.max(slash, 0));
  const isHost = /[.:A-Z]/.test(first) || first === 'localhost';
  const registry = isHost ? first.toLowerCase() : dockerHub;
  const name = isHost ? path.slice(slash + 1) : path;
  if (!dockerHubHosts.has(registry)) return { registry, name };
  return { registry: dockerHub, name: name.includes('/') ? name : `library/${name}` };
}

/** How people write it, without the host that goes without saying: `redis`, `grafana/grafana`, `ghcr.io/acme/tool`. */
export function familiarName(image: Pick<ImageReference, 'registry' | 'name'>): string {
  return image.registry === dockerHub
    ? image.name.replace(/^library\//, '')
    : `${image.registry}/${image.name}`;
}

/**
 * Images whose tag, or for some whose name, is a version of Node.js. They are sites of the runtime and belong to the
 * ecosystem `runtimes`; the ecosystem `docker` leaves them alone.
 */
const nodeImages: readonly RegExp[] = [
  /^(?:docker\.io|mirror\.gcr\.io)\/library\/node$/,
  /^public\.ecr\.aws\/docker\/library\/node$/,
  /^docker\.io\/(?:cimg|circleci|bitnami)\/node$/,
  /^docker\.io\/amazon\/aws-lambda-nodejs$/,
  /^public\.ecr\.aws\/lambda\/nodejs$/,
  /^mcr\.microsoft\.com\/(?:vscode\/)?devcontainers\/(?:javascript|typescript)-node$/,
  /^gcr\.io\/distroless\/nodejs[0-9]+(?:-debian[0-9]+)?$/,
];

/** The runtime whose version an image's tag (or name) states, where there is one. */
export function runtimeOfImage(image: Pick<ImageReference, 'registry' | 'name'>): 'node' | undefined {
  const full = `${image.registry}/${image.name}`;
  return nodeImages.some((pattern) => pattern.test(full)) ? 'node' : undefined;
}
