import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import {
  Config,
  OutgoingClient,
  postponedByLimit,
  PostponeJob,
  postponingWhenOpen,
  type OutgoingAnswer,
  type OutgoingRequest,
  type RequestContext,
} from '@almanac/platform';
import type { DeliveryOutcome } from '../../application/deliveries';
import { NotSentError, TextMessenger, type TextMessage } from '../../application/ports/text-messenger';

const ANSWER_BYTES = 64 * 1024;
/** https://www.twilio.com/docs/api/errors: what the number is to blame for, and no further try mends. */
const ABOUT_NUMBER = new Set([21211, 21217, 21265, 21408, 21610, 21612, 21614, 21635]);
const problem = z.object({ code: z.number() });

/** What the list says of messages to one number; so many of them, the newest first. */
const LISTED = 100;
const LIST_BYTES = 1024 * 1024;
const listed = z.object({
  messages: z.array(z.object({ body: z.string().nullable(), date_created: z.string() })),
});
/** After that a message that was taken stands in the list. */
const LISTED_AFTER_MS = 60_000;
/** By so much our clock may be before theirs; theirs has whole seconds. */
const CLOCKS_MS = 60_000;

/**
 * Sends text messages by Twilio (`POST /2010-04-01/Accounts/{sid}/Messages.json`). Twilio knows no key of idempotency:
 * a call is never repeated within a try, and before a further try the list of messages is asked (docs/adr/0104).
 */
@Injectable()
export class TwilioMessenger extends TextMessenger {
  constructor(
    private readonly config: Config,
    private readonly outgoing: OutgoingClient,
  ) {
    super();
  }

  override async send(context: RequestContext, { to, text }: TextMessage): Promise<DeliveryOutcome> {
    const { TWILIO_FROM: from } = this.config;
    const sender = from.startsWith('MG') ? 'MessagingServiceSid' : 'From';
    const answer = await this.ask(context, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ To: to, Body: text, [sender]: from }).toString(),
      maxAnswerBytes: ANSWER_BYTES,
      cutAnswer: true,
    });
    if (answer.status >= 200 && answer.status < 300) return 'sent';
    const code = codeOf(answer);
    if (answer.status === 400 && code !== undefined && ABOUT_NUMBER.has(code)) return 'undeliverable';
    const said = `Twilio answered ${answer.status}${code === undefined ? '' : `, error ${code}`}`;
    throw answer.status >= 400 && answer.status < 500 ? new NotSentError(said) : new Error(said);
  }

  override async taken(
    context: RequestContext,
    { to, text }: TextMessage,
    { since, last }: { since: Date; last: Date },
  ): Promise<boolean> {
    const early = last.getTime() + LISTED_AFTER_MS - Date.now();
    if (early > 0) throw new PostponeJob(early, 'Twilio may not list yet what it has taken');
    const query = new URLSearchParams({ To: to, PageSize: String(LISTED) });
    const answer = await this.ask(
      context,
      { method: 'GET', retry: true, maxAnswerBytes: LIST_BYTES },
      query.toString(),
    );
    if (answer.status !== 200) throw new Error(`Twilio does not say what it has sent: ${answer.status}`);
    const from = since.getTime() - CLOCKS_MS;
    return listed
      .parse(JSON.parse(answer.body))
      .messages.some(({ body, date_created }) => Date.parse(date_created) >= from && isSame(body, text));
  }

  private async ask(
    context: RequestContext,
    request: Omit<OutgoingRequest, 'service' | 'url' | 'addresses'>,
    query = '',
  ): Promise<OutgoingAnswer> {
    const { TWILIO_URL, TWILIO_ACCOUNT_SID: sid, TWILIO_AUTH_TOKEN: token } = this.config;
    const base = `${TWILIO_URL.replace(/\/+$/, '')}/2010-04-01/Accounts/${encodeURIComponent(sid)}/Messages.json`;
    const authorization = `Basic ${Buffer.from(`${sid}:${token}`).toString('base64')}`;
    const answer = await postponingWhenOpen(() =>
      this.outgoing.send(context, {
        ...request,
        service: 'twilio',
        url: query === '' ? base : `${base}?${query}`,
        headers: { ...request.headers, authorization },
        addresses: 'configured',
      }),
    );
    if (answer.status === 429) throw postponedByLimit('Twilio', answer);
    return answer;
  }
}

/**
 * By letters and digits: trial accounts put words before a text, and a messaging service may replace its signs. An
 * account that keeps no texts lists none; then one to the number must be taken for ours.
 */
function isSame(listedBody: string | null, text: string): boolean {
  if (listedBody === null || listedBody === '') return true;
  return letters(listedBody).endsWith(letters(text));
}

function letters(text: string): string {
  return text.replace(/[^\p{L}\p{N}]/gu, '');
}

/** What it says besides may repeat the number, and is left out. */
function codeOf({ body }: OutgoingAnswer): number | undefined {
  try {
    return problem.safeParse(JSON.parse(body)).data?.code;
  } catch {
    return undefined;
  }
}
