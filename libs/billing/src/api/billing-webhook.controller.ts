import { Controller, Post, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError } from '@almanac/kernel';
import {
  Config,
  Ctx,
  cutOff,
  declaredTypeOf,
  done,
  Endpoint,
  isMultipart,
  receivedFile,
  RefusedCredentials,
  type Answer,
  type RequestContext,
} from '@almanac/platform';
import { EventIntakeService } from '../application/event-intake.service';

const JSON_TYPE = 'application/json';
const example = {
  id: 'evt_a1b2c3',
  object: 'event',
  type: 'customer.subscription.updated',
  created: 1_769_355_000,
  data: { object: { id: 'sub_a1b2c3', object: 'subscription', customer: 'cus_a1b2c3' } },
};

/** Where Stripe sends its events. */
@ApiTags('billing')
@Controller('billing/webhook')
export class BillingWebhookController {
  constructor(
    private readonly intake: EventIntakeService,
    private readonly refused: RefusedCredentials,
    private readonly config: Config,
  ) {}

  @Post()
  @ApiHeader({
    name: 'Stripe-Signature',
    required: true,
    description: 'Over the body, byte by byte, no older than five minutes.',
    schema: { type: 'string', maxLength: 2048 },
    example: 't=1769355000,v1=5257a869e7ecebeda32affa62cdca3fa51cad7e77a0e56ff536d0ce8e108d8bd',
  })
  @Endpoint({
    id: 'receiveStripeEvent',
    summary: 'Receive an event from Stripe',
    description:
      'For Stripe alone. Answered as soon as the event is written down; the rest is done by the queue. Each event counts once, however often it comes. 400: the signature is missing, wrong or too old (so the example is answered, as nobody but Stripe can sign). 503: no signing secret is set.',
    message: 'Event received',
    access: 'public',
    rateBucket: 'none',
    streams: true,
    takes: { [JSON_TYPE]: { schema: { type: 'object', additionalProperties: true }, example } },
    errors: ['BAD_REQUEST', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE', 'SERVICE_UNAVAILABLE'],
  })
  async receive(
    @Ctx() ctx: RequestContext,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer<null>> {
    const body = await this.body(request, reply);
    const signature = request.headers['stripe-signature'];
    try {
      await this.intake.take(ctx, body, typeof signature === 'string' ? signature : undefined);
    } catch (error) {
      // Whoever guesses at signatures does not do so for long.
      if (error instanceof DomainError && error.code === 'BAD_REQUEST')
        throw await this.refused.count(request.ip, error);
      throw error;
    }
    return done();
  }

  /** Byte by byte as it came: that is what was signed. */
  private async body(request: FastifyRequest, reply: FastifyReply): Promise<Buffer> {
    try {
      this.intake.requireOn();
      if (isMultipart(declaredTypeOf(request))) throw notJson();
    } catch (error) {
      cutOff(request, reply);
      throw error;
    }
    const { pieces } = await receivedFile(request, reply, {
      types: [JSON_TYPE],
      limit: this.config.BODY_LIMIT,
      hold: () => undefined,
    });
    return Buffer.concat(pieces);
  }
}

function notJson(): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>('UNSUPPORTED_MEDIA_TYPE', 'Send the event as application/json');
}
