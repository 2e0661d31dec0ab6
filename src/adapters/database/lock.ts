/**
 * One process a folder. The embedded database has no lock of its own, and two that write to one folder destroy it. The lock is a socket
 * that its holder listens on: whoever comes second can ask whether the holder lives, so that a killed process leaves nothing behind that
 * has to be cleaned up, and a process id that was given away again fools nobody.
 */
import { createHash, randomUUID } from 'node:crypto';
import { realpathSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** Answers with how to give it back; throws one sentence when another process has it. */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = socketPath(folder);
  const mine = randomUUID();
  const taken = new Error(
    `${folder} is in use by another process; stop it, give this one another SPRINGTIDE_DATA, or set DATABASE_URL to share a PostgreSQL`,
  );
  let server = await listen(path, mine);
  if (!server) {
    if ((await holderOf(path)) !== undefined) throw taken;
    rmSync(path, { force: true });
    server = await listen(path, mine);
  }
  // Two that found the same dead holder at the same moment: the one whose socket stands there now has it.
  if (!server || (await holderOf(path)) !== mine) {
    server?.close();
    throw taken;
  }
  const held = server;
  return () => new Promise((resolve) => held.close(() => resolve()));
}

/** A socket's path may have 107 bytes at most. */
function socketPath(folder: string): string {
  const path = join(folder, 'springtide.lock');
  if (process.platform === 'win32') return `\\\\.\\pipe\\springtide-${hashOf(folder)}`;
  return Buffer.byteLength(path) <= 100 ? path : join(tmpdir(), `springtide-${hashOf(folder)}.lock`);
}

const hashOf = (folder: string) =>
  createHash('sha256').update(realpathSync(folder)).digest('hex').slice(0, 16);

function listen(path: string, id: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.end(id));
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    );
    server.listen(path, () => {
      server.unref();
      resolve(server);
    });
  });
}

/** What the holder says of itself; `undefined` when nobody answers. */
async function holderOf(path: string): Promise<string | undefined> {
  const socket = connect(path);
  try {
    return await text(socket);
  } catch {
    return undefined;
  } finally {
    socket.destroy();
  }
}
