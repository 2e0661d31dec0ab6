/** What is called of a client. */
import type { CallExpression, NewExpression, Node } from '@babel/types';
import type { SourceFile } from '../../src/change/codemod.ts';
import {
  changed,
  isSimple,
  literalText,
  noted,
  type Part,
  replaced,
  spot,
  textOf,
} from '../../src/change/syntax.ts';
import { guide } from './codemod.ts';
import type { Needed } from './imports.ts';
import { services } from './services.ts';

export interface Calls {
  readonly parts: readonly Part[];
  readonly needed: readonly Needed[];
}

const elsewhere = new Set([
  'getSignedUrl',
  'getSignedUrlPromise',
  'createPresignedPost',
  'makeRequest',
  'setupRequestListeners',
  'config',
]);

export function callsOf(file: SourceFile, made: NewExpression, name: string, isDocument: boolean): Calls {
  const parts: Part[] = [];
  const needed: Needed[] = [];
  for (const { node, path } of file.bindings().follow([{ node: made, path: [] }])) {
    const [method, more] = path;
    if (method === undefined || more !== undefined || node.type !== 'MemberExpression') continue;
    const call = file.tree().parent(node);
    const told = (message: string) => parts.push(noted('left', node, message, guide));
    if (elsewhere.has(method)) told(`${method} is in a package of its own in version 3`);
    else if (call?.type === 'CallExpression' && call.callee === node) {
      const promise = promiseOf(file, call);
      if (call.arguments.some(({ type }) => /Function/.test(type)))
        told('callbacks are best made promises: the methods of version 3 return them');
      else if (!promise)
        told('without promise() this was a request with events and streams; version 3 returns a promise');
      else if (method === 'upload') uploaded(file, node.object, call, promise, parts, needed);
      else if (method === 'waitFor') waited(file, node.object, call, promise, name, parts, needed);
      else {
        parts.push(changed([replaced('promise', { start: spot(call).end, end: spot(promise).end }, '')]));
        if (method === 'getObject' && !isDocument)
          told('Body is a stream in version 3; await its transformToString() or transformToByteArray()');
      }
    }
  }
  return { parts, needed };
}

/** `client.call(p).promise()` */
function promiseOf(file: SourceFile, call: CallExpression): CallExpression | undefined {
  const member = file.tree().parent(call);
  const isMember =
    member?.type === 'MemberExpression' &&
    member.object === call &&
    member.property.type === 'Identifier' &&
    member.property.name === 'promise';
  const promise = isMember ? file.tree().parent(member) : undefined;
  return promise?.type === 'CallExpression' && promise.callee === member && promise.arguments.length === 0
    ? promise
    : undefined;
}

function uploaded(
  file: SourceFile,
  client: Node,
  call: CallExpression,
  promise: Node,
  parts: Part[],
  needed: Needed[],
): void {
  const [params, another] = call.arguments;
  if (!params || another || !isSimple(client)) {
    parts.push(noted('left', call, 'upload is the class Upload of @aws-sdk/lib-storage in version 3', guide));
    return;
  }
  needed.push({ module: '@aws-sdk/lib-storage', name: 'Upload', rule: 'upload' });
  parts.push(
    changed([
      replaced(
        'upload',
        promise,
        `new Upload({ client: ${textOf(file, client)}, params: ${textOf(file, params)} }).done()`,
      ),
    ]),
  );
}

/** `waitFor('bucketExists', p)`; the limit is that of version 2 for S3. */
function waited(
  file: SourceFile,
  client: Node,
  call: CallExpression,
  promise: Node,
  name: string,
  parts: Part[],
  needed: Needed[],
): void {
  const [state, params] = call.arguments;
  const text = state && literalText(state);
  const service = services[name];
  if (!text || !service || !isSimple(client)) {
    parts.push(noted('left', call, 'waitFor is a function waitUntil… of the client in version 3', guide));
    return;
  }
  const wait = `waitUntil${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  needed.push({ module: service.package, name: wait, rule: 'wait' });
  const given = params ? textOf(file, params) : '{}';
  parts.push(
    changed([
      replaced('wait', promise, `${wait}({ client: ${textOf(file, client)}, maxWaitTime: 200 }, ${given})`),
    ]),
  );
}
