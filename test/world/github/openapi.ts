/**
 * GitHub's own description of itself, and whether a request, an answer or a webhook is as it says. The file is `@octokit/openapi` (MIT)
 * reduced to the operations and webhooks a forge has to do with; schemas are whole. Two things it says are softened, because GitHub's
 * own answers break them: `oneOf` is read as `anyOf` (alternatives overlap), and `nullable` beside an `enum` or an alternative lets `null` in.
 * One thing is harder: a field that no alternative names is an error, so that neither a typing error of ours nor an invention of the fake's
 * goes unseen.
 */
import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

interface Parameter {
  readonly $ref?: string;
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: Schema;
}

interface Content {
  readonly [type: string]: { readonly schema?: Schema };
}

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly $ref?: string; readonly content?: Content }>>;
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly 'x-webhooks': Readonly<Record<string, { readonly post: Operation }>>;
}

/** `GET /repos/{owner}/{repo}`. */
export type OperationName = string;

const file = new URL('../../../fixtures/github-openapi.json', import.meta.url);

let read: { readonly description: Description; readonly ajv: Ajv } | undefined;

/** Read when the first world opens, once for a process. */
function opened() {
  if (read) return read;
  const description = JSON.parse(readFileSync(file, 'utf8'));
  mend(description);
  soften(description.paths);
  soften(description.components);
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false, inlineRefs: false });
  formats.default(ajv);
  // `1001+springtide[bot]@users.noreply.github.com` is what GitHub writes, and no address by the standard.
  ajv.addFormat('email', true);
  ajv.addSchema({ $id: 'github', ...description });
  read = { description, ajv };
  return read;
}

/** Two places where the description is plainly wrong, and every real answer breaks it. */
function mend({ paths, components }: { paths: Loose; components: Loose }): void {
  // An account has to be a person and an enterprise at once; the same list elsewhere is of the schema `installation`.
  const list = paths['/app/installations'].get.responses['200'].content['application/json'];
  list.schema = { type: 'array', items: { $ref: '#/components/schemas/installation' } };
  // Labels without a description have `null`, in lists of pull requests too.
  components.schemas['pull-request-simple'].properties.labels.items.properties.description.nullable = true;
}

// biome-ignore lint/suspicious/noExplicitAny: a document that is mended at two exact places.
type Loose = any;

function soften(node: unknown): void {
  if (Array.isArray(node)) {
    for (const each of node) soften(each);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  const schema = node as Record<string, unknown>;
  if (Array.isArray(schema.oneOf)) {
    schema.anyOf = schema.oneOf;
    delete schema.oneOf;
  }
  // Lists of the events there are stopped growing at different times, some before merge groups.
  if (Array.isArray(schema.enum) && schema.enum.includes('branch_protection_rule')) delete schema.enum;
  if (schema.nullable === true && Array.isArray(schema.enum)) schema.enum = [...schema.enum, null];
  if (schema.nullable === true && schema.type === undefined) {
    delete schema.nullable;
    const { ...rest } = schema;
    for (const key of Object.keys(schema)) delete schema[key];
    schema.anyOf = [{ type: 'null' }, rest];
  }
  for (const each of Object.values(schema)) soften(each);
}

export function operationOf(name: OperationName): Operation | undefined {
  const [method = '', template = ''] = name.split(' ');
  return opened().description.paths[template]?.[method.toLowerCase()];
}

export const isDescribed = (name: OperationName) => operationOf(name) !== undefined;

export interface Asked {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Parsed; `undefined` when there was none. */
  readonly body: unknown;
}

/** What is wrong with a request; nothing is the quiet answer. */
export function wrongInRequest(name: OperationName, asked: Asked): string[] {
  const operation = operationOf(name);
  if (!operation) return [`${name} is not in GitHub's description`];
  const parameters = (operation.parameters ?? []).map((each) => deref(each) as Parameter);
  const described = parameters.flatMap((parameter) => {
    const text = parameter.in === 'path' ? asked.params[parameter.name] : asked.query.get(parameter.name);
    if (parameter.in === 'header') return [];
    if (text === undefined || text === null)
      return parameter.required ? [`${parameter.name} is missing`] : [];
    return wrongIn(parameter.schema, coerce(deref(parameter.schema) as Schema, text), parameter.name);
  });
  const queries = new Set(parameters.filter((each) => each.in === 'query').map((each) => each.name));
  const unknown = [...asked.query.keys()]
    .filter((key) => !queries.has(key))
    .map((key) => `the query has ${key}, which is not described`);
  return [...described, ...unknown, ...wrongInBody(operation, asked.body)];
}

function wrongInBody(operation: Operation, body: unknown): string[] {
  const { requestBody } = operation;
  if (!requestBody) return body === undefined ? [] : ['a body is not described'];
  if (body === undefined) return requestBody.required ? ['the body is missing'] : [];
  const schema = requestBody.content['application/json']?.schema;
  return schema ? wrongIn(schema, body, 'body') : [];
}

function coerce(schema: Schema, text: string): unknown {
  const number = Number(text);
  if (schema.type === 'integer' || schema.type === 'number')
    return text !== '' && !Number.isNaN(number) ? number : text;
  if (schema.type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  if (schema.type === 'array') return text.split(',');
  return text;
}

/** Answers that GitHub gives to any request, and describes only at some. */
const anywhere = new Set([301, 302, 304, 307, 401, 403, 404, 422, 429, 500, 502, 503]);

export function wrongInAnswer(name: OperationName, status: number, body: unknown, type: string): string[] {
  const operation = operationOf(name);
  if (!operation) return [];
  const answers = operation.responses[String(status)];
  if (!answers) {
    if (!anywhere.has(status)) return [`the status ${status} is not described`];
    return body === undefined
      ? []
      : wrongIn({ $ref: '#/components/schemas/basic-error' }, body, 'body', true);
  }
  const { content } = deref(answers) as { content?: Content };
  if (!content) return body === undefined || status >= 400 ? [] : ['an answer is not described'];
  const schema = content[type]?.schema ?? content['application/json']?.schema;
  if (!schema || status === 304 || !type.includes('json')) return [];
  return wrongIn(schema, body, 'body', status >= 400);
}

/** `undefined`: such a webhook is not described. */
export function wrongInPayload(
  event: string,
  action: string | undefined,
  payload: unknown,
): string[] | undefined {
  const name = [event, action].filter(Boolean).join('-').replaceAll('_', '-');
  const described = opened().description['x-webhooks'][name];
  const schema = described?.post.requestBody?.content['application/json']?.schema;
  return schema ? wrongIn(schema, payload, 'payload') : undefined;
}

export const isWebhookDescribed = (event: string, action: string | undefined) =>
  [event, action].filter(Boolean).join('-').replaceAll('_', '-') in opened().description['x-webhooks'];

const compiled = new WeakMap<object, ValidateFunction>();

function wrongIn(schema: Schema, value: unknown, name: string, lenient = false): string[] {
  const validate = compiled.get(schema) ?? compile(schema);
  const wrong = validate(value)
    ? []
    : (validate.errors ?? [])
        .slice(0, 8)
        .map((error) => `${name}${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`);
  return lenient ? wrong : [...wrong, ...unknownFields([schema], value, name)];
}

/** References inside are to the whole description, so each schema is compiled as a part of it. */
function compile(schema: Schema): ValidateFunction {
  const rooted = JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"github#/components/'));
  const validate = opened().ajv.compile(rooted);
  compiled.set(schema, validate);
  return validate;
}

/** Fields that GitHub gives to everybody, and that its description forgets in some of the places. */
const forgotten = new Set(['user_view_type', 'client_id', 'merge_queues']);
/** Of a team, which answers describe and webhooks do not. */
const forgottenOfTeams = new Set(['notification_setting', 'type', 'organization_id']);

/** Fields that none of the schemas that may apply names. */
function unknownFields(schemas: readonly Schema[], value: unknown, name: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const flat = schemas.flatMap(alternatives);
  if (Array.isArray(value)) {
    const items = flat.flatMap((schema) => schema.items ?? []);
    return items.length === 0 ? [] : value.flatMap((each) => unknownFields(items, each, `${name}[]`));
  }
  const objects = flat.filter((schema) => schema.properties || schema.additionalProperties);
  const open = flat.some(
    (schema) =>
      schema.additionalProperties === true ||
      (schema.type === 'object' && !schema.properties && schema.additionalProperties === undefined),
  );
  return Object.entries(value).flatMap(([key, inside]) => {
    if (inside === undefined) return [];
    const named = objects.flatMap((schema) => schema.properties?.[key] ?? []);
    const others = objects.flatMap(({ additionalProperties }) =>
      typeof additionalProperties === 'object' ? additionalProperties : [],
    );
    if (forgotten.has(key)) return [];
    if (name.startsWith('payload/') && /teams\[\]$/.test(name) && forgottenOfTeams.has(key)) return [];
    const known = named.length > 0 ? named : others;
    if (known.length > 0) return unknownFields(known, inside, `${name}/${key}`);
    return open || objects.length === 0 ? [] : [`${name}/${key} is not described`];
  });
}

const flattened = new WeakMap<object, readonly Schema[]>();

function alternatives(schema: Schema): readonly Schema[] {
  const known = flattened.get(schema);
  if (known) return known;
  const whole = deref(schema) as Schema;
  const all = [whole, ...[...(whole.anyOf ?? []), ...(whole.allOf ?? [])].flatMap(alternatives)];
  flattened.set(schema, all);
  return all;
}

function deref(node: { readonly $ref?: string }): object {
  if (!node.$ref) return node;
  const parts = node.$ref.replace(/^#\//, '').split('/');
  let here: unknown = opened().description;
  for (const part of parts) here = (here as Record<string, unknown>)[part];
  return deref(here as { $ref?: string });
}
