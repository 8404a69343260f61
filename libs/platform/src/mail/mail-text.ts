import type { MailContent, MailItem } from './mail-content';

/** A mail for programs, and people, that read no HTML. The content is inert already. */
export function mailText(content: MailContent): string {
  const { greeting, paragraphs, facts, items, afterItems, action, otherwise, footer, footerLinks } = content;
  const [first, ...others] = paragraphs;
  const parts = [
    greeting,
    ...(first === undefined ? [] : [first]),
    ...(facts?.length ? [facts.map(({ label, value }) => `${label}: ${value}`).join('\n')] : []),
    ...others,
    ...(items ?? []).map(itemText),
    ...(afterItems === undefined ? [] : [afterItems]),
    ...(action ? [`${action.label}:\n${action.url}`] : []),
    ...(otherwise ? [`${otherwise.text} ${otherwise.label}:\n${otherwise.url}`] : []),
    // The mark by which programs know what may be left out of an answer (RFC 3676 section 4.3).
    ['-- ', footer, ...(footerLinks ?? []).map(({ label, url }) => `${label}: ${url}`)].join('\n'),
  ];
  return parts.join('\n\n');
}

function itemText({ title, body, time, url }: MailItem): string {
  const lines = [time === undefined ? `* ${title}` : `* ${title} (${time})`, body, url];
  return lines.filter((line) => line !== undefined && line !== '').join('\n  ');
}
