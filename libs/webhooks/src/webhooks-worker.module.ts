import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { DeliveryJobs } from './application/delivery-jobs';
import { DeliveryService } from './application/delivery.service';
import { DeliveryUpkeep } from './application/delivery-upkeep';
import { FanOutService } from './application/fan-out.service';
import { Messenger } from './application/messenger';
import { OutboxWalk } from './application/ports/outbox-walk';
import { WebhookAccess } from './application/webhook-access';
import { WebhookHealth } from './application/webhook-health';
import { SqlOutboxWalk } from './infrastructure/sql-outbox-walk';
import { DeliverProcessor } from './jobs/deliver.processor';
import { ExpireDeliveriesProcessor } from './jobs/expire-deliveries.processor';
import { OutboxFollower } from './jobs/outbox-follower';
import { ResumeDeliveriesProcessor } from './jobs/resume-deliveries.processor';
import { WebhookEventRouter } from './jobs/webhook-event.router';
import { WebhooksModule } from './webhooks.module';

/** Webhooks in the worker: what is told to them, and what becomes of it. */
@Module({})
export class WebhooksWorkerModule {
  /** @param features those that know who belongs to what (`Audience`) */
  static with(features: readonly Type[]): DynamicModule {
    return {
      module: WebhooksWorkerModule,
      imports: [WebhooksModule, ...features],
      providers: [
        { provide: OutboxWalk, useClass: SqlOutboxWalk },
        DeliveryJobs,
        FanOutService,
        WebhookAccess,
        Messenger,
        WebhookHealth,
        DeliveryService,
        DeliveryUpkeep,
        DeliverProcessor,
        ResumeDeliveriesProcessor,
        ExpireDeliveriesProcessor,
        WebhookEventRouter,
        OutboxFollower,
      ],
    };
  }
}
