/** The App looks its webhook deliveries up, and has one sent again. */
import { type Answer, No, notFound, ok, time } from '../http.ts';
import { type Ask, numberParam, query, type Route } from '../router.ts';
import type { Delivery, Webhooks } from '../webhooks.ts';

export const deliveries = (webhooks: Webhooks): readonly Route[] => [
  { on: 'GET /app/hook/deliveries', who: 'app', answer: (ask) => list(ask, webhooks) },
  {
    on: 'GET /app/hook/deliveries/{delivery_id}',
    who: 'app',
    answer: (ask) => ok(whole(deliveryOf(ask, webhooks))),
  },
  {
    on: 'POST /app/hook/deliveries/{delivery_id}/attempts',
    who: 'app',
    answer: (ask) => {
      void webhooks.redeliver(deliveryOf(ask, webhooks));
      return { status: 202, body: {} };
    },
  },
];

function deliveryOf(ask: Ask, webhooks: Webhooks): Delivery {
  const found = webhooks.deliveries.find(({ id }) => id === numberParam(ask, 'delivery_id'));
  if (!found) throw new No(notFound);
  return found;
}

function list(ask: Ask, webhooks: Webhooks): Answer {
  const size = Number(query(ask, 'per_page') ?? 30);
  const cursor = query(ask, 'cursor');
  const status = query(ask, 'status');
  const newestFirst = [...webhooks.deliveries]
    .reverse()
    .filter((each) => cursor === undefined || each.id < Number(cursor))
    .filter((each) => status === undefined || (status === 'success') === isFine(each));
  const page = newestFirst.slice(0, size);
  const next = new URL(ask.url);
  next.searchParams.set('cursor', String(page.at(-1)?.id));
  return {
    ...ok(page.map((each) => short(each))),
    headers: newestFirst.length > size ? { link: `<${next.href}>; rel="next"` } : {},
  };
}

const isFine = ({ status = 0 }: Delivery) => status >= 200 && status < 400;

function short(delivery: Delivery) {
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: time(delivery.at),
    redelivery: delivery.redelivery,
    duration: 0.1,
    status: isFine(delivery) ? 'OK' : 'Invalid HTTP Response',
    status_code: delivery.status ?? 0,
    event: delivery.event,
    action: delivery.action ?? null,
    installation_id: delivery.installation ?? null,
    repository_id: delivery.repository ?? null,
  };
}

function whole(delivery: Delivery) {
  return {
    ...short(delivery),
    request: { headers: { 'X-GitHub-Delivery': delivery.guid }, payload: delivery.payload },
    response: { headers: {}, payload: null },
  };
}
