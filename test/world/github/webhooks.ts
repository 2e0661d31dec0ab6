/**
 * What happened becomes deliveries to the App: those it subscribed to, of repositories it is installed on, signed with its secret. They
 * can be held back, let go in another order, sent twice, and are all written down.
 */
import { createHash, createHmac } from 'node:crypto';
import { covers } from './auth.ts';
import { isWebhookDescribed, wrongInPayload } from './openapi.ts';
import type { Violation } from './server.ts';
import { nodeId, organisationShape, userShape } from './shapes/accounts.ts';
import { repositoryShape } from './shapes/repositories.ts';
import { type Account, type Happening, type InstallationRecord, idOf, type State } from './state.ts';

export interface Delivery {
  readonly id: number;
  readonly guid: string;
  readonly event: string;
  readonly action: string | undefined;
  readonly installation: number | undefined;
  readonly repository: number | undefined;
  readonly payload: Readonly<Record<string, unknown>>;
  /** As it is sent, byte for byte. */
  readonly body: string;
  readonly redelivery: boolean;
  readonly at: Date;
  /** What the App answered; missing while it has not, 0 when it could not be reached. */
  status: number | undefined;
}

export interface Webhooks {
  /** Where deliveries go; until it is said they are only written down. */
  sendTo(url: string | undefined): void;
  /** Everything that was sent or is held back, in the order it happened. */
  readonly deliveries: readonly Delivery[];
  /** From now on deliveries wait. */
  hold(): void;
  /** Sends what waits, and what comes from now on: as it happened, in the opposite order, or each as often as told. */
  release(how?: { readonly order?: 'as-happened' | 'reversed'; readonly times?: number }): Promise<void>;
  /** Forgets what waits: deliveries get lost. */
  lose(): void;
  /** The same delivery with the same GUID once more. */
  redeliver(delivery: Delivery): Promise<Delivery>;
  /** Sends something as if it were a webhook; `signature` to sign it wrongly. */
  send(
    event: string,
    body: string,
    how?: { readonly guid?: string; readonly signature?: string },
  ): Promise<number>;
  /** Until the App has answered everything that was sent. */
  settled(): Promise<void>;
}

/**
 * Real events that the reduced copy of the description leaves out, because an App has nothing to do when it hears of them. They are sent, so
 * that it shows that it has nothing to do.
 */
const undescribed = new Set([
  'issues.opened',
  'issues.labeled',
  'issues.unlabeled',
  'pull_request.ready_for_review',
  'pull_request.review_requested',
]);

/** Sent whatever the App subscribed to. */
const always = new Set([
  'installation',
  'installation_repositories',
  'github_app_authorization',
  'installation_target',
]);
/** Sent to every App that may write checks, when it is about its own. */
const ofChecks = new Set(['check_run', 'check_suite']);

export function openWebhooks(state: State, violations: Violation[], checked: boolean, remembers: boolean) {
  const deliveries: Delivery[] = [];
  const waiting: Delivery[] = [];
  const underWay = new Set<Promise<unknown>>();
  let url: string | undefined;
  let holding = false;

  const send = async (event: string, body: string, how: Parameters<Webhooks['send']>[2] = {}) => {
    if (url === undefined) return 0;
    const { guid = guidOf(idOf(state)), signature = signatureOf(state.app.webhookSecret, body) } = how;
    try {
      const response = await fetch(url, {
        method: 'POST',
        body,
        headers: {
          'content-type': 'application/json',
          'user-agent': 'GitHub-Hookshot/044aadd',
          'x-github-hook-id': '1',
          'x-github-hook-installation-target-id': String(state.app.id),
          'x-github-hook-installation-target-type': 'integration',
          'x-github-event': event,
          'x-github-delivery': guid,
          'x-hub-signature-256': signature,
        },
      });
      await response.arrayBuffer();
      return response.status;
    } catch {
      return 0;
    }
  };
  const deliver = (delivery: Delivery): Promise<void> => {
    const sent = send(delivery.event, delivery.body, { guid: delivery.guid }).then((status) => {
      delivery.status = status === 0 && url === undefined ? undefined : status;
    });
    underWay.add(sent);
    return sent.finally(() => underWay.delete(sent));
  };
  const write = (draft: Omit<Delivery, 'id' | 'at' | 'status'>): Delivery => {
    const delivery = { ...draft, id: idOf(state), at: state.clock(), status: undefined };
    if (remembers) deliveries.push(delivery);
    return delivery;
  };

  state.announce = (happening) => {
    const { event, action } = happening;
    const name = [event, action].filter(Boolean).join('.');
    if (checked && !isWebhookDescribed(event, action) && !undescribed.has(name))
      violations.push({ where: `webhook ${name}`, what: ['is not described'] });
    for (const installation of recipients(state, happening)) {
      const payload = payloadOf(state, happening, installation);
      const wrong = checked ? (wrongInPayload(event, action, payload) ?? []) : [];
      if (wrong.length > 0) violations.push({ where: `webhook ${name}`, what: wrong });
      const body = JSON.stringify(payload);
      const delivery = write({
        guid: guidOf(idOf(state)),
        event,
        action,
        installation: installation.id,
        repository: happening.repository?.id,
        payload: JSON.parse(body),
        body,
        redelivery: false,
      });
      if (holding) waiting.push(delivery);
      else void deliver(delivery);
    }
  };

  const webhooks: Webhooks = {
    deliveries,
    sendTo(target) {
      url = target;
    },
    hold() {
      holding = true;
    },
    async release({ order = 'as-happened', times = 1 } = {}) {
      holding = false;
      const all = waiting.splice(0);
      if (order === 'reversed') all.reverse();
      for (const delivery of all) for (let time = 0; time < times; time += 1) await deliver(delivery);
    },
    lose() {
      waiting.splice(0);
    },
    async redeliver({ id, at, status, ...same }) {
      const again = write({ ...same, redelivery: true });
      await deliver(again);
      return again;
    },
    send,
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
  return webhooks;
}

function recipients(state: State, happening: Happening): InstallationRecord[] {
  const { event, repository, account, onlyOwn } = happening;
  return [...state.installations.values()].filter((installation) => {
    const there = repository
      ? covers(installation.repositories, repository, installation.account)
      : installation.account === account;
    if (!there) return false;
    if (always.has(event)) return true;
    if (installation.suspendedAt) return false;
    if (onlyOwn && ofChecks.has(event))
      return installation.permissions.checks === 'write' && ownedBy(state, happening);
    return installation.events.includes(event);
  });
}

/** `rerequested` and the like go to the App whose run or suite it is. */
function ownedBy(state: State, { payload }: Happening): boolean {
  const subject = (payload.check_run ?? payload.check_suite) as { app?: { id?: number } } | undefined;
  return subject?.app?.id === state.app.id;
}

function payloadOf(state: State, happening: Happening, installation: InstallationRecord) {
  const { action, repository, payload, sender } = happening;
  const owner: Account = repository?.owner ?? installation.account;
  return {
    ...(action === undefined ? {} : { action }),
    ...payload,
    ...(repository ? { repository: { ...repositoryShape(state, repository), custom_properties: {} } } : {}),
    ...(owner.kind === 'Organization' ? { organization: organisationShape(state, owner) } : {}),
    ...('installation' in payload
      ? {}
      : { installation: { id: installation.id, node_id: nodeId('IN', installation.id) } }),
    sender: userShape(state, sender),
  };
}

export const signatureOf = (secret: string, body: string) =>
  `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

/** Always the same ones in the same story. */
function guidOf(number: number): string {
  const hex = createHash('sha1').update(`delivery ${number}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}
