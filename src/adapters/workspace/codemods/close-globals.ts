import { writeSync } from 'node:fs';
import { platform } from 'node:process';
import { format } from 'node:util';
import { runInNewContext } from 'node:vm';

/** Beside the language itself, what parsers and codemods use and what reaches nothing. */
const kept = ['global', 'Buffer', 'TextDecoder', 'TextEncoder', 'URL', 'atob', 'btoa', 'structuredClone'];

/**
 * Leaves a codemod the language and a few things of Node. What stays is named, not what goes, so that whatever a later Node brings
 * is gone until somebody has looked at it: `Response` alone would bring a way to the network.
 */
export function closeGlobals(): void {
  const language: readonly string[] = runInNewContext('Object.getOwnPropertyNames(globalThis)');
  const stays = new Set<string | symbol>([...language, ...kept, Symbol.toStringTag]);
  for (const key of Reflect.ownKeys(globalThis)) if (!stays.has(key)) Reflect.deleteProperty(globalThis, key);
  Object.assign(globalThis, {
    // Parsers ask it for settings.
    process: Object.freeze({ env: Object.freeze({}), platform, versions: Object.freeze({}) }),
    console: consoleOn(2),
  });
}

/** For the author of a codemod: the App listens to none of it. */
function consoleOn(descriptor: number): object {
  const say = (...words: unknown[]) => void writeSync(descriptor, `${format(...words)}\n`);
  return Object.freeze({ debug: say, error: say, info: say, log: say, trace: say, warn: say });
}
