import { randomUUID } from 'node:crypto';
import { signatureOf } from '../../test/world/github/webhooks.ts';

interface Place {
  readonly installation: number;
  readonly repository: number;
}

/** A push to the default branch, as GitHub tells of it; answers how many milliseconds the answer took. */
export async function sendPush(
  url: string,
  secret: string,
  { installation, repository }: Place,
): Promise<number> {
  const body = JSON.stringify({
    ref: 'refs/heads/main',
    installation: { id: installation },
    repository: { id: repository, default_branch: 'main' },
  });
  const started = performance.now();
  const response = await fetch(`${url}/api/github/webhooks`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'push',
      'x-github-delivery': randomUUID(),
      'x-hub-signature-256': signatureOf(secret, body),
    },
  });
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`the service answered a webhook with ${response.status}`);
  return performance.now() - started;
}
