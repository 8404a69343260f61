import { oneLine } from '@almanac/kernel';
import type { MailContent, MailItem } from './mail-content';
import { mailHtml } from './mail-html';
import { mailText } from './mail-text';

export type { MailContent, MailItem } from './mail-content';

/** A mail's text and HTML, from one source. Everything is made inert: names and titles come from users. */
export function renderMail(content: MailContent): { subject: string; text: string; html: string } {
  const inert = inertContent(content);
  return { subject: inert.subject, text: mailText(inert), html: mailHtml(inert) };
}

function inertContent(content: MailContent): MailContent {
  const { subject, greeting, paragraphs, facts, items, afterItems, action, otherwise, footer, preheader } =
    content;
  return {
    ...content,
    subject: oneLine(subject),
    greeting: oneLine(greeting),
    paragraphs: paragraphs.map(oneLine),
    footer: oneLine(footer),
    ...(preheader === undefined ? {} : { preheader: oneLine(preheader) }),
    ...(facts
      ? { facts: facts.map(({ label, value }) => ({ label: oneLine(label), value: oneLine(value) })) }
      : {}),
    ...(items ? { items: items.map(inertItem) } : {}),
    ...(afterItems === undefined ? {} : { afterItems: oneLine(afterItems) }),
    ...(action ? { action: { ...action, label: oneLine(action.label) } } : {}),
    ...(otherwise ? { otherwise: { ...otherwise, text: oneLine(otherwise.text) } } : {}),
  };
}

function inertItem({ title, body, time, url }: MailItem): MailItem {
  return {
    title: oneLine(title),
    body: body === undefined ? undefined : oneLine(body),
    time: time === undefined ? undefined : oneLine(time),
    url: url === undefined ? undefined : webAddress(url),
  };
}

/** An address that a mail may link to: of the web, and in one piece. Others are left out rather than shown. */
function webAddress(url: string): string | undefined {
  return /^https?:\/\/[^\s"<>]+$/i.test(url) ? url : undefined;
}
