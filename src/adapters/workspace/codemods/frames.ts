/** What goes between us and the process of a codemod: the length in four bytes, then JSON. */

export const headBytes = 4;

export function frame(message: unknown): Buffer {
  const body = Buffer.from(JSON.stringify(message));
  const head = Buffer.alloc(headBytes);
  head.writeUInt32BE(body.length);
  return Buffer.concat([head, body]);
}
