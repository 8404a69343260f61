import type { PageAnswer, PageRequest } from '../http/server';
import { button, date, layout } from './layout';

/** What somebody who tries things out does in Stripe's place. */
export interface HomeControls {
  /** Seconds since 1970. */
  now: () => number;
  advance: (days: number) => void;
  /** Sends every event that there was once more, the newest first. */
  sendAllAgain: () => void;
}

/** Days by button. */
const STEPS: Record<string, number> = { day: 1, fortnight: 14, month: 31 };

/** The page at `/`: time, which would else take weeks, and webhooks that come twice. */
export function homePage(controls: HomeControls, { method, form }: PageRequest): PageAnswer {
  if (method !== 'POST') return { html: show(controls) };
  const { action } = form;
  const days = typeof action === 'string' && Object.hasOwn(STEPS, action) ? STEPS[action] : undefined;
  if (days !== undefined) controls.advance(days);
  else if (action === 'send-again') controls.sendAllAgain();
  else return { html: show(controls), status: 400 };
  return { location: '/' };
}

function show({ now }: HomeControls): string {
  return layout(
    'Here',
    `<section class="card"><h1>It runs</h1>
<p>Almanac reaches it by <code>STRIPE_API_URL</code>. People come here by the pages to pay on and the portal that Almanac gives them.</p></section>
<section class="card"><h2>Time</h2>
<p>Here it is ${date(now())}. As time passes, trials end, subscriptions renew, and payments that failed are tried again. Almanac’s own clock stays.</p>
<div class="row">${button('day', 'A day later')}${button('fortnight', 'Two weeks later')}${button('month', 'A month later')}</div></section>
<section class="card"><h2>Webhooks</h2>
<p>Each event counts once, however often and in whatever order it comes.</p>
<div class="row">${button('send-again', 'Send all events again, the newest first')}</div></section>`,
  );
}
