import { idVersion } from '@almanac/kernel';

/**
 * `<time>-<id>.eml`. The time is that in the id (UUIDv7, RFC 9562 section 5.7), so that the same mail has
 * the same name however often it is written, and names sort by age.
 */
export function mailFileName(id: string): string {
  const safe = id.replace(/[^A-Za-z0-9-]/g, '-').slice(0, 100);
  return `${timeOf(id)}-${safe}.eml`;
}

/** The id in such a name, or undefined for another file. */
export function mailIdOf(name: string): string | undefined {
  return /^\d{8}T\d{9}Z-([A-Za-z0-9-]+)\.eml$/.exec(name)?.[1];
}

function timeOf(id: string): string {
  const milliseconds = idVersion(id) === 7 ? Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16) : 0;
  return new Date(milliseconds).toISOString().replace(/[-:.]/g, '');
}
