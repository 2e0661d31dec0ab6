/**
 * GraphQL, for what REST cannot do. The schema is GitHub’s own (`@octokit/graphql-schema`, MIT): what does not fit it is a violation, and so
 * is a field that nobody answers here. It takes a while to read, so only who asks has it read.
 */
import { readFileSync } from 'node:fs';
import {
  buildSchema,
  execute,
  GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  parse,
  validate,
} from 'graphql';
import { actorOf } from '../auth.ts';
import { type Answer, ok, refusal } from '../http.ts';
import { isPull } from '../moves/issues.ts';
import type { Ask, Route } from '../router.ts';
import { nodeId } from '../shapes/accounts.ts';
import { findRepository } from '../state.ts';
import { mutations } from './mutations.ts';
import { actorNode, pullNode, repositoryNode } from './nodes.ts';
import { GraphProblem } from './problem.ts';
import { mayReach } from './reach.ts';

let schema: GraphQLSchema | undefined;

function gitHubSchema(): GraphQLSchema {
  const file = new URL('schema.graphql', import.meta.resolve('@octokit/graphql-schema'));
  schema ??= buildSchema(readFileSync(file, 'utf8'), { assumeValid: true });
  return schema;
}

export const graphql = (violate: (what: readonly string[]) => void): readonly Route[] => [
  {
    on: 'POST /api/graphql',
    free: true,
    undescribed: 'GraphQL is held against its own schema',
    answer: (ask) => answer(ask, violate),
  },
];

async function answer(ask: Ask, violate: (what: readonly string[]) => void): Promise<Answer> {
  if (ask.caller.kind !== 'installation' && ask.caller.kind !== 'person')
    return refusal(401, 'This endpoint requires you to be authenticated.');
  const document = parsed(String(ask.body.query ?? ''));
  if (document instanceof GraphQLError) {
    violate([document.message]);
    return ok({ errors: [errorShape(document)] });
  }
  const wrong = validate(gitHubSchema(), document);
  if (wrong.length > 0) {
    violate(wrong.map(({ message }) => message));
    return ok({ errors: wrong.map(errorShape) });
  }
  const { data, errors } = await execute({
    schema: gitHubSchema(),
    document,
    rootValue: { ...queries(ask), ...mutations(ask) },
    variableValues: ask.body.variables as Record<string, unknown> | undefined,
    fieldResolver: resolver,
  });
  const ours = (errors ?? []).filter(({ originalError }) => !(originalError instanceof GraphProblem));
  if (ours.length > 0) violate(ours.map(({ message }) => message));
  return ok({ data: data ?? null, ...(errors ? { errors: errors.map(errorShape) } : {}) });
}

function parsed(text: string) {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
}

function errorShape(error: GraphQLError) {
  const { originalError } = error;
  const type = originalError instanceof GraphProblem ? { type: originalError.type } : {};
  return { ...type, path: error.path, locations: error.locations, message: error.message };
}

const resolver: GraphQLFieldResolver<Record<string, unknown>, unknown> = (
  source,
  args,
  _,
  { fieldName, parentType },
) => {
  if (!(fieldName in source)) throw new Error(`${parentType.name}.${fieldName} is not answered here`);
  const value = source[fieldName];
  return typeof value === 'function' ? value(args) : value;
};

const queries = (ask: Ask) => ({
  viewer: () => actorNode(ask.state, actorOf(ask.state, ask.caller)),
  repository: ({ owner, name }: { owner: string; name: string }) => {
    const found = findRepository(ask.state, owner, name);
    if (found && mayReach(ask, found)) return repositoryNode(ask.state, found);
    throw new GraphProblem(
      'NOT_FOUND',
      `Could not resolve to a Repository with the name '${owner}/${name}'.`,
    );
  },
  node: ({ id }: { id: string }) => node(ask, id),
  nodes: ({ ids }: { ids: readonly string[] }) => ids.map((id) => node(ask, id)),
});

function node(ask: Ask, id: string) {
  for (const repository of ask.state.repositories.values()) {
    if (!mayReach(ask, repository)) continue;
    if (nodeId('R', repository.id) === id) return repositoryNode(ask.state, repository);
    for (const issue of repository.issues.values())
      if (isPull(issue) && nodeId('PR', issue.pull.id) === id) return pullNode(ask.state, repository, issue);
  }
  throw new GraphProblem('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'`);
}
