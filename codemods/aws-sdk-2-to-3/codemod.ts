import type { Node } from '@babel/types';
import type { Codemod, Edit, ManifestEdit, SourceFile } from '../../src/change/codemod.ts';
import { changed, noted, type Part, replaced, resultOf, textOf } from '../../src/change/syntax.ts';
import { callsOf } from './calls.ts';
import { imports, type Needed } from './imports.ts';
import { optionsOf } from './options.ts';
import { services } from './services.ts';

export const guide = 'https://docs.aws.amazon.com/sdk-for-javascript/v3/developer-guide/migrating.html';
const requirement = '^3.600.0';

export const codemod: Codemod = {
  id: 'aws-sdk-2-to-3',
  title: 'Migrate from aws-sdk to the clients of version 3',
  revision: 1,
  level: 'required',
  // Several packages take the place of one, which no replacement of a single dependency says: it is run by hand.
  trigger: [],
  languages: ['javascript', 'typescript'],
  hints: [["'aws-sdk"], ['"aws-sdk']],
  rules: [
    ...Object.entries(services).map(([name, one]) => ({
      id: name,
      doc: `new AWS.${name}() → new ${one.class ?? name}() of ${one.package}`,
    })),
    {
      id: 'document-client',
      doc: 'new AWS.DynamoDB.DocumentClient() → DynamoDBDocument.from(new DynamoDB())',
    },
    { id: 'promise', doc: 'client.call(p).promise() → client.call(p)' },
    { id: 'upload', doc: 's3.upload(p).promise() → new Upload({ client: s3, params: p }).done()' },
    {
      id: 'wait',
      doc: "s3.waitFor('bucketExists', p).promise() → waitUntilBucketExists({ client: s3, maxWaitTime: 200 }, p)",
    },
    { id: 'options', doc: 'maxRetries → maxAttempts, s3ForcePathStyle → forcePathStyle, apiVersion goes' },
    { id: 'left', doc: 'callbacks, streams, credentials and AWS.config are told' },
  ],
  transform(file, context) {
    const parts = migrated(file);
    return resultOf(
      file,
      parts.filter(({ edits, notes }) => [...edits, ...notes].every(({ rule }) => context.enabled(rule))),
    );
  },
  manifest(manifest, { applied, noted: told, skipped }) {
    const has = (name: string) => manifest.dependencies.has(name);
    if (!has('aws-sdk')) return [];
    const needed = [
      ...Object.entries(services).flatMap(([name, one]) => (applied.has(name) ? [one.package] : [])),
      ...(applied.has('document-client') ? ['@aws-sdk/client-dynamodb', '@aws-sdk/lib-dynamodb'] : []),
      ...(applied.has('upload') ? ['@aws-sdk/lib-storage'] : []),
    ];
    const added = [...new Set(needed)]
      .filter((name) => !has(name))
      .map((name): ManifestEdit => ({ kind: 'add', section: 'dependencies', name, requirement }));
    const isGone = applied.size > 0 && !told.has('left') && !skipped;
    return isGone ? [...added, { kind: 'drop', name: 'aws-sdk' }] : added;
  },
};

/** All clients of a file, what is called of them, and the imports that this needs. */
function migrated(file: SourceFile): readonly Part[] {
  const needed: Needed[] = [];
  const parts: Part[] = [];
  const taken = new Set<Node>();
  const names = file
    .bindings()
    .uses('aws-sdk', 'aws-sdk/')
    .map((use) => ({ ...use, path: pathOf(use.from.source.value, use.path) }));
  for (const { node, path } of names) {
    const made = file.tree().parent(node);
    if (made?.type !== 'NewExpression' || made.callee !== node) continue;
    const [name = '', inner, more] = path;
    const service = Object.hasOwn(services, name) ? services[name] : undefined;
    const isDocument = name === 'DynamoDB' && inner === 'DocumentClient';
    if (!service || more !== undefined || (inner !== undefined && !isDocument)) continue;
    const options = optionsOf(file, made.arguments[0]);
    const calls = callsOf(file, made, name, isDocument);
    const rule = isDocument ? 'document-client' : name;
    const class_ = service.class ?? name;
    const edits: Edit[] = isDocument
      ? [replaced(rule, made, `DynamoDBDocument.from(new DynamoDB(${options.text ?? ''}))`)]
      : [replaced(rule, node, class_), ...options.edits];
    if (isDocument && options.isTold) {
      parts.push(
        noted(
          'left',
          made,
          'the options of DocumentClient are those of its client and of DynamoDBDocument.from; write them by hand',
          guide,
        ),
      );
      continue;
    }
    needed.push({ module: service.package, name: isDocument ? 'DynamoDB' : class_, rule });
    if (isDocument) needed.push({ module: '@aws-sdk/lib-dynamodb', name: 'DynamoDBDocument', rule });
    needed.push(...calls.needed);
    parts.push(changed(edits, node), ...options.notes, ...calls.parts);
    taken.add(node);
  }
  const left = names.filter(
    ({ node, path }) =>
      path.length > 0 && isEnd(file, node) && !taken.has(node) && !isBelow(file, node, taken),
  );
  const told = left.map(({ node }) =>
    noted('left', node, `${textOf(file, node)} has no one successor in version 3; see the guide`, guide),
  );
  const mocks = file
    .bindings()
    .moduleReferences('aws-sdk', 'aws-sdk/')
    .filter(({ kind }) => kind === 'mock')
    .map(({ node }) =>
      noted('left', node, 'the clients of version 3 are packages of their own; mock those', guide),
    );
  if (needed.length === 0) return [...told, ...mocks];
  const brought = imports(file, needed);
  if (!brought)
    return [
      noted(
        'left',
        names[0]?.node ?? file.babel().program,
        'a name of a client means something else in this file; migrate it by hand',
        guide,
      ),
    ];
  return [...parts, brought, ...told, ...mocks];
}

/** `aws-sdk/clients/s3` is S3. */
function pathOf(module: string, path: readonly string[]): readonly string[] {
  const [, lower] = /^aws-sdk\/clients\/(\w+)$/.exec(module) ?? [];
  if (lower === undefined) return path;
  const name = Object.keys(services).find((one) => one.toLowerCase() === lower);
  return name ? [name, ...path] : [lower, ...path];
}

/** The last member of a chain, and no step to another name. */
function isEnd(file: SourceFile, node: Node): boolean {
  const parent = file.tree().parent(node);
  if (node.type !== 'MemberExpression' && node.type !== 'TSQualifiedName')
    return parent?.type === 'CallExpression' && parent.callee === node;
  return (
    !(parent?.type === 'MemberExpression' && parent.object === node) &&
    !(parent?.type === 'TSQualifiedName' && parent.left === node)
  );
}

function isBelow(file: SourceFile, node: Node, taken: ReadonlySet<Node>): boolean {
  return (
    file
      .tree()
      .ancestors(node)
      .some((above) => taken.has(above)) ||
    file
      .tree()
      .within(node)
      .some((inner) => taken.has(inner))
  );
}
