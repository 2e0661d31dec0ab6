/** Options of a client. */
import type { Node, ObjectExpression, ObjectProperty } from '@babel/types';
import type { Edit, SourceFile } from '../../src/change/codemod.ts';
import { noted, type Part, propertyName, replaced, textOf, withoutItems } from '../../src/change/syntax.ts';
import { guide } from './codemod.ts';

export interface Options {
  readonly edits: readonly Edit[];
  readonly notes: readonly Part[];
  /** As they are written, where nothing in them changes. */
  readonly text?: string;
  readonly isTold: boolean;
}

const renamed: Readonly<Record<string, string>> = {
  s3ForcePathStyle: 'forcePathStyle',
  s3BucketEndpoint: 'bucketEndpoint',
  sslEnabled: 'tls',
};
const dropped = new Set(['apiVersion', 'signatureVersion', 'correctClockSkew']);
const same = new Set([
  'region',
  'endpoint',
  'credentials',
  'logger',
  'useAccelerateEndpoint',
  'useDualstackEndpoint',
]);

export function optionsOf(file: SourceFile, options: Node | undefined): Options {
  if (!options) return { edits: [], notes: [], isTold: false, text: '' };
  if (options.type !== 'ObjectExpression')
    return {
      edits: [],
      notes: [
        noted('left', options, 'options are written elsewhere; see that they are those of version 3', guide),
      ],
      isTold: true,
    };
  const edits: Edit[] = [];
  const notes: Part[] = [];
  const going: ObjectProperty[] = [];
  for (const property of options.properties) {
    const name = propertyName(property) ?? '';
    if (property.type !== 'ObjectProperty') notes.push(told(property));
    else if (dropped.has(name)) going.push(property);
    else if (renamed[name] && !property.shorthand)
      edits.push(replaced('options', property.key, renamed[name]));
    else if (name === 'maxRetries' && property.value.type === 'NumericLiteral')
      edits.push(replaced('options', property, `maxAttempts: ${property.value.value + 1}`));
    else if (!same.has(name)) notes.push(told(property));
  }
  edits.push(...without(options, going));
  const isPlain = edits.length === 0 && notes.length === 0;
  return { edits, notes, isTold: !isPlain, ...(isPlain ? { text: textOf(file, options) } : {}) };
}

const told = (at: Node) =>
  noted(
    'left',
    at,
    'this option is another one in version 3, or none; keys belong into credentials: { … }',
    guide,
  );

function without(options: ObjectExpression, going: readonly ObjectProperty[]): readonly Edit[] {
  if (going.length === 0) return [];
  if (going.length === options.properties.length) return [replaced('options', options, '{}')];
  return withoutItems(options.properties, going).map((change) => ({
    ...change,
    rule: 'options',
    sure: true,
  }));
}
