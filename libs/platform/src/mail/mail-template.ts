/** What a mail says; HTML and text are made from this one source. */
export interface MailContent {
  subject: string;
  greeting: string;
  paragraphs: readonly string[];
  action?: { label: string; url: string };
  /** What to do where the action is not what the reader wants. */
  otherwise?: { text: string; label: string; url: string };
  footer: string;
}

/** A mail's text and HTML. Everything is escaped: names and titles come from users. */
export function renderMail(content: MailContent): { subject: string; text: string; html: string } {
  const { action, otherwise, footer } = content;
  const [subject, greeting] = [oneLine(content.subject), oneLine(content.greeting)];
  const paragraphs = content.paragraphs.map(oneLine);
  const text = [
    greeting,
    ...paragraphs,
    ...(action ? [`${action.label}:\n${action.url}`] : []),
    ...(otherwise ? [`${otherwise.text} ${otherwise.label}:\n${otherwise.url}`] : []),
    `-- \n${footer}`,
  ].join('\n\n');
  const paragraph = (line: string) => `<p style="margin:0 0 16px;line-height:1.55">${escapeHtml(line)}</p>`;
  const button = action
    ? `<p style="margin:24px 0"><a href="${escapeHtml(action.url)}" style="background:#2f5d50;color:#fff;text-decoration:none;padding:12px 22px;border-radius:8px;display:inline-block;font-weight:600">${escapeHtml(action.label)}</a></p>
<p style="margin:0 0 16px;font-size:13px;color:#5c6b66;line-height:1.5">Or copy this address: <br><a href="${escapeHtml(action.url)}" style="color:#2f5d50;word-break:break-all">${escapeHtml(action.url)}</a></p>`
    : '';
  const way = otherwise
    ? `<p style="margin:0 0 16px;line-height:1.55">${escapeHtml(otherwise.text)} <a href="${escapeHtml(otherwise.url)}" style="color:#2f5d50">${escapeHtml(otherwise.label)}</a></p>`
    : '';
  const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escapeHtml(subject)}</title></head>
<body style="margin:0;background:#f3f5f2;font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;color:#22302b">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center" style="padding:32px 16px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;background:#fff;border-radius:12px;border:1px solid #e1e6e2">
<tr><td style="padding:24px 32px 0;font-size:18px;font-weight:700;color:#2f5d50">Almanac</td></tr>
<tr><td style="padding:20px 32px 24px;font-size:16px">
<h1 style="font-size:20px;margin:0 0 16px">${escapeHtml(greeting)}</h1>
${paragraphs.map(paragraph).join('\n')}
${button}
${way}
</td></tr>
<tr><td style="padding:16px 32px 24px;border-top:1px solid #e1e6e2;font-size:12px;color:#5c6b66;line-height:1.5">${escapeHtml(footer)}</td></tr>
</table></td></tr></table></body></html>`;
  return { subject, text, html };
}

/**
 * A line break in a name must not begin a header or a paragraph of its own, nor a mark of direction turn our words
 * round: they would look like ours. Nor may a control character reach the terminal of whoever reads mail there.
 */
function oneLine(text: string): string {
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
