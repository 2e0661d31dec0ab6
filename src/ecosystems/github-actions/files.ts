const workflow = /^(?:\.(?:github|gitea|forgejo)\/workflows|workflow-templates)\/[^/]+\.ya?ml$/;
const composite = /(?:^|\/)action\.ya?ml$/;

export function isWorkflow(path: string): boolean {
  return workflow.test(path);
}

/** The description of an action, wherever in the repository it lies. */
export function isAction(path: string): boolean {
  return composite.test(path);
}
