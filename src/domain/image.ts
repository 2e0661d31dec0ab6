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

/** Images that carry Node.js in a version of its own: the official one is told by `isOfficialNode`. */
const nodeImages: readonly RegExp[] = [
  /^(?:vscode\/)?devcontainers\/(?:javascript|typescript)-node$/,
  /^lambda\/nodejs$/,
  /^amazon\/aws-lambda-nodejs$/,
  /^(?:cimg|circleci|bitnami)\/node$/,
  // `distroless/nodejs20-debian12`, `ubi9/nodejs-20`: the version stands in the name.
  /(?:^|\/)nodejs-?[0-9]+(?:-[^/]*)?$/,
];

/**
 * The runtime whose version an image's tag (or name) states, where there is one. Such an image is a site of the runtime and
 * belongs to the ecosystem `runtimes`; the ecosystem `docker` leaves it alone.
 */
export function runtimeOfImage(image: Pick<ImageReference, 'registry' | 'name'>): 'node' | undefined {
  const carries = isOfficialNode(image) || nodeImages.some((pattern) => pattern.test(image.name));
  return carries ? 'node' : undefined;
}

/** On Docker Hub, or on a registry that mirrors it, as its folders say: `registry.example/dockerhub/node`. */
function isOfficialNode({ registry, name }: Pick<ImageReference, 'registry' | 'name'>): boolean {
  const path = name.split('/');
  const owner = path.at(-2);
  if (path.at(-1) !== 'node') return false;
  if (registry === dockerHub) return owner === 'library';
  return owner === undefined || /docker|library|hub|mirror|proxy|cache/.test(owner);
}
