import { GraphQLError } from 'graphql';

/** A no of GitHub’s, with the word it puts beside the message. */
export class GraphProblem extends GraphQLError {
  readonly type: string;
  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}
