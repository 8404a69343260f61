import { Module } from '@nestjs/common';
import { QueueModule } from '@almanac/platform';
import { WebhooksController } from './api/webhooks.controller';
import { DeliveryLogService } from './application/delivery-log.service';
import { DeliveryJobsModule, WebhooksModule } from './webhooks.module';

/** Webhooks in the API process: made, changed, and looked into. */
@Module({
  imports: [WebhooksModule, DeliveryJobsModule, QueueModule],
  controllers: [WebhooksController],
  providers: [DeliveryLogService],
})
export class WebhooksApiModule {}
