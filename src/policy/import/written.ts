import { createRequire } from 'node:module';
import type { WrittenPolicy } from '../schema.ts';

const require = createRequire(import.meta.url);

/** A new file, so it may be written as a whole; what is read and kept is only ever spliced. */
export function written(from: string, policy: WrittenPolicy): string {
  const { stringify } = require('yaml') as typeof import('yaml');
  const head = `# Taken over from ${from} by springtide config import.\n# Every key is explained in docs/configuration.md.\n`;
  return Object.keys(policy).length === 0
    ? `${head}{}\n`
    : `${head}${stringify(policy, { lineWidth: 100, aliasDuplicateObjects: false })}`;
}
