import { Injectable } from '@nestjs/common';
import { Config } from '../config';
import type { RequestContext } from '../context';
import { OutgoingClient, postponedByLimit, postponingWhenOpen, type OutgoingAnswer } from '../outgoing';
import { mailHeaders, messageId, recipientOf, subjectOf } from './mail-message';
import { Mailer, MailRefusedError, type Mail } from './mailer';

/** What an answer's text may have; more of it is of no use. */
const ANSWER_BYTES = 64 * 1024;

/**
 * Sends by SendGrid (`POST /v3/mail/send`). It knows no key of idempotency: a mail that it took while we died is sent
 * again, with the same Message-ID. Links and openings are not tracked, as links in mails sign people in.
 */
@Injectable()
export class SendGridMailer extends Mailer {
  constructor(
    private readonly config: Config,
    private readonly outgoing: OutgoingClient,
  ) {
    super();
  }

  async send(context: RequestContext, mail: Mail): Promise<void> {
    const { SENDGRID_URL, SENDGRID_API_KEY } = this.config;
    const body = JSON.stringify(await this.request(mail));
    const answer = await postponingWhenOpen(() =>
      this.outgoing.send(context, {
        service: 'sendgrid',
        method: 'POST',
        url: `${SENDGRID_URL.replace(/\/+$/, '')}/v3/mail/send`,
        headers: { authorization: `Bearer ${SENDGRID_API_KEY}`, 'content-type': 'application/json' },
        body,
        addresses: 'configured',
        maxAnswerBytes: ANSWER_BYTES,
        cutAnswer: true,
      }),
    );
    if (answer.status >= 200 && answer.status < 300) return;
    throw failureOf(answer);
  }

  private async request(mail: Mail): Promise<object> {
    const { addressParser } = await import('postal-mime');
    const [from] = addressParser(this.config.MAIL_FROM);
    const off = { enable: false };
    return {
      personalizations: [{ to: [{ email: recipientOf(mail) }] }],
      from: { email: from?.address ?? '', ...(from?.name ? { name: from.name } : {}) },
      subject: subjectOf(mail),
      content: [
        { type: 'text/plain', value: mail.text },
        { type: 'text/html', value: mail.html },
      ],
      headers: { ...mailHeaders(mail), 'Message-ID': messageId(mail, this.config.MAIL_FROM) },
      tracking_settings: {
        click_tracking: { enable: false, enable_text: false },
        open_tracking: off,
        subscription_tracking: off,
      },
    };
  }
}

function failureOf(answer: OutgoingAnswer): Error {
  if (answer.status === 429) return postponedByLimit('SendGrid', answer);
  const fields = errorFields(answer.body);
  const reason = `SendGrid answered ${answer.status}${fields.length > 0 ? ` about ${fields.join(', ')}` : ''}`;
  const aboutMail =
    answer.status === 413 ||
    (answer.status === 400 && fields.some((field) => /^(personalizations|content|subject)\b/.test(field)));
  return aboutMail ? new MailRefusedError(reason) : new Error(reason);
}

/** Which fields of the request are wrong. What is said of them may repeat addresses, and is left out. */
function errorFields(body: string): string[] {
  try {
    const { errors } = JSON.parse(body) as { errors?: { field?: unknown }[] };
    return (Array.isArray(errors) ? errors : []).flatMap(({ field }) =>
      typeof field === 'string' ? field.slice(0, 100) : [],
    );
  } catch {
    return [];
  }
}
