import type { Dependency, Reading } from '../../domain/manifest.ts';
import type { Problem } from '../../domain/problem.ts';
import { placeOf } from '../../domain/text.ts';
import { mergeSites } from '../merge.ts';
import { openFile, type SourceFile } from '../runtimes/file.ts';
import { at, childOf, type Tree } from '../runtimes/tree.ts';
import { imagesOfDockerfile } from './dockerfile.ts';
import { dependencyOf, type Mention } from './mention.ts';
import { fileKinds, isDockerfile, type Place } from './places.ts';
import { expand } from './variables.ts';

export function wants(path: string): boolean {
  return isDockerfile(path) || fileKinds.some((kind) => kind.wants(path));
}

export function read(texts: ReadonlyMap<string, string>): Reading {
  const problems: Problem[] = [];
  const dependencies = [...texts].flatMap(([path, text]) =>
    dependenciesOf(
      openFile(path, text, (problem) => void problems.push(problem)),
      problems,
    ),
  );
  const paths = new Set(dependencies.map(({ manifest }) => manifest));
  const manifests = [...paths].map((path) => ({
    path,
    ecosystem: 'docker' as const,
    published: false,
    engines: {},
  }));
  return { manifests, dependencies, lockfiles: [], problems };
}

function dependenciesOf(file: SourceFile, problems: Problem[]): Dependency[] {
  const mentions = isDockerfile(file.path) ? mentionsOfDockerfile(file) : mentionsOfTree(file, problems);
  return mergeSites(mentions.flatMap(dependencyOf));
}

function mentionsOfDockerfile(file: SourceFile): Mention[] {
  if (!/from|syntax/i.test(file.text)) return [];
  const parsed = file.dockerfile();
  return parsed ? imagesOfDockerfile(file.path, file.text, parsed) : [];
}

function mentionsOfTree(file: SourceFile, problems: Problem[]): Mention[] {
  const kind = fileKinds.find(({ wants }) => wants(file.path));
  if (!kind?.words.test(file.text)) return [];
  const root = kind.format === 'yaml' ? file.yaml() : file.json();
  const built = builtHere(root);
  return kind.places.flatMap((place) =>
    at(root, place.path)
      .filter((tree) => !built.has(tree))
      .flatMap((tree) => mentionOf(file, place, tree, problems)),
  );
}

/** A service that is built gets its image's name from here: a name given, not an image used. */
function builtHere(root: Tree | undefined): ReadonlySet<Tree> {
  const services = at(root, ['services', '*']).filter((service) => childOf(service, 'build'));
  return new Set(services.flatMap((service) => childOf(service, 'image') ?? []));
}

function mentionOf(file: SourceFile, place: Place, tree: Tree, problems: Problem[]): Mention[] {
  if (tree.kind !== 'scalar') return [];
  const { text } = tree;
  if (text === undefined) {
    // Said once a file: what is wrong in one place is often wrong in a thousand.
    if (problems.at(-1)?.path !== file.path) problems.push(unreadable(file, tree.range.start));
    return [];
  }
  const { scheme = '' } = place;
  if (!text.startsWith(scheme)) return [];
  const range = { start: tree.range.start + scheme.length, end: tree.range.end };
  const written = text.slice(scheme.length);
  return [
    {
      path: file.path,
      written: { text: written, range },
      pieces: piecesOf(written, range.start, place),
      kind: 'image',
      type: place.type,
    },
  ];
}

function unreadable({ path, text }: SourceFile, offset: number): Problem {
  return {
    path,
    place: placeOf(text, offset),
    what: 'an image does not stand on one line as it is meant',
    remedy: 'write every image on one line, without escapes',
  };
}

function piecesOf(written: string, offset: number, place: Place): Mention['pieces'] {
  if (place.variables) return expand(written, offset, () => undefined);
  if (written.includes('${')) return [{ text: written }];
  return [{ text: written, range: { start: offset, end: offset + written.length } }];
}
