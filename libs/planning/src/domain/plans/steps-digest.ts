import { createHash } from 'node:crypto';

/** By which two texts of steps are told apart without keeping both. */
export function stepsDigest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
