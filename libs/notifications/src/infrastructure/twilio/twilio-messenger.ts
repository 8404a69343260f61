import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import {
  Config,
  OutgoingClient,
  postponedByLimit,
  postponingWhenOpen,
  type OutgoingAnswer,
} from '@almanac/platform';
import type { DeliveryOutcome } from '../../application/deliveries';
import { TextMessenger, type TextMessage } from '../../application/ports/text-messenger';

const ANSWER_BYTES = 64 * 1024;
/** https://www.twilio.com/docs/api/errors: what the number is to blame for, and no further try mends. */
const ABOUT_NUMBER = new Set([21211, 21217, 21265, 21408, 21610, 21612, 21614, 21635]);
const problem = z.object({ code: z.number() });

/**
 * Sends text messages by Twilio (`POST /2010-04-01/Accounts/{sid}/Messages.json`). Twilio knows no key of idempotency:
 * a message that it took while we died is sent a second time. That is why a call is never repeated within a try.
 */
@Injectable()
export class TwilioMessenger extends TextMessenger {
  constructor(
    private readonly config: Config,
    private readonly outgoing: OutgoingClient,
  ) {
    super();
  }

  override async send({ to, text }: TextMessage): Promise<DeliveryOutcome> {
    const { TWILIO_URL, TWILIO_ACCOUNT_SID: sid, TWILIO_AUTH_TOKEN: token, TWILIO_FROM: from } = this.config;
    const sender = from.startsWith('MG') ? 'MessagingServiceSid' : 'From';
    const answer = await postponingWhenOpen(() =>
      this.outgoing.send({
        service: 'twilio',
        method: 'POST',
        url: `${TWILIO_URL.replace(/\/+$/, '')}/2010-04-01/Accounts/${encodeURIComponent(sid)}/Messages.json`,
        headers: {
          authorization: `Basic ${Buffer.from(`${sid}:${token}`).toString('base64')}`,
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: new URLSearchParams({ To: to, Body: text, [sender]: from }).toString(),
        addresses: 'configured',
        maxAnswerBytes: ANSWER_BYTES,
        cutAnswer: true,
      }),
    );
    if (answer.status >= 200 && answer.status < 300) return 'sent';
    if (answer.status === 429) throw postponedByLimit('Twilio', answer);
    const code = codeOf(answer);
    if (answer.status === 400 && code !== undefined && ABOUT_NUMBER.has(code)) return 'undeliverable';
    throw new Error(`Twilio answered ${answer.status}${code === undefined ? '' : `, error ${code}`}`);
  }
}

/** What it says besides may repeat the number, and is left out. */
function codeOf({ body }: OutgoingAnswer): number | undefined {
  try {
    return problem.safeParse(JSON.parse(body)).data?.code;
  } catch {
    return undefined;
  }
}
