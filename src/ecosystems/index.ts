import type { EcosystemId } from '../domain/manifest.ts';
import { docker } from './docker/index.ts';
import type { Ecosystem } from './ecosystem.ts';
import { githubActions } from './github-actions/index.ts';
import { npm } from './npm/index.ts';
import { runtimes } from './runtimes/index.ts';

/** Every package world, in the order in which the plan lists them. Adding one is a folder and a line here. */
export const ecosystems: readonly Ecosystem[] = [runtimes, npm, githubActions, docker];

export function ecosystemOf(id: EcosystemId): Ecosystem {
  const found = ecosystems.find((ecosystem) => ecosystem.id === id);
  if (!found) throw new Error(`No ecosystem is called ${id}`);
  return found;
}
