import { createHmac } from 'node:crypto';
import { secretKey } from './webhook-secret';

/** What is sent with a delivery besides its body. */
export interface SignedMessage {
  /** The same at every try, so that a receiver knows what it has had. */
  id: string;
  sentAt: Date;
  body: string;
}

/** The headers of the Standard Webhooks specification, one signature for each secret. */
export function signedHeaders(
  { id, sentAt, body }: SignedMessage,
  secrets: readonly string[],
): Record<string, string> {
  const timestamp = String(Math.floor(sentAt.getTime() / 1000));
  const signatures = secrets.map((secret) => {
    const mac = createHmac('sha256', secretKey(secret)).update(`${id}.${timestamp}.${body}`);
    return `v1,${mac.digest('base64')}`;
  });
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  };
}
