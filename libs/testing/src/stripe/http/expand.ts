import type Stripe from 'stripe';
import { paymentsOf } from '../objects/invoices';
import { snapshot, type World } from '../world';
import { invalid } from './fault';

type Json = Record<string, unknown>;

/** Puts whole objects in the place of their ids (https://docs.stripe.com/expand), at most four deep. */
export function expand(world: World, answer: object, wishes: string[]): object {
  if (wishes.length === 0) return answer;
  const root: unknown = snapshot(answer);
  wishes.forEach((wish, index) => {
    const parts = wish.split('.');
    if (parts.filter((part) => part !== 'data').length > 4)
      throw invalid('You cannot expand more than 4 levels of a property', `expand[${index}]`);
    step(world, root, parts, () =>
      invalid(`This property cannot be expanded (${parts.at(-1) ?? ''}).`, `expand[${index}]`),
    );
  });
  return root as object;
}

function step(world: World, node: unknown, [name, ...rest]: string[], refuse: () => Error): void {
  if (name === undefined || node === null) return;
  if (Array.isArray(node)) {
    for (const element of node) step(world, element, [name, ...rest], refuse);
    return;
  }
  if (!isObject(node)) throw refuse();
  include(world, node, name);
  if (!Object.hasOwn(node, name)) throw refuse();
  const value = node[name];
  if (typeof value === 'string') node[name] = lookUp(world, value, refuse);
  else if (Array.isArray(value))
    node[name] = value.map((v: unknown) => (typeof v === 'string' ? lookUp(world, v, refuse) : v));
  else if (rest.length === 0 && value !== null && !isObject(value)) throw refuse();
  step(world, node[name], rest, refuse);
}

function lookUp(world: World, id: string, refuse: () => Error): unknown {
  const object = world.find(id);
  if (object === undefined) throw refuse();
  return snapshot(object);
}

/** Lists that an object has only when they are asked for. */
function include(world: World, node: Json, name: string): void {
  if (Object.hasOwn(node, name) || typeof node['id'] !== 'string') return;
  const id = node['id'];
  const of = (data: unknown[], url: string): Json => ({
    object: 'list',
    data: snapshot(data),
    has_more: false,
    url,
  });
  switch (`${String(node['object'])}.${name}`) {
    case 'checkout.session.line_items':
      node[name] = of(world.lineItems.get(id) ?? [], `/v1/checkout/sessions/${id}/line_items`);
      break;
    case 'invoice.payments':
      node[name] = of(paymentsOf(world, world.invoices.get(id)), `/v1/invoice_payments?invoice=${id}`);
      break;
    case 'charge.refunds':
      node[name] = of(
        world.refunds.all().filter((refund: Stripe.Refund) => refund.charge === id),
        `/v1/charges/${id}/refunds`,
      );
      break;
    case 'customer.subscriptions':
      node[name] = of(
        world.subscriptions.all().filter((one) => one.customer === id && one.status !== 'canceled'),
        `/v1/customers/${id}/subscriptions`,
      );
      break;
    default:
      break;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
