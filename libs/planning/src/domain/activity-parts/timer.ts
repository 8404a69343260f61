import type { ActivityContent } from '../activity';

/** More minutes than anybody works on one thing; what is written by hand has the same bound. */
export const MAX_MINUTES = 10_000_000;

/** The content once somebody has worked so many minutes more on it. */
export function withTime(content: ActivityContent, minutes: number): ActivityContent {
  const { metadata } = content;
  const actualDuration = Math.min(MAX_MINUTES, (metadata.actualDuration ?? 0) + minutes);
  return { ...content, metadata: { ...metadata, actualDuration } };
}
