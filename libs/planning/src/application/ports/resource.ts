import type { Id } from '@almanac/kernel';

/** A thing as the API shows it: the same in answers, events and live messages. */
export type Resource = Record<string, unknown> & { id: Id; version: number };
