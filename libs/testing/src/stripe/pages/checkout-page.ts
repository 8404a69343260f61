import type Stripe from 'stripe';
import type { PageAnswer, PageRequest } from '../http/server';
import { completeSession } from '../objects/checkout';
import { money } from '../objects/subscriptions';
import type { CardBehaviour, World } from '../world';
import { date, escape, layout } from './layout';

/** What the buttons do. */
const CARDS: Record<string, CardBehaviour> = {
  pay: 'ok',
  'pay-declines-later': 'declines-later',
  'pay-needs-action': 'needs-action',
  decline: 'declined',
};

export function checkoutPage(world: World, id: string, request: PageRequest): PageAnswer | undefined {
  const session = world.sessions.find(id);
  if (session === undefined) return undefined;
  if (session.status !== 'open')
    return { html: closed(session), status: request.method === 'GET' ? 200 : 409 };
  if (request.method !== 'POST') return { html: open(world, session) };
  const { action, email } = request.form;
  if (action === 'back') return { location: session.cancel_url ?? `/c/pay/${id}` };
  const card = typeof action === 'string' && Object.hasOwn(CARDS, action) ? CARDS[action] : undefined;
  if (card === undefined) return { html: open(world, session), status: 400 };
  const { outcome } = completeSession(world, session, card, {
    email: typeof email === 'string' && email !== '' ? email : undefined,
  });
  if (outcome === 'declined')
    return { html: open(world, session, 'Your card was declined. Try another one.'), status: 402 };
  return { location: (session.success_url ?? '/').replaceAll('{CHECKOUT_SESSION_ID}', session.id) };
}

function open(world: World, session: Stripe.Checkout.Session, error = ''): string {
  const lines = world.lineItems.get(session.id) ?? [];
  const currency = session.currency ?? 'eur';
  const recurring = lines.find((line) => line.price?.recurring)?.price?.recurring;
  const trial = recurring && session.amount_total === 0 && lines.some((line) => line.amount_total > 0);
  const rows = lines
    .map(
      (line) =>
        `<tr><td>${escape(line.description ?? '')}<br><span class="soft">${line.quantity ?? 1} × ${money(line.price?.unit_amount ?? 0, currency)}</span></td><td>${money(line.amount_total, currency)}</td></tr>`,
    )
    .join('\n');
  const each = recurring ? ` <small>per ${escape(recurring.interval)}</small>` : '';
  const after = `${money(
    lines.reduce((sum, line) => sum + line.amount_total, 0),
    currency,
  )} per ${escape(recurring?.interval ?? '')}`;
  const customer = typeof session.customer === 'string' ? world.customers.find(session.customer) : undefined;
  const email = customer?.email ?? session.customer_email ?? '';
  return layout(
    'Checkout',
    `<section class="card">
<h1>${recurring ? 'Subscribe to' : 'Pay'} Almanac</h1>
<p class="total">${money(session.amount_total ?? 0, currency)}${trial ? ` <small>today; after the trial ${after}</small>` : each}</p>
<table>${rows}</table>
</section>
<section class="card">
${error === '' ? '' : `<p class="error" role="alert">${escape(error)}</p>`}
<form method="post">
<label>E-mail <input type="email" name="email" value="${escape(email)}"${email === '' ? '' : ' readonly'}></label>
<button class="main" name="action" value="pay">Pay</button>
<button name="action" value="pay-declines-later">Pay; renewals will fail</button>
<button name="action" value="pay-needs-action">Pay; renewals will want a confirmation</button>
<button name="action" value="decline">Card is declined</button>
<button name="action" value="back" formnovalidate>Back</button>
</form>
<p class="soft">Open until ${date(session.expires_at)}. Session ${escape(session.id.slice(0, 18))}…</p>
</section>`,
  );
}

function closed(session: Stripe.Checkout.Session): string {
  const done = session.status === 'complete';
  const back = done
    ? session.success_url?.replaceAll('{CHECKOUT_SESSION_ID}', session.id)
    : session.cancel_url;
  return layout(
    'Checkout',
    `<section class="card"><h1>Checkout</h1><p>${done ? 'You’re all done here: this was paid.' : 'This Checkout session has expired.'}</p>
${back ? `<p><a href="${escape(back)}">Back to Almanac</a></p>` : ''}</section>`,
  );
}
