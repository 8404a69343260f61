import { Controller, Get, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Ctx, Endpoint, IdParam, JsonText, ok, type Answer, type RequestContext } from '@almanac/platform';
import { ComparisonService } from '../application/comparison.service';
import { RECONCILIATION_ID } from '../domain/example-ids';
import { ReconciliationDto, ReconciliationListQueryDto } from './reconciliation.dto';

const read = ['read:users', 'read:stats'] as const;

@ApiTags('admin')
@Controller('admin/billing/reconciliations')
export class AdminBillingController {
  constructor(private readonly comparisons: ComparisonService) {}

  @Get()
  @Endpoint({
    id: 'listBillingReconciliations',
    summary: 'List the comparisons with Stripe',
    description:
      'They are compared every night, and when an admin wants it; what differs is read anew from Stripe. Newest first.',
    access: read,
    list: { name: 'reconciliations', of: ReconciliationDto },
  })
  async list(@Ctx() ctx: RequestContext, @Query() query: ReconciliationListQueryDto): Promise<Answer> {
    return ok(new JsonText(await this.comparisons.list(ctx, query.pageRequest())));
  }

  @Post()
  @Endpoint({
    id: 'beginBillingReconciliation',
    summary: 'Start a comparison with Stripe',
    description:
      'The worker does it, as it does every night: what differs is read anew, so tiers may change. There is one at a time: while one is under way, that one is answered, and goes on where it stood. Look at `Location` until `finishedAt` is there. 503 without a Stripe key.',
    access: [...read, 'manage:queues'],
    status: 202,
    message: 'Comparison begun',
    data: ReconciliationDto,
    errors: ['SERVICE_UNAVAILABLE'],
  })
  async begin(@Ctx() ctx: RequestContext): Promise<Answer> {
    const { id, json } = await this.comparisons.begin(ctx);
    return ok(new JsonText(json), {
      location: `/api/v1/admin/billing/reconciliations/${id}`,
      headers: { 'retry-after': '2' },
    });
  }

  @Get(':id')
  @Endpoint({
    id: 'getBillingReconciliation',
    summary: 'Get a comparison with Stripe',
    access: read,
    data: ReconciliationDto,
    errors: ['NOT_FOUND'],
  })
  async see(@Ctx() ctx: RequestContext, @IdParam('id', RECONCILIATION_ID) id: string): Promise<Answer> {
    return ok(new JsonText(await this.comparisons.see(ctx, id)));
  }
}
