/**
 * Text to tree for every language but JavaScript (see `parse.ts`). Each parser is loaded on the first file that needs it: most
 * runs never do. A text that cannot be read is an error with the reason; the runner turns it into why the file was skipped.
 */
import { createRequire } from 'node:module';
import type { SgNode } from '@ast-grep/napi';
import type { Dockerfile } from 'dockerfile-ast';
import type { Node as JsonNode, ParseError } from 'jsonc-parser';
import type { Document } from 'yaml';

const require = createRequire(import.meta.url);

/** JSON as configuration files are written: with comments and trailing commas. */
export function parseJson(text: string): JsonNode {
  const { parseTree, printParseErrorCode } = require('jsonc-parser') as typeof import('jsonc-parser');
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const [first] = errors;
  if (first)
    throw new Error(`it is not valid JSON (${printParseErrorCode(first.error)} at offset ${first.offset})`);
  if (!root) throw new Error('it is empty');
  return root;
}

/** Scalars keep their source, so that a range can be trusted. Twice the same key is the author's business. */
export function parseYaml(text: string): readonly Document.Parsed[] {
  const { parseAllDocuments } = require('yaml') as typeof import('yaml');
  const documents = parseAllDocuments(text, {
    keepSourceTokens: true,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  if ('empty' in documents) throw new Error('it is empty');
  const [error] = documents.flatMap(({ errors }) => errors);
  if (error) throw new Error(`it is not valid YAML (${error.message.replace(/\.$/, '')})`);
  return documents;
}

const instructions =
  /^(?:ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR)$/;

/** The parser reads anything; what Docker would not is refused here. */
export function parseDockerfile(text: string): Dockerfile {
  const { DockerfileParser } = require('dockerfile-ast') as typeof import('dockerfile-ast');
  const parsed = DockerfileParser.parse(text);
  const unknown = parsed.getInstructions().find((one) => !instructions.test(one.getKeyword()));
  if (unknown)
    throw new Error(
      `line ${unknown.getRange().start.line + 1}: ${unknown.getInstruction()} is no instruction`,
    );
  return parsed;
}

let registered = false;

/** The grammars are registered together, since the library takes them only once in a process. */
export function parseWithAstGrep(language: 'python' | 'go', text: string): SgNode {
  const napi = require('@ast-grep/napi') as typeof import('@ast-grep/napi');
  if (!registered) {
    napi.registerDynamicLanguage({
      python: require('@ast-grep/lang-python'),
      go: require('@ast-grep/lang-go'),
    });
    registered = true;
  }
  return napi.parse(language, text).root();
}

/**
 * How many places the grammar could not read. It goes on behind a mistake, so a file that has some may be edited; a result that
 * has more may not. What it had to add to go on is an empty token.
 */
export function mistakesIn(root: SgNode): number {
  return root.findAll({ rule: { any: [{ kind: 'ERROR' }, { regex: '^$' }] } }).length;
}
