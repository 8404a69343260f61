import { Module } from '@nestjs/common';
import { WebhooksController } from './api/webhooks.controller';
import { DeliveryLogService } from './application/delivery-log.service';
import { WebhooksModule } from './webhooks.module';

/** Webhooks in the API process: made, changed, and looked into. */
@Module({
  imports: [WebhooksModule],
  controllers: [WebhooksController],
  providers: [DeliveryLogService],
})
export class WebhooksApiModule {}
