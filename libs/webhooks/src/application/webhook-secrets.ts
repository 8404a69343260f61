import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { SecretBox } from '@almanac/platform';

const PURPOSE = 'webhook-secret/v1';

/** Secrets as they are kept: readable again, as they sign, and only in their own webhook's place. */
@Injectable()
export class WebhookSecrets {
  constructor(private readonly box: SecretBox) {}

  seal(webhookId: Id, secret: string): string {
    return this.box.seal(PURPOSE, webhookId, secret);
  }

  open(webhookId: Id, sealed: string): string {
    return this.box.open(PURPOSE, webhookId, sealed);
  }
}
