import { z } from 'zod';
import { isInstantText, isTimeZone } from '@almanac/kernel';
import { OFFSET } from './offset';
import { VARIABLE_NAME } from './variables';

/**
 * The fields that bodies of templates are made of, with the bounds of what is made of them. Each says what it demands
 * in the words that all answers use, and what the API document shows of it.
 */
const MINUTES = 10_000_000;

/** Characters as people count them: code points. */
function characters(text: string): number {
  return [...text].length;
}

/** A text of `min` to `max` characters; with a `min` of 1, blanks alone do not count. */
export function text(max: number, { min = 0 }: { min?: 0 | 1 } = {}) {
  return z
    .string()
    .refine((value) => min === 0 || value.trim() !== '', {
      error: 'must not be empty',
      params: { rule: 'minLength' },
      abort: true,
    })
    .refine((value) => value.length <= max || characters(value) <= max, {
      error: `must be at most ${max} characters`,
      params: { rule: 'maxLength' },
    })
    .meta({ maxLength: max, ...(min > 0 ? { minLength: min } : {}) });
}

export function form(pattern: RegExp, example: string, max: number) {
  return z
    .string()
    .refine((value) => value.length <= max && pattern.test(value), {
      error: `must be in a form such as ${example}`,
      params: { rule: 'pattern' },
    })
    .meta({ maxLength: max, pattern: pattern.source });
}

export function int(min: number, max: number) {
  return z.int().min(min).max(max).meta({ format: 'int32' });
}

export const minutes = int(0, MINUTES);
export const color = form(/^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$/, '#3366ff', 7);
export const offset = form(OFFSET, 'P7D, -P14D or, in working days, P5B', 50);
const day = z
  .string()
  .refine((value) => /^\d{4}-\d{2}-\d{2}$/.test(value) && isInstantText(value), {
    error: 'must be a day that exists, such as 2026-12-25',
    params: { rule: 'isIso8601' },
  })
  .meta({ format: 'date', maxLength: 10 });
export const timeZone = z
  .string()
  .refine(isTimeZone, {
    error: 'must be an IANA time zone such as Europe/Vienna',
    params: { rule: 'isTimeZone' },
  })
  .meta({ maxLength: 64 });

export function unique<T extends z.ZodType>(item: T, max: number, min = 0) {
  return z
    .array(item)
    .min(min)
    .max(max)
    .refine((list) => new Set(list).size === list.length, {
      error: 'must hold each entry once',
      params: { rule: 'unique' },
    });
}

export const tags = unique(text(100, { min: 1 }), 50);

/** Days that `P5B` counts; what is left out: Monday to Friday, and no holidays. */
export const workingDays = z.strictObject({
  workingDays: unique(int(0, 6), 7, 1).optional(),
  holidays: unique(day, 366).optional(),
});

export const location = z.strictObject({
  name: text(200).nullish(),
  address: text(500).nullish(),
  coordinates: z
    .strictObject({
      latitude: z.number().min(-90).max(90).meta({ format: 'double' }),
      longitude: z.number().min(-180).max(180).meta({ format: 'double' }),
    })
    .nullish(),
});

/** What is said of the variables of a template: words for whoever is asked for a value, and what is taken without one. */
export const variables = z
  .record(
    z.string().regex(VARIABLE_NAME).meta({ maxLength: 50 }),
    // The API document gives every text this pattern, but takes a property of this name for a default value.
    z.strictObject({
      description: text(500).nullish(),
      default: text(1000).meta({ maxLength: 1000, pattern: '^[^\\u0000]*$' }).nullish(),
    }),
  )
  .refine((record) => Object.keys(record).length <= 200, {
    error: 'must have at most 200 entries',
    params: { rule: 'maxItems' },
  })
  .meta({ maxProperties: 200 });
