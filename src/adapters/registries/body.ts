import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';

export type Body =
  | { readonly kind: 'whole'; readonly bytes: Uint8Array }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'unknown-encoding'; readonly encoding: string };

const decoders: Readonly<Record<string, (bytes: Uint8Array, limit: number) => Promise<Uint8Array>>> = {
  identity: async (bytes) => bytes,
  gzip: (bytes, limit) => promisify(gunzip)(bytes, { maxOutputLength: limit }),
  'x-gzip': (bytes, limit) => promisify(gunzip)(bytes, { maxOutputLength: limit }),
  deflate: (bytes, limit) => promisify(inflate)(bytes, { maxOutputLength: limit }),
  br: (bytes, limit) => promisify(brotliDecompress)(bytes, { maxOutputLength: limit }),
};

/** What a request may say in `Accept-Encoding`. */
export const acceptedEncodings = 'gzip, br';

/**
 * Reads a body as it was sent, `undefined` when it is larger than the limit. The limit counts again for what comes out of
 * it, so that a small body that unpacks to gigabytes stops early.
 */
export async function readBody(
  chunks: AsyncIterable<Uint8Array>,
  limit: number,
): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > limit) return undefined;
    parts.push(chunk);
  }
  return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts, length);
}

/** Unpacks a body that was read. One that breaks off throws, as a broken connection does. */
export async function unpack(bytes: Uint8Array, encoding: string, limit: number): Promise<Body> {
  const decode = Object.hasOwn(decoders, encoding) ? decoders[encoding] : undefined;
  if (!decode) return { kind: 'unknown-encoding', encoding };
  try {
    return { kind: 'whole', bytes: bytes.length === 0 ? bytes : await decode(bytes, limit) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return { kind: 'too-large' };
    throw error;
  }
}
