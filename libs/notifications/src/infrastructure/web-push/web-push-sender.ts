import { Injectable } from '@nestjs/common';
import {
  AddressRefusedError,
  OutgoingClient,
  postponedByLimit,
  postponingWhenOpen,
  type OutgoingAnswer,
  type RequestContext,
} from '@almanac/platform';
import { PushSender, type PushMessage, type PushOutcome } from '../../application/ports/push-sender';
import { PushSetup } from '../../application/ports/push-setup';
import type { PushAddress, WebSubscription } from '../../domain/channels/push-address';

/** A device that was off for longer hears of it in the app, in seconds. */
const TIME_TO_LIVE = 24 * 3600;
const ANSWER_BYTES = 16 * 1024;

/**
 * Sends to browsers (RFC 8030, encrypted by RFC 8291, signed by RFC 8292). The address comes from whoever registered
 * the browser: it is called as one that a user gave.
 */
@Injectable()
export class WebPushSender extends PushSender {
  override readonly kind = 'web';

  constructor(
    private readonly setup: PushSetup,
    private readonly outgoing: OutgoingClient,
  ) {
    super();
  }

  override get ready(): boolean {
    return this.setup.vapid !== undefined;
  }

  override async send(
    context: RequestContext,
    address: PushAddress,
    message: PushMessage,
  ): Promise<PushOutcome> {
    if (address.kind !== 'web') throw new Error('The device is no browser');
    const request = await this.request(address, message);
    try {
      return outcomeOf(await postponingWhenOpen(() => this.outgoing.send(context, request)));
    } catch (error) {
      // It leads to an address inside by now, or always did.
      if (error instanceof AddressRefusedError) return 'gone';
      throw error;
    }
  }

  private async request({ endpoint, p256dh, auth }: WebSubscription, message: PushMessage) {
    // By its default: Node cannot see the other names of this package from outside.
    const { default: webPush } = await import('web-push');
    const { vapid } = this.setup;
    if (!vapid) throw new Error('Web Push is not set up');
    const urgent = message.kind === 'security' || message.kind === 'reminder';
    const { headers, body } = webPush.generateRequestDetails(
      { endpoint, keys: { p256dh, auth } },
      JSON.stringify(payloadOf(message)),
      {
        vapidDetails: vapid,
        TTL: TIME_TO_LIVE,
        urgency: urgent ? 'high' : 'normal',
        // 32 letters: what waits with the same topic is replaced, so that a second try is no second message.
        topic: message.deliveryId.replaceAll('-', ''),
      },
    );
    return {
      service: 'web-push',
      peer: new URL(endpoint).host,
      method: 'POST' as const,
      url: endpoint,
      headers: headersOf(headers),
      body,
      addresses: 'public' as const,
      maxAnswerBytes: ANSWER_BYTES,
      cutAnswer: true,
    };
  }
}

/** What the service worker gets. */
function payloadOf({ deliveryId, notificationId, kind, title, body, url }: PushMessage): object {
  return { title, body, url: url ?? null, kind, tag: deliveryId, notificationId };
}

/** The length is the client's to say. */
function headersOf(headers: Record<string, unknown>): Record<string, string> {
  const entries = Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'content-length');
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), String(value)]));
}

function outcomeOf(answer: OutgoingAnswer): PushOutcome {
  const { status } = answer;
  if (status >= 200 && status < 300) return 'sent';
  // RFC 8030 section 7.3: the subscription is over.
  if (status === 404 || status === 410) return 'gone';
  if (status === 429) throw postponedByLimit('The push service', answer);
  if (status >= 500 || status === 408) throw new Error(`The push service answered ${status}`);
  return 'refused';
}
