import { Injectable } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError, newId, unseen, validationError, type Id } from '@almanac/kernel';
import {
  AddressGuard,
  AddressRefusedError,
  callerOf,
  Config,
  Database,
  requireExpected,
  UnitOfWork,
  type PageRequest,
  type RequestContext,
  type Transaction,
} from '@almanac/platform';
import { subscriptions } from '../domain/public-events';
import { isWebhookSecret, newWebhookSecret } from '../domain/webhook-secret';
import { WebhookStore, type Webhook, type WebhookContent } from './ports/webhook-store';
import { WebhookLog } from './webhook-log';
import { WebhookSecrets } from './webhook-secrets';

/** What an owner says of a webhook; what is absent stays, or takes its default. */
export interface WebhookInput {
  url?: string | undefined;
  events?: readonly string[] | undefined;
  active?: boolean | undefined;
  secret?: string | undefined;
}

/** With its secret, which is shown once. */
export interface WebhookWithSecret extends Webhook {
  secret: string;
}

/** A person's own webhooks. What they hear is decided when it is told, not here. */
@Injectable()
export class WebhookService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: WebhookStore,
    private readonly log: WebhookLog,
    private readonly secrets: WebhookSecrets,
    private readonly guard: AddressGuard,
    private readonly database: Database,
    private readonly config: Config,
  ) {}

  /** `data` of the list. */
  list(context: RequestContext, page: PageRequest): Promise<string> {
    return this.store.list(context, callerOf(context).userId, page);
  }

  /** @throws DomainError NOT_FOUND, FORBIDDEN */
  async one(context: RequestContext, id: Id): Promise<Webhook> {
    const queryable = this.database.for(context);
    const webhook = await this.store.find(queryable, callerOf(context).userId, id);
    if (!webhook) throw unseen('Webhook', await this.store.exists(queryable, id));
    return webhook;
  }

  /** @throws DomainError VALIDATION_ERROR, MAX_WEBHOOKS_REACHED */
  async create(
    context: RequestContext,
    input: WebhookInput & { url: string; events: readonly string[] },
  ): Promise<WebhookWithSecret> {
    const { userId, tier } = callerOf(context);
    const secret = givenOrNew(input.secret);
    const content = await this.judged({ url: '', events: [], active: true }, input);
    return this.unitOfWork.run(context, async (tx) => {
      await this.store.lock(tx, userId);
      const [limit, used] = [this.config.MAX_WEBHOOKS, await this.store.count(tx, userId)];
      if (used >= limit) {
        const message = `You have ${used} webhooks, and ${limit} are allowed`;
        throw new DomainError<ErrorCode>('MAX_WEBHOOKS_REACHED', message, { limit, used, tier });
      }
      const id = newId();
      const sealed = this.secrets.seal(id, secret);
      const made = await this.store.insert(tx, { id, userId, ...content, secret: sealed });
      this.log.record(tx, context, 'webhook.created', made);
      return { ...made, secret };
    });
  }

  /** @throws DomainError NOT_FOUND, FORBIDDEN, VALIDATION_ERROR, PRECONDITION_FAILED */
  async change(context: RequestContext, id: Id, input: WebhookInput): Promise<Webhook> {
    const seen = await this.one(context, id);
    // Names are looked up outside of the transaction, as that may take seconds.
    const judged = await this.judged(seen, input);
    const secret = input.secret === undefined ? undefined : givenOrNew(input.secret);
    return this.unitOfWork.run(context, async (tx) => {
      const before = await this.held(tx, context, id);
      const content = { ...contentOf(before), ...given(input), ...(input.url ? { url: judged.url } : {}) };
      const after = await this.store.update(tx, id, content);
      if (!after.active) await this.log.withdrawAll(tx, id);
      this.log.record(tx, context, 'webhook.updated', after, before);
      // Who wants the old one to go on for a while rotates it.
      return secret === undefined ? after : this.replaceSecret(tx, context, id, secret, 0);
    });
  }

  /** The secret before signs for so long beside the new one. */
  async rotate(
    context: RequestContext,
    id: Id,
    { secret: wanted, overlapSeconds }: { secret?: string | undefined; overlapSeconds: number },
  ): Promise<WebhookWithSecret> {
    const secret = givenOrNew(wanted);
    return this.unitOfWork.run(context, async (tx) => {
      await this.held(tx, context, id);
      return { ...(await this.replaceSecret(tx, context, id, secret, overlapSeconds)), secret };
    });
  }

  /** @throws DomainError NOT_FOUND, FORBIDDEN, PRECONDITION_FAILED */
  remove(context: RequestContext, id: Id): Promise<void> {
    return this.unitOfWork.run(context, async (tx) => {
      const before = await this.held(tx, context, id);
      await this.store.remove(tx, id);
      this.log.record(tx, context, 'webhook.deleted', undefined, before);
    });
  }

  private async replaceSecret(
    tx: Transaction,
    context: RequestContext,
    id: Id,
    secret: string,
    overlapSeconds: number,
  ): Promise<Webhook> {
    const after = await this.store.rotate(tx, id, this.secrets.seal(id, secret), overlapSeconds);
    this.log.record(tx, context, 'webhook.secret.rotated', after);
    return after;
  }

  private async held(tx: Transaction, context: RequestContext, id: Id): Promise<Webhook> {
    const webhook = await this.store.hold(tx, callerOf(context).userId, id);
    if (!webhook) throw unseen('Webhook', await this.store.exists(tx, id));
    requireExpected(context, webhook.version);
    return webhook;
  }

  private async judged(before: WebhookContent, input: WebhookInput): Promise<WebhookContent> {
    const { url, events = before.events, active = before.active } = input;
    const unknown = events.find((name) => !subscriptions.includes(name));
    if (unknown !== undefined || events.length === 0) {
      const message =
        events.length === 0 ? 'events must not be empty' : 'events holds a name that is unknown';
      throw validationError({ field: 'events', message, rule: events.length === 0 ? 'minItems' : 'isIn' });
    }
    return { url: url === undefined ? before.url : await this.allowed(url), events, active };
  }

  private async allowed(url: string): Promise<string> {
    try {
      return (await this.guard.check(url)).href;
    } catch (error) {
      if (!(error instanceof AddressRefusedError)) throw error;
      throw validationError({
        field: 'url',
        message: `url is refused. ${error.message}`,
        rule: 'publicAddress',
      });
    }
  }
}

function contentOf({ url, events, active }: Webhook): WebhookContent {
  return { url, events, active };
}

function given({ events, active }: WebhookInput): Partial<WebhookContent> {
  return { ...(events === undefined ? {} : { events }), ...(active === undefined ? {} : { active }) };
}

function givenOrNew(secret: string | undefined): string {
  if (secret === undefined) return newWebhookSecret();
  if (isWebhookSecret(secret)) return secret;
  const message = 'secret must be whsec_ and 24 to 64 bytes in base64';
  throw validationError({ field: 'secret', message, rule: 'whsec' });
}
