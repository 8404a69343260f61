/**
 * A line break in a name must not begin a header or a paragraph of its own, nor a mark of direction turn our words
 * round: they would look like ours. Nor may a control character reach the terminal of whoever reads mail there.
 */
export function oneLine(text: string): string {
  return text
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, '');
}

/** Text as HTML shows it; safe in attributes too. */
export function escapeHtml(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** An address that a mail may link to: of the web, and in one piece. Others are left out rather than shown. */
export function webAddress(url: string): string | undefined {
  return /^https?:\/\/[^\s"<>]+$/i.test(url) ? url : undefined;
}
