/** What stands behind the version tells apart what has the same one: changes inside, and what goes by a limit now. */
const VERSION_TAG = /^"v(\d{1,9})(\.t\d+)?(\.l)?"$/;

/**
 * The versions that an `If-Match` header names; undefined where there is no header or it is `*`. A tag
 * that is weak or not ours names none, so the precondition fails (RFC 9110 section 13.1.1: strong comparison).
 */
export function versionsOfIfMatch(header: string | undefined): readonly number[] | undefined {
  if (header === undefined || header.trim() === '*') return undefined;
  return header.split(',').flatMap((tag) => {
    const match = VERSION_TAG.exec(tag.trim());
    return match ? [Number(match[1])] : [];
  });
}

/** Whether `If-None-Match` holds the tag (weak comparison, RFC 9110 section 13.1.2). `etag` has no quotes. */
export function matchesIfNoneMatch(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  if (header.trim() === '*') return true;
  return header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === `"${etag}"`);
}
