import runtimesJson from '../../../config/runtimes.json' with { type: 'json' };
import type { Dependency, Reading } from '../../../src/domain/manifest.ts';
import type { RuntimePolicy } from '../../../src/domain/policy.ts';
import type { Lifecycle } from '../../../src/domain/runtime.ts';
import type { RewriteContext } from '../../../src/ecosystems/ecosystem.ts';
import { runtimes } from '../../../src/ecosystems/runtimes/index.ts';

export const lifecycle: Lifecycle = runtimesJson.node;
export const today = new Date('2026-11-24');
export const policy: RuntimePolicy = {
  enabled: true,
  follow: 'lts',
  daysBeforeEndOfLife: 90,
  engines: 'library',
};

export function contextOn(now: Date, over: Partial<RuntimePolicy> = {}): RewriteContext {
  return { strategy: 'auto', now, published: false, runtime: { lifecycle, policy: { ...policy, ...over } } };
}

export function readFiles(files: Readonly<Record<string, string>>): Reading {
  const texts = new Map(Object.entries(files));
  return runtimes.read(texts, [...texts.keys()]);
}

export function nodeIn(files: Readonly<Record<string, string>>): Dependency {
  const [node] = readFiles(files).dependencies;
  if (!node) throw new Error('These files name no Node');
  return node;
}
