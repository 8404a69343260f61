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

const MOST_DAYS = 366;

/** The page at `/`: time, which would else take weeks, and webhooks that come twice. */
export function homePage(controls: HomeControls, { method, form }: PageRequest): PageAnswer {
  if (method !== 'POST') return { html: show(controls) };
  const days = Number(form['days']);
  if (form['action'] === 'send-again') controls.sendAllAgain();
  else if (Number.isInteger(days) && days > 0 && days <= MOST_DAYS) controls.advance(days);
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
<form method="post"><label>Days <input name="days" type="number" value="1" min="1" max="${MOST_DAYS}" required></label><button class="main">Move time on</button></form></section>
<section class="card"><h2>Webhooks</h2>
<p>Each event counts once, however often and in whatever order it comes.</p>
<div class="row">${button('send-again', 'Send all events again, the newest first')}</div></section>`,
  );
}
