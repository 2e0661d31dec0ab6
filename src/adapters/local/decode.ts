import type { Problem } from '../../domain/problem.ts';
import type { TextFile } from '../../domain/text.ts';

/** No manifest or source worth reading is larger; lockfiles of very large repositories come to some 10 MB. */
export const mostBytes = 50_000_000;

export type Decoded = { kind: 'text'; file: TextFile } | { kind: 'problem'; problem: Problem };

/** Bytes to text at the door: UTF-8 with or without a byte-order mark, nothing else. */
export function decode(path: string, bytes: Buffer, executable: boolean): Decoded {
  if (bytes.length > mostBytes) return tooLarge(path, bytes.length);
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return problem(path, 'it is written in UTF-16', 'save it as UTF-8');
  }
  if (bytes.includes(0)) return problem(path, 'it is not a text file', 'remove it or list it in ignorePaths');
  const byteOrderMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  try {
    const text = decoder.decode(byteOrderMark ? bytes.subarray(3) : bytes);
    return { kind: 'text', file: { path, text, byteOrderMark, executable } };
  } catch {
    return problem(path, 'it is not valid UTF-8', 'save it as UTF-8');
  }
}

// The mark was taken off by hand, so that a second one is kept as the character it is.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function tooLarge(path: string, bytes: number): Decoded {
  const size = `${Math.round(bytes / 1_000_000)} MB`;
  return problem(
    path,
    `it is ${size} large and was not read`,
    `keep it under ${mostBytes / 1_000_000} MB or list it in ignorePaths`,
  );
}

export function problem(path: string, what: string, remedy: string): Decoded {
  return { kind: 'problem', problem: { path, what, remedy } };
}

export function encode(text: string, byteOrderMark: boolean): string {
  return byteOrderMark ? `\ufeff${text}` : text;
}
