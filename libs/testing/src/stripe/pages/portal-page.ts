import type Stripe from 'stripe';
import type { PageAnswer, PageRequest } from '../http/server';
import { payInvoice, setCancelAtPeriodEnd } from '../objects/lifecycle';
import { cardOf, makeCard } from '../objects/payments';
import { money, periodOf, productName } from '../objects/subscriptions';
import { idOf, type CardBehaviour, type World } from '../world';
import { button, date, escape, layout } from './layout';

const CARDS: Record<string, CardBehaviour> = { 'good-card': 'ok', 'failing-card': 'declines-later' };

export function portalPage(world: World, id: string, request: PageRequest): PageAnswer | undefined {
  const portal = world.portals.find(id);
  if (portal === undefined || world.deletedCustomers.has(portal.customer)) return undefined;
  const customer = world.customers.get(portal.customer);
  if (request.method === 'POST') {
    act(world, customer, request.form);
    return { location: request.path };
  }
  return { html: show(world, portal, customer) };
}

function field(form: PageRequest['form'], name: string): string {
  const value = form[name];
  return typeof value === 'string' ? value : '';
}

function act(world: World, customer: Stripe.Customer, form: PageRequest['form']): void {
  const action = field(form, 'action');
  const card = Object.hasOwn(CARDS, action) ? CARDS[action] : undefined;
  if (card !== undefined) return changeCard(world, customer, card);
  const subscription = world.subscriptions.find(field(form, 'subscription'));
  if (subscription?.customer !== customer.id) return;
  if (action === 'cancel' || action === 'resume')
    world.change('customer.subscription.updated', subscription, () =>
      setCancelAtPeriodEnd(world, subscription, action === 'cancel'),
    );
}

/** A new card is tried at once on what is open. */
function changeCard(world: World, customer: Stripe.Customer, behaviour: CardBehaviour): void {
  const card = makeCard(world, behaviour, customer.id);
  world.change('customer.updated', customer, () => {
    customer.invoice_settings.default_payment_method = card.id;
  });
  for (const subscription of subscriptionsOf(world, customer)) {
    world.change('customer.subscription.updated', subscription, () => {
      subscription.default_payment_method = card.id;
    });
  }
  if (behaviour !== 'ok') return;
  for (const invoice of world.invoices.all())
    if (invoice.customer === customer.id && invoice.status === 'open')
      payInvoice(world, invoice, { present: true });
}

function subscriptionsOf(world: World, customer: Stripe.Customer): Stripe.Subscription[] {
  return world.subscriptions.all().filter((one) => one.customer === customer.id && one.status !== 'canceled');
}

function show(world: World, portal: Stripe.BillingPortal.Session, customer: Stripe.Customer): string {
  const subscriptions = subscriptionsOf(world, customer);
  const invoices = world.invoices
    .all()
    .filter((one) => one.customer === customer.id)
    .reverse();
  const card = cardOf(customer, subscriptions[0]);
  const last4 = card === null ? undefined : world.paymentMethods.get(card).card?.last4;
  return layout(
    'Billing',
    `<h1 style="margin-bottom:1rem">Billing of ${escape(customer.email ?? customer.id)}</h1>
${subscriptions.map((one) => subscriptionCard(world, one)).join('\n') || '<section class="card"><p>No subscription.</p></section>'}
<section class="card"><h2>Payment method</h2>
<p>${last4 === undefined ? 'None.' : `Visa •••• ${last4}`}</p>
<div class="row">${button('good-card', 'Use a good card')}${button('failing-card', 'Use a card that fails')}</div></section>
<section class="card"><h2>Invoices</h2>
${invoices.length === 0 ? '<p>None.</p>' : `<table>${invoices.map(invoiceRow).join('\n')}</table>`}</section>
${portal.return_url === null ? '' : `<p><a href="${escape(portal.return_url)}">← Back to Almanac</a></p>`}`,
  );
}

function subscriptionCard(world: World, subscription: Stripe.Subscription): string {
  const item = subscription.items.data[0];
  const fields = `<input type="hidden" name="subscription" value="${subscription.id}">`;
  const good = subscription.status === 'active' || subscription.status === 'trialing';
  const end = date(subscription.cancel_at ?? periodOf(subscription).end);
  const price = item
    ? `${money((item.price.unit_amount ?? 0) * (item.quantity ?? 1), item.price.currency)} per ${item.price.recurring?.interval ?? 'month'}`
    : '';
  return `<section class="card"><h2>${escape(item ? productName(world, item.price) : subscription.id)} <span class="state ${good ? 'good' : 'bad'}">${escape(subscription.status)}</span></h2>
<p>${price}<br><span class="soft">${subscription.cancel_at === null ? `Renews on ${end}` : `Ends on ${end}`}</span></p>
${subscription.cancel_at_period_end ? button('resume', 'Don’t cancel', true, fields) : button('cancel', 'Cancel with the period', false, fields)}</section>`;
}

function invoiceRow(invoice: Stripe.Invoice): string {
  const state = invoice.status === 'paid' ? 'good' : invoice.status === 'open' ? 'bad' : '';
  return `<tr><td>${escape(invoice.number ?? 'Draft')} <span class="state ${state}">${escape(invoice.status ?? '')}</span><br><span class="soft">${date(invoice.created)}</span></td><td>${money(invoice.total, invoice.currency)}</td></tr>`;
}

/** The page of one invoice, where it can be paid. */
export function invoicePage(world: World, id: string, request: PageRequest): PageAnswer | undefined {
  const invoice = world.invoices.find(id);
  if (invoice === undefined) return undefined;
  if (request.method === 'POST' && invoice.status === 'open') {
    payInvoice(world, invoice, {
      present: true,
      card: makeCard(world, 'ok', invoice.customer === null ? null : idOf(invoice.customer)).id,
    });
    return { location: request.path };
  }
  const lines = invoice.lines.data
    .map(
      (line) =>
        `<tr><td>${escape(line.description ?? '')}</td><td>${money(line.amount, line.currency)}</td></tr>`,
    )
    .join('\n');
  return {
    html: layout(
      'Invoice',
      `<section class="card"><h1>Invoice ${escape(invoice.number ?? 'draft')}</h1>
<p class="total">${money(invoice.total, invoice.currency)} <span class="state ${invoice.status === 'paid' ? 'good' : 'bad'}">${escape(invoice.status ?? '')}</span></p>
<table>${lines}</table></section>
${invoice.status === 'open' ? `<section class="card">${button('pay', 'Pay', true)}</section>` : ''}`,
    ),
  };
}
