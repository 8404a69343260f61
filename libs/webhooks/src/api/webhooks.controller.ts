import { Body, Controller, Delete, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import {
  created,
  Ctx,
  done,
  Endpoint,
  IdParam,
  JsonText,
  ok,
  type Answer,
  type RequestContext,
} from '@almanac/platform';
import { DeliveryLogService } from '../application/delivery-log.service';
import { WebhookService } from '../application/webhook.service';
import { DELIVERY_ID, WEBHOOK_ID } from '../domain/example-ids';
import {
  CreateWebhookDto,
  DeliveryListQueryDto,
  RotateWebhookSecretDto,
  toWebhookDto,
  toWebhookWithSecretDto,
  UpdateWebhookDto,
  WebhookDeliveryDto,
  WebhookDto,
  WebhookListQueryDto,
  WebhookWithSecretDto,
} from './webhook.dto';

/** A webhook is told of planners and plans: a key that may not read those may have none. */
const access = [
  'integrate:external-services',
  'read:own-planners',
  'read:own-activities',
  'read:own-plans',
] as const;

@ApiTags('webhooks')
@Controller('webhooks')
export class WebhooksController {
  constructor(
    private readonly webhooks: WebhookService,
    private readonly deliveries: DeliveryLogService,
  ) {}

  @Get()
  @Endpoint({
    id: 'listWebhooks',
    summary: 'List your webhooks',
    access,
    list: { name: 'webhooks', of: WebhookDto },
  })
  async list(@Ctx() ctx: RequestContext, @Query() query: WebhookListQueryDto): Promise<Answer> {
    return ok(new JsonText(await this.webhooks.list(ctx, query.pageRequest())));
  }

  @Post()
  @Endpoint({
    id: 'createWebhook',
    summary: 'Create a webhook',
    description:
      'From now on events are sent to the address, signed by the Standard Webhooks specification. The answer holds the secret this once. See docs/webhooks.md.',
    message: 'Webhook created; keep its secret safe, it is not shown again',
    access,
    data: WebhookWithSecretDto,
    status: 201,
    errors: ['MAX_WEBHOOKS_REACHED'],
  })
  async create(
    @Ctx() ctx: RequestContext,
    @Body() { url, events, secret, active }: CreateWebhookDto,
  ): Promise<Answer> {
    const webhook = await this.webhooks.create(ctx, { url, events, secret, active });
    return created(toWebhookWithSecretDto(webhook), {
      location: `/api/v1/webhooks/${webhook.id}`,
      etag: `v${webhook.version}`,
      secretOf: webhook.id,
    });
  }

  @Get(':id')
  @Endpoint({ id: 'getWebhook', summary: 'Get a webhook', access, data: WebhookDto, versioned: true })
  async get(@Ctx() ctx: RequestContext, @IdParam('id', WEBHOOK_ID) id: string): Promise<Answer> {
    const webhook = await this.webhooks.one(ctx, id);
    return ok(toWebhookDto(webhook), { etag: `v${webhook.version}` });
  }

  @Patch(':id')
  @Endpoint({
    id: 'updateWebhook',
    summary: 'Update a webhook',
    description: 'Absent stays. Switched off, nothing more is sent, and what waits is withdrawn.',
    message: 'Webhook updated',
    access,
    data: WebhookDto,
    versioned: true,
  })
  async update(
    @Ctx() ctx: RequestContext,
    @IdParam('id', WEBHOOK_ID) id: string,
    @Body() { url, events, active, secret }: UpdateWebhookDto,
  ): Promise<Answer> {
    const webhook = await this.webhooks.change(ctx, id, { url, events, active, secret });
    return ok(toWebhookDto(webhook), { etag: `v${webhook.version}` });
  }

  @Delete(':id')
  @Endpoint({
    id: 'deleteWebhook',
    summary: 'Delete a webhook',
    description: 'With its log of deliveries.',
    message: 'Webhook deleted',
    access,
    versioned: true,
  })
  async remove(@Ctx() ctx: RequestContext, @IdParam('id', WEBHOOK_ID) id: string): Promise<Answer> {
    await this.webhooks.remove(ctx, id);
    return done();
  }

  @Post(':id/rotate-secret')
  @ApiBody({ type: RotateWebhookSecretDto, required: false })
  @Endpoint({
    id: 'rotateWebhookSecret',
    summary: 'Rotate the secret of a webhook',
    description:
      'The answer holds the new secret this once. The one before signs beside it for `overlapSeconds` (a day where you say nothing).',
    message: 'Secret replaced; keep the new one safe, it is not shown again',
    access,
    data: WebhookWithSecretDto,
  })
  async rotate(
    @Ctx() ctx: RequestContext,
    @IdParam('id', WEBHOOK_ID) id: string,
    @Body() { secret, overlapSeconds = 86_400 }: RotateWebhookSecretDto,
  ): Promise<Answer> {
    const webhook = await this.webhooks.rotate(ctx, id, { secret, overlapSeconds });
    return ok(toWebhookWithSecretDto(webhook), { etag: `v${webhook.version}`, secretOf: id });
  }

  @Post(':id/test')
  @Endpoint({
    id: 'testWebhook',
    summary: 'Send a test event to a webhook',
    description: 'A `webhook.ping`; what became of it is in the log of deliveries.',
    message: 'Test under way',
    access,
    data: WebhookDeliveryDto,
    status: 202,
    errors: ['CONFLICT'],
  })
  async test(@Ctx() ctx: RequestContext, @IdParam('id', WEBHOOK_ID) id: string): Promise<Answer> {
    return ok(new JsonText(await this.deliveries.test(ctx, id)), { status: 202 });
  }

  @Get(':id/deliveries')
  @Endpoint({
    id: 'listWebhookDeliveries',
    summary: 'List the deliveries of a webhook',
    description: 'Newest first, kept for 30 days.',
    access,
    list: { name: 'deliveries', of: WebhookDeliveryDto },
  })
  async listDeliveries(
    @Ctx() ctx: RequestContext,
    @IdParam('id', WEBHOOK_ID) id: string,
    @Query() query: DeliveryListQueryDto,
  ): Promise<Answer> {
    const { status, type } = query;
    return ok(new JsonText(await this.deliveries.list(ctx, id, query.pageRequest(), { status, type })));
  }

  @Post(':id/deliveries/:deliveryId/redeliver')
  @Endpoint({
    id: 'redeliverWebhookDelivery',
    summary: 'Send a delivery again',
    description: 'With the same `webhook-id`, so that a receiver knows it again; up to eight more tries.',
    message: 'Delivery under way',
    access,
    data: WebhookDeliveryDto,
    status: 202,
    errors: ['CONFLICT'],
  })
  async redeliver(
    @Ctx() ctx: RequestContext,
    @IdParam('id', WEBHOOK_ID) id: string,
    @IdParam('deliveryId', DELIVERY_ID) deliveryId: string,
  ): Promise<Answer> {
    const delivery = await this.deliveries.redeliver(ctx, id, deliveryId);
    return ok(new JsonText(delivery), { status: 202 });
  }
}
