import {
  Custom,
  DateTimeField,
  Flag,
  IdField,
  Int,
  ListQuery,
  NestedList,
  OneOf,
  Text,
} from '@almanac/platform';
import { differenceKinds } from '../application/ports/reconciliation-store';
import { RECONCILIATION_ID } from '../domain/example-ids';

const TIME = '2026-01-25T02:13:00.000Z';
const MAX_INT = 2 ** 31 - 1;
const nullable = true;
const side = { plan: 'premium', interval: 'month', stripeStatus: 'active' };
const facts = (description: string) =>
  Custom([], { type: 'object', additionalProperties: true }, { nullable, description, example: side });

export class ReconciliationListQueryDto extends ListQuery({
  sorts: ['startedAt'],
  defaultLimit: 20,
  maxLimit: 100,
}) {}

export class BillingDifferenceDto {
  @OneOf(differenceKinds, {
    example: 'unlike',
    description:
      '`missing-here` and `missing-there`: alive on one side alone; `unlike`: alive on both; `nobodys`: of a customer who is no account of this server; `doubled`: a second one of an account, ended and given back since the comparison before.',
  })
  kind!: string;

  @Text({ min: 1, max: 255, example: 'sub_a1b2c3' })
  stripeSubscriptionId!: string;

  @IdField({ nullable, example: null })
  userId!: string | null;

  @facts('As it stood here.')
  here!: object | null;

  @facts('As it stood at Stripe.')
  there!: object | null;

  @Flag({
    example: true,
    description:
      'It was read anew from Stripe; of a second subscription: what was paid for it has gone back.',
  })
  repaired!: boolean;
}

/** A comparison with Stripe. */
export class ReconciliationDto {
  @IdField({ example: RECONCILIATION_ID })
  id!: string;

  @DateTimeField({ example: TIME })
  startedAt!: string;

  @DateTimeField({ nullable, example: TIME })
  finishedAt!: string | null;

  @Int({ min: 0, max: MAX_INT, example: 1204, description: 'Subscriptions that were looked at.' })
  checked!: number;

  @Int({ min: 0, max: MAX_INT, example: 1 })
  differenceCount!: number;

  @Int({ min: 0, max: MAX_INT, example: 1 })
  repairedCount!: number;

  @NestedList(() => BillingDifferenceDto, { maxItems: 100, description: 'The first hundred.' })
  differences!: BillingDifferenceDto[];
}
