import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, Endpoint, JsonText, ok, type Answer, type RequestContext } from '@almanac/platform';
import { ReconciliationStore } from '../application/ports/reconciliation-store';
import { ReconciliationDto, ReconciliationListQueryDto } from './reconciliation.dto';

@ApiTags('admin')
@Controller('admin/billing/reconciliations')
export class AdminBillingController {
  constructor(private readonly reconciliations: ReconciliationStore) {}

  @Get()
  @Endpoint({
    id: 'listBillingReconciliations',
    summary: 'See how subscriptions here and at Stripe differed',
    description: 'They are compared every night; what differs is read anew from Stripe. Newest first.',
    access: ['read:users', 'read:stats'],
    list: { name: 'reconciliations', of: ReconciliationDto },
  })
  async list(@Ctx() ctx: RequestContext, @Query() query: ReconciliationListQueryDto): Promise<Answer> {
    return ok(new JsonText(await this.reconciliations.list(ctx, query.pageRequest())));
  }
}
