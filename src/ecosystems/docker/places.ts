import { isAction, isWorkflow } from '../github-actions/files.ts';

/** Where a file of a tree-like format names images. `*` is every entry or item. */
export interface Place {
  readonly path: readonly string[];
  readonly type: string;
  /** Written before the image, and no part of it. */
  readonly scheme?: string;
  /** Whether `$NAME` and `${NAME:-default}` are variables there. */
  readonly variables?: true;
}

export interface FileKind {
  readonly wants: (path: string) => boolean;
  readonly format: 'yaml' | 'json';
  /** A file without any of these words names no image, and is not parsed. */
  readonly words: RegExp;
  readonly places: readonly Place[];
}

const docker = 'docker://';

/** One row for each kind of file; Dockerfiles, which are no tree, are read beside them. */
export const fileKinds: readonly FileKind[] = [
  {
    wants: (path) => /(?:^|\/)(?:docker-)?compose(?:[.-][^/]*)?\.ya?ml$|\.compose\.ya?ml$/i.test(path),
    format: 'yaml',
    words: /image/,
    places: [{ path: ['services', '*', 'image'], type: 'image', variables: true }],
  },
  {
    wants: isWorkflow,
    format: 'yaml',
    words: /container|services|docker:/,
    places: [
      { path: ['jobs', '*', 'container'], type: 'container' },
      { path: ['jobs', '*', 'container', 'image'], type: 'container' },
      { path: ['jobs', '*', 'services', '*', 'image'], type: 'service' },
      { path: ['jobs', '*', 'steps', '*', 'uses'], type: 'docker', scheme: docker },
    ],
  },
  {
    wants: isAction,
    format: 'yaml',
    words: /docker:/,
    places: [
      { path: ['runs', 'steps', '*', 'uses'], type: 'docker', scheme: docker },
      { path: ['runs', 'image'], type: 'docker', scheme: docker },
    ],
  },
  {
    wants: (path) => /(?:^|\/)(?:\.gitlab-ci|[^/]*\.gitlab-ci)\.ya?ml$/.test(path),
    format: 'yaml',
    words: /image|services/,
    places: [
      { path: ['image'], type: 'image', variables: true },
      { path: ['image', 'name'], type: 'image', variables: true },
      { path: ['services', '*'], type: 'service', variables: true },
      { path: ['services', '*', 'name'], type: 'service', variables: true },
      { path: ['*', 'image'], type: 'image', variables: true },
      { path: ['*', 'image', 'name'], type: 'image', variables: true },
      { path: ['*', 'services', '*'], type: 'service', variables: true },
      { path: ['*', 'services', '*', 'name'], type: 'service', variables: true },
    ],
  },
  {
    wants: (path) =>
      /(?:^|\/)\.devcontainer\.json$|(?:^|\/)\.devcontainer\/(?:[^/]+\/)?devcontainer\.json$/.test(path),
    format: 'json',
    words: /image/,
    places: [{ path: ['image'], type: 'image' }],
  },
];

const dockerfile =
  /(?:^|\/)(?:(?:Dockerfile|Containerfile)(?:[.-][^/]+)?|[^/]+\.(?:Dockerfile|Containerfile))$/i;
/** Named after a Dockerfile, and not one: ignore lists, notes, templates of any language. */
const beside =
  /\.(?:dockerignore|md|txt|ya?ml|json|j2|jinja2?|tmpl|tpl|template|erb|mustache|in|orig|bak|sh|ts|js|py|go)$/i;

export function isDockerfile(path: string): boolean {
  return dockerfile.test(path) && !beside.test(path);
}
