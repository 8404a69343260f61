import { limitNames } from '@almanac/contracts';
import { DateTimeField, Int, Nested, NestedList, OneOf, Text } from '@almanac/platform';
import { intervals } from '../domain/plans';

const MOST = Number.MAX_SAFE_INTEGER;
const nullable = true;
const tiers = ['free', 'premium', 'enterprise'] as const;
const limit = (description: string, example: number | null) =>
  Int({ min: 0, max: MOST, nullable, example, description: `${description} null: without limit.` });

/** What something costs. */
export class PriceDto {
  @OneOf(intervals, { example: 'month' })
  interval!: string;

  @Int({
    min: 0,
    max: MOST,
    nullable,
    example: 900,
    description: 'In minor units of the currency (cents). null where the price has no amount of its own.',
  })
  amount!: number | null;

  @Text({ min: 3, max: 3, example: 'EUR', description: 'ISO 4217.' })
  currency!: string;
}

/** What a tier allows. */
export class TierLimitsDto {
  @limit('Planners that you own.', null)
  planners!: number | null;

  @limit('Writing projects that you own.', null)
  projects!: number | null;

  @limit('Events that you organise at a time.', null)
  events!: number | null;

  @limit('Collaborators on each planner.', 25)
  collaborators!: number | null;

  @limit('Bytes of files.', 10_737_418_240)
  storage!: number | null;

  @limit('Requests to the assistant in a day of UTC.', 200)
  aiRequests!: number | null;

  @limit('Requests in a window of the general rate limit.', 500)
  rateLimit!: number | null;
}

export class BillingPlanDto {
  @OneOf(tiers, { example: 'premium' })
  plan!: string;

  @NestedList(() => PriceDto, { maxItems: 2, description: 'None for what is free, or is not sold here.' })
  prices!: PriceDto[];

  @Nested(() => TierLimitsDto)
  limits!: TierLimitsDto;
}

export class PlansDto {
  @NestedList(() => BillingPlanDto, { maxItems: 3 })
  plans!: BillingPlanDto[];

  @Int({ min: 0, max: 730, example: 14, description: 'Days of trial with a first subscription.' })
  trialDays!: number;
}

export class UsageDto {
  @OneOf(limitNames, { example: 'planners' })
  limit!: string;

  @Int({ min: 0, max: MOST, example: 3, description: 'Bytes for `storage`, else a number of things.' })
  used!: number;

  @limit('What is allowed.', 5)
  allowed!: number | null;

  @Int({
    min: 0,
    max: MOST,
    example: 0,
    description: 'How much more there is than what is allowed: after a downgrade nothing is deleted.',
  })
  over!: number;

  @Int({
    min: 0,
    max: MOST,
    example: 0,
    description:
      'How many things are read-only because of that: your newest planners (`readOnly` in their answers), and collaborators who count as viewers (`overLimit`).',
  })
  readOnly!: number;

  @Text({
    min: 1,
    max: 500,
    optional: true,
    example: 'The newest planners are read-only. Delete older ones, or have a higher tier.',
    description: 'What helps, where something is over.',
  })
  hint?: string;

  @DateTimeField({
    optional: true,
    example: '2026-01-26T00:00:00.000Z',
    description: 'When counting begins anew, where it does so by itself.',
  })
  resetsAt?: string;
}

export class UsagesDto {
  @OneOf(tiers, { example: 'free' })
  tier!: string;

  @NestedList(() => UsageDto, { maxItems: limitNames.length })
  usage!: UsageDto[];
}
