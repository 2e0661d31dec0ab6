import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { create } from 'tar';
import { temporaryFolder } from '../../temporary-folder.ts';

/** The archive of a package, as a registry has it; paths begin with a folder. */
export async function archive(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const cwd = temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), text);
  }
  return create({ cwd, gzip: true, portable: true }, Object.keys(files)).concat();
}
