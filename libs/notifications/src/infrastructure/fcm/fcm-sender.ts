import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import {
  Config,
  OutgoingClient,
  postponedByLimit,
  postponingWhenOpen,
  type OutgoingAnswer,
  type RequestContext,
} from '@almanac/platform';
import { PushSender, type PushMessage, type PushOutcome } from '../../application/ports/push-sender';
import { PushSetup } from '../../application/ports/push-setup';
import type { PushAddress } from '../../domain/channels/push-address';
import { FcmTokens } from './fcm-tokens';

const ANSWER_BYTES = 64 * 1024;
/** https://firebase.google.com/docs/reference/fcm/rest/v1/ErrorCode */
const GONE = new Set(['UNREGISTERED', 'SENDER_ID_MISMATCH']);
const refusal = z.object({
  error: z.object({
    details: z
      .array(
        z.object({
          errorCode: z.string().optional(),
          fieldViolations: z.array(z.object({ field: z.string().optional() })).optional(),
        }),
      )
      .optional(),
  }),
});

/** Sends to apps by Firebase Cloud Messaging, HTTP v1. */
@Injectable()
export class FcmSender extends PushSender {
  override readonly kind = 'fcm';
  private readonly tokens: FcmTokens | undefined;

  constructor(
    private readonly config: Config,
    private readonly outgoing: OutgoingClient,
    private readonly setup: PushSetup,
  ) {
    super();
    const { serviceAccount } = setup;
    if (serviceAccount) this.tokens = new FcmTokens(serviceAccount, config.FCM_TOKEN_URL, outgoing);
  }

  override get ready(): boolean {
    return this.tokens !== undefined;
  }

  override async send(
    context: RequestContext,
    address: PushAddress,
    message: PushMessage,
  ): Promise<PushOutcome> {
    if (address.kind !== 'fcm') throw new Error('The device has no token of Firebase');
    const project = this.setup.firebaseProject;
    if (project === undefined || !this.tokens) throw new Error('Firebase is not set up');
    const base = this.config.FCM_URL.replace(/\/+$/, '');
    const token = await this.tokens.get(context);
    const answer = await postponingWhenOpen(() =>
      this.outgoing.send(context, {
        service: 'fcm',
        method: 'POST',
        url: `${base}/v1/projects/${encodeURIComponent(project)}/messages:send`,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ message: { token: address.token, ...contentOf(message) } }),
        addresses: 'configured',
        maxAnswerBytes: ANSWER_BYTES,
        cutAnswer: true,
      }),
    );
    if (answer.status === 401) this.tokens.forget();
    return outcomeOf(answer);
  }
}

/** One tag for each platform: a second try takes the place of the first on the screen. */
function contentOf({ deliveryId, notificationId, kind, title, body, url }: PushMessage): object {
  return {
    notification: { title, body },
    data: { kind, notificationId, deliveryId, ...(url === undefined ? {} : { url }) },
    android: { notification: { tag: deliveryId } },
    apns: { headers: { 'apns-collapse-id': deliveryId }, payload: { aps: { sound: 'default' } } },
    webpush: { notification: { tag: deliveryId } },
  };
}

function outcomeOf(answer: OutgoingAnswer): PushOutcome {
  const { status } = answer;
  if (status >= 200 && status < 300) return 'sent';
  const { codes, fields } = detailsOf(answer.body);
  if (codes.some((code) => GONE.has(code))) return 'gone';
  if (status === 400 && fields.includes('message.token')) return 'gone';
  if (status === 429) throw postponedByLimit('Firebase', answer);
  if (status === 400) return 'refused';
  throw new Error(`Firebase answered ${status}${codes.length > 0 ? ` (${codes.join(', ')})` : ''}`);
}

/** What it says in words may repeat what was sent, and is left out. */
function detailsOf(body: string): { codes: string[]; fields: string[] } {
  try {
    const details = refusal.safeParse(JSON.parse(body)).data?.error.details ?? [];
    const codes = details.flatMap(({ errorCode }) => errorCode ?? []);
    const fields = details.flatMap(({ fieldViolations = [] }) =>
      fieldViolations.flatMap(({ field }) => field ?? []),
    );
    return { codes, fields };
  } catch {
    return { codes: [], fields: [] };
  }
}
