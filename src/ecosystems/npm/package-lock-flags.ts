import { type Edge, edgesOf, type Packages, targetOf } from './package-lock-edges.ts';
import { parentOf } from './package-lock-tree.ts';

/** Who needs a package: each stays true only while every way from the root to it is of that kind. */
interface Flags {
  extraneous: boolean;
  dev: boolean;
  optional: boolean;
  devOptional: boolean;
  peer: boolean;
}

/**
 * The flags npm would write (`dev`, `optional`, `devOptional`, `peer`), worked out from the root as npm does after every
 * change; a package nobody needs is `extraneous`, and npm would remove it.
 */
export function flagsOf(packages: Packages): Map<string, Readonly<Partial<Record<keyof Flags, true>>>> {
  const flags = new Map<string, Flags>();
  for (const path of Object.keys(packages)) flags.set(path, all(path !== ''));
  const seen = new Set<string>();
  const open = [''];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const from = flags.get(path);
    if (!from) continue;
    const first = !seen.has(path);
    seen.add(path);
    if (!from.extraneous) keepAbove(packages, path, flags);
    const entry = packages[path];
    if (entry?.link && entry.resolved !== undefined) {
      const target = flags.get(entry.resolved);
      if (target && (lower(target, from, undefined) || !seen.has(entry.resolved))) open.push(entry.resolved);
      continue;
    }
    if (first || path !== '') visit(packages, path, from, flags, open);
  }
  return new Map([...flags].map(([path, each]) => [path, written(each)]));
}

function visit(
  packages: Packages,
  path: string,
  from: Flags,
  flags: Map<string, Flags>,
  open: string[],
): void {
  for (const edge of edgesOf(packages, path).values()) {
    const to = targetOf(packages, path, edge);
    const target = to === undefined ? undefined : flags.get(to);
    if (to !== undefined && target && lower(target, from, edge)) open.push(to);
  }
}

/** What holds a needed package in its own folder stays for that alone. */
function keepAbove(packages: Packages, path: string, flags: Map<string, Flags>): void {
  for (let at = parentOf(packages, path); at !== undefined; at = parentOf(packages, at)) {
    const holder = flags.get(at);
    if (holder?.extraneous) holder.extraneous = false;
  }
}

function all(value: boolean): Flags {
  return { extraneous: value, dev: value, optional: value, devOptional: value, peer: value };
}

/** Takes from `to` what this way to it denies; true when something was taken. Without an edge it is a link. */
function lower(to: Flags, from: Flags, edge: Edge | undefined): boolean {
  const peer = edge?.kind === 'peer' || edge?.kind === 'peerOptional';
  const optional = edge?.kind === 'optional' || edge?.kind === 'peerOptional';
  const dev = edge?.kind === 'dev';
  const devOptional = from.devOptional || (edge ? from.dev || from.optional || dev || optional : false);
  const stays: Flags = {
    extraneous: from.extraneous || (peer && optional),
    dev: from.dev || dev,
    optional: from.optional || optional,
    devOptional,
    peer: from.peer || peer,
  };
  let lowered = false;
  for (const flag of Object.keys(stays) as (keyof Flags)[]) {
    if (!to[flag] || stays[flag]) continue;
    to[flag] = false;
    lowered = true;
  }
  return lowered;
}

function written(flags: Flags): Partial<Record<keyof Flags, true>> {
  if (flags.extraneous) return { extraneous: true };
  return {
    ...(flags.peer ? { peer: true } : {}),
    ...(flags.dev ? { dev: true } : {}),
    ...(flags.optional ? { optional: true } : {}),
    ...(flags.devOptional && !flags.dev && !flags.optional ? { devOptional: true } : {}),
  };
}
