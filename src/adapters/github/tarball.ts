/**
 * Many contents of one commit at once. A tarball is one question where blobs are one each. What is in it is believed only when its hash is
 * the one that the tree names: an archive leaves out and rewrites what `.gitattributes` asks for, and a broken one says nothing.
 */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { Parser } from 'tar';
import type { Connection } from './connection.ts';

/** So much is unpacked, and no more: a bomb is as good as no tarball. */
const mostUnpacked = 2_000_000_000;

/** Hands over what is wanted, by the path and the hash the tree gives; what does not come is asked for one by one. */
export async function fromTarball(
  connection: Connection,
  at: { readonly owner: string; readonly repo: string },
  commit: string,
  wanted: ReadonlyMap<string, string>,
  take: (sha: string, bytes: Buffer) => Promise<void>,
): Promise<void> {
  const body = await connection.ask(`${at.owner}/${at.repo}`, 'read', async (octokit) => {
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/tarball/{ref}', {
      ...at,
      ref: commit,
      request: { parseSuccessResponseBody: false },
    });
    return data as unknown as ReadableStream<Uint8Array>;
  });
  const taken: Promise<void>[] = [];
  const parser = new Parser({
    strict: false,
    onReadEntry(entry) {
      const sha = wanted.get(entry.path.slice(entry.path.indexOf('/') + 1));
      if (sha !== undefined && entry.type === 'File') {
        const parts: Buffer[] = [];
        entry.on('data', (part) => parts.push(part));
        entry.on('end', () => {
          const bytes = Buffer.concat(parts);
          if (hashOf(bytes) === sha) taken.push(take(sha, bytes));
        });
      }
      entry.resume();
    },
  });
  let unpacked = 0;
  try {
    await pipeline(Readable.fromWeb(body as never), createGunzip(), async (parts: AsyncIterable<Buffer>) => {
      for await (const part of parts) {
        unpacked += part.length;
        if (unpacked > mostUnpacked) throw new Error('it unpacks to too much');
        parser.write(part);
      }
      parser.end();
    });
  } catch {
    // Cut short or no archive at all: what came has its right hash, and the rest is asked for otherwise.
  }
  await Promise.all(taken);
}

/** As git names a content. */
const hashOf = (bytes: Buffer) =>
  createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
