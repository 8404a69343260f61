import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import { decodeCursor, encodeCursor } from '@almanac/kernel';
import { Ctx, Endpoint, invalid, ok, type Answer, type RequestContext } from '@almanac/platform';
import { CheckoutService } from '../application/checkout.service';
import { PlanService } from '../application/plan.service';
import { PortalService } from '../application/portal.service';
import { SubscriptionService } from '../application/subscription.service';
import {
  CancelSubscriptionDto,
  ChangePlanDto,
  CheckoutDto,
  CreateCheckoutDto,
  CreatePortalDto,
  InvoiceDto,
  InvoiceListQueryDto,
  PortalDto,
  SubscriptionDto,
  toCheckoutDto,
  toInvoiceDto,
  toSubscriptionDto,
} from './billing.dto';
import { PlansDto, UsagesDto } from './plan.dto';

const read = ['read:own-profile'] as const;
/**
 * What costs money or ends what was paid for is a person's own: no key, and nobody who acts as them. Stripe may be slow, and
 * what is asked of it is the same when it is asked twice.
 */
const own = { access: ['write:own-profile'], credentials: ['bearer'], waitsForOthers: true } as const;
const away = ['SERVICE_UNAVAILABLE', 'EXTERNAL_SERVICE_ERROR'] as const;
/**
 * How long an `Idempotency-Key` keeps these addresses: long enough for a call that is repeated as its answer was lost. A
 * page of the portal that nobody visits is gone after some minutes, which Stripe does not number, and one to pay on is
 * closed by another choice. After that, the same key gets a page that is open.
 */
const PORTAL_KEPT_SECONDS = 60;
const CHECKOUT_KEPT_SECONDS = 300;
const DEFAULT_LIMIT = 20;
const INVOICE_ID = /^[\x21-\x7e]{1,255}$/;

@ApiTags('billing')
@Controller('billing')
export class BillingController {
  constructor(
    private readonly plansThereAre: PlanService,
    private readonly checkouts: CheckoutService,
    private readonly portals: PortalService,
    private readonly subscriptions: SubscriptionService,
  ) {}

  @Get('plans')
  @Endpoint({
    id: 'listBillingPlans',
    summary: 'List the plans, with their prices and limits',
    description:
      'For everybody. Prices come from Stripe, and may be ten minutes old. Without a Stripe key, this and all that is about buying answers 503.',
    access: 'public',
    data: PlansDto,
    errors: away,
  })
  async plans(@Ctx() ctx: RequestContext): Promise<Answer<PlansDto>> {
    const { plans, trialDays } = await this.plansThereAre.plans(ctx);
    return ok({ plans, trialDays });
  }

  @Get('usage')
  @Endpoint({
    id: 'getUsage',
    summary: 'Get your limits and what you use of each',
    description:
      'With what is over each limit and read-only because of that, as after a downgrade, and what helps. Answers without a Stripe key, too: limits hold all the same.',
    access: read,
    data: UsagesDto,
  })
  async usage(@Ctx() ctx: RequestContext): Promise<Answer<UsagesDto>> {
    const { tier, usage } = await this.plansThereAre.usage(ctx);
    return ok({
      tier,
      usage: usage.map(({ resetsAt, ...one }) => ({
        ...one,
        ...(resetsAt ? { resetsAt: resetsAt.toISOString() } : {}),
      })),
    });
  }

  @Post('checkout')
  @Endpoint({
    id: 'createCheckout',
    summary: 'Create a page to buy a subscription on',
    description:
      'Send the person to `url`, a page at Stripe: no card data comes here. While such a page is open the same is given again; another choice closes it. Once it is paid, the tier changes as soon as Stripe has told us: see `GET /billing/subscription`. 409 `ALREADY_EXISTS` with `details.reason` `subscribed` (change it instead) or `unpaid` (pay it in the portal): an account has one subscription. 409 `CONFLICT`, `checkout-under-way`: another call made a page at the same time. An `Idempotency-Key` keeps the answer for five minutes; later it gets the page that is open then.',
    message: 'Checkout begun',
    ...own,
    data: CheckoutDto,
    errors: [...away, 'ALREADY_EXISTS', 'CONFLICT'],
  })
  async checkout(@Ctx() ctx: RequestContext, @Body() body: CreateCheckoutDto): Promise<Answer<CheckoutDto>> {
    const { plan, interval, successUrl, cancelUrl } = body;
    const session = await this.checkouts.begin(ctx, { plan, interval, successUrl, cancelUrl });
    return ok(toCheckoutDto(session), { keptSeconds: CHECKOUT_KEPT_SECONDS });
  }

  @Post('portal')
  @ApiBody({ type: CreatePortalDto, required: false })
  @Endpoint({
    id: 'createPortal',
    summary: 'Create a session of the billing portal',
    description:
      'Ways to pay, invoices, and the subscription, on a page at Stripe whose address is good for minutes: ask for it when the person wants to go there. An `Idempotency-Key` keeps the answer for a minute; later it gets a new page. 404 for who has never begun a checkout.',
    message: 'Portal opened',
    ...own,
    data: PortalDto,
    errors: [...away, 'NOT_FOUND'],
  })
  async portal(
    @Ctx() ctx: RequestContext,
    @Body() { returnUrl }: CreatePortalDto,
  ): Promise<Answer<PortalDto>> {
    const url = await this.portals.open(ctx, returnUrl);
    return ok({ url }, { keptSeconds: PORTAL_KEPT_SECONDS });
  }

  @Get('subscription')
  @Endpoint({
    id: 'getSubscription',
    summary: 'Get your subscription',
    description:
      'The one that is alive, else the last. For who never had one, `plan` is `free` and `state` is `none`.',
    access: read,
    data: SubscriptionDto,
    errors: ['SERVICE_UNAVAILABLE'],
    versioned: true,
  })
  async subscription(@Ctx() ctx: RequestContext): Promise<Answer<SubscriptionDto>> {
    const subscription = toSubscriptionDto(await this.subscriptions.current(ctx));
    return ok(subscription, { etag: etagOf(subscription) });
  }

  @Post('subscription/cancel')
  @ApiBody({ type: CancelSubscriptionDto, required: false })
  @Endpoint({
    id: 'cancelSubscription',
    summary: 'Cancel your subscription',
    description:
      'It runs on until the period that is paid for is over, and can be resumed until then; with `immediately` it ends now. Nothing is deleted: what is over the limits of the tier that is left becomes read-only. 404 where there is none to cancel.',
    message: 'Subscription cancelled',
    ...own,
    data: SubscriptionDto,
    errors: [...away, 'NOT_FOUND'],
  })
  async cancel(
    @Ctx() ctx: RequestContext,
    @Body() { immediately = false }: CancelSubscriptionDto,
  ): Promise<Answer<SubscriptionDto>> {
    const subscription = await this.subscriptions.cancel(ctx, immediately);
    return ok(toSubscriptionDto(subscription));
  }

  @Post('subscription/resume')
  @Endpoint({
    id: 'resumeSubscription',
    summary: 'Resume a cancelled subscription',
    description:
      'Takes a cancellation back, as long as the period that is paid for is not over. 404 where the subscription has ended: begin a checkout.',
    message: 'Subscription resumed',
    ...own,
    data: SubscriptionDto,
    errors: [...away, 'NOT_FOUND'],
  })
  async resume(@Ctx() ctx: RequestContext): Promise<Answer<SubscriptionDto>> {
    const subscription = await this.subscriptions.resume(ctx);
    return ok(toSubscriptionDto(subscription));
  }

  @Post('subscription/change')
  @Endpoint({
    id: 'changeSubscription',
    summary: 'Change the plan or interval of your subscription',
    description:
      'More is charged for at once, less what is left of the time that was paid for; where that payment is declined, nothing changes (409, `details.reason` `payment-declined`). Less becomes credit for the next invoice. While a payment is open, nothing can be changed (409, `unpaid`). One that was cancelled stays cancelled. 404 where there is none to change.',
    message: 'Subscription changed',
    ...own,
    data: SubscriptionDto,
    errors: [...away, 'NOT_FOUND', 'CONFLICT'],
  })
  async change(
    @Ctx() ctx: RequestContext,
    @Body() { plan, interval }: ChangePlanDto,
  ): Promise<Answer<SubscriptionDto>> {
    const subscription = await this.subscriptions.changePlan(ctx, { plan, interval });
    return ok(toSubscriptionDto(subscription));
  }

  @Get('invoices')
  @Endpoint({
    id: 'listInvoices',
    summary: 'List your invoices',
    description:
      'Newest first, from Stripe, which knows no page numbers: go on with `cursor`. None for who has never begun a checkout.',
    access: read,
    list: { name: 'invoices', of: InvoiceDto },
    errors: away,
  })
  async invoices(@Ctx() ctx: RequestContext, @Query() query: InvoiceListQueryDto): Promise<Answer> {
    const limit = query.limit ?? DEFAULT_LIMIT;
    const after = query.cursor === undefined ? undefined : invoiceOf(query.cursor);
    const { invoices, hasMore } = await this.portals.invoices(ctx, limit, after);
    const last = invoices.at(-1);
    return ok({
      invoices: invoices.map(toInvoiceDto),
      pagination: {
        limit,
        hasNext: hasMore,
        hasPrev: after !== undefined,
        nextCursor: hasMore && last ? encodeCursor(['invoice', last.id]) : null,
      },
    });
  }
}

/** Versions of one subscription and of the next one begin alike; the time tells them apart. */
function etagOf({ version, updatedAt }: SubscriptionDto): string {
  return updatedAt === null ? `v${version}` : `v${version}.t${Date.parse(updatedAt)}`;
}

/** @throws DomainError VALIDATION_ERROR for a cursor that is not ours */
function invoiceOf(cursor: string): string {
  const [kind, id] = decodeCursor(cursor, 2) ?? [];
  if (kind === 'invoice' && typeof id === 'string' && INVOICE_ID.test(id)) return id;
  throw invalid([{ field: 'cursor', message: 'cursor is not one that this list gave', rule: 'cursor' }]);
}
