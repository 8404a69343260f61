import { escapeHtml } from '@almanac/kernel';
import type { MailContent, MailItem } from './mail-content';
import { mailWords } from './mail-words';

/**
 * The one layout of mails. Tables and inline styles, because that is what mail programs agree on; the style sheet
 * only adds what may be missing: dark colours, and more room on phones. Loads nothing, so opening it tells nobody.
 */
const FONT = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const LIGHT = {
  page: '#eef2ee',
  card: '#ffffff',
  ink: '#22302b',
  soft: '#5c6b66',
  rule: '#dfe6e1',
  green: '#2f5d50',
};
const DARK = {
  page: '#141a17',
  card: '#1e2723',
  ink: '#e6ece9',
  soft: '#a3b3ac',
  rule: '#35433d',
  green: '#8fc7b3',
};
const ON_DARK_GREEN = '#10201a';

/** Twice: by the reader's system, and as Outlook's pages in the browser mark what they have darkened. */
function darkRules(before: string): string {
  return `${before}.page{background:${DARK.page}!important}${before}.card{background:${DARK.card}!important;border-color:${DARK.rule}!important}${before}.ink{color:${DARK.ink}!important}${before}.soft{color:${DARK.soft}!important}${before}.rule{border-color:${DARK.rule}!important}${before}.link{color:${DARK.green}!important}${before}.fill{background:${DARK.green}!important}${before}.onfill{color:${ON_DARK_GREEN}!important}`;
}

const STYLE = `:root{color-scheme:light dark;supported-color-schemes:light dark}
body{margin:0;padding:0;-webkit-text-size-adjust:100%;-ms-text-size-adjust:100%}table{border-collapse:separate;mso-table-lspace:0;mso-table-rspace:0}
@media(max-width:600px){.outer{padding:0!important}.card{max-width:none!important;border-radius:0!important;border-left:0!important;border-right:0!important}.pad{padding-left:20px!important;padding-right:20px!important}.button,.button a{display:block!important;text-align:center!important}.fact{display:block!important;width:auto!important;padding-bottom:0!important}.value{display:block!important;padding-top:0!important}}
@media(prefers-color-scheme:dark){${darkRules('')}}
${darkRules('[data-ogsc] ')}`;

/** Keeps programs from filling up their preview with what comes after the preheader. */
const FILLER = '&#8199;&#847;&zwnj; '.repeat(60);

/** The mail as HTML. The content is inert already, but for HTML itself. */
export function mailHtml(content: MailContent): string {
  const { subject, language = 'en', greeting, paragraphs } = content;
  const [first, ...others] = paragraphs.map(paragraphHtml);
  const preheader = content.preheader ?? paragraphs[0] ?? '';
  const body = [
    `<h1 class="ink" style="margin:0 0 16px;font-size:22px;line-height:1.3;font-weight:700;color:${LIGHT.ink};overflow-wrap:anywhere">${escapeHtml(greeting)}</h1>`,
    first ?? '',
    factsHtml(content),
    ...others,
    itemsHtml(content),
    content.afterItems === undefined ? '' : paragraphHtml(content.afterItems),
    actionHtml(content),
    otherwiseHtml(content),
  ].filter((part) => part !== '');
  return `<!doctype html>
<html lang="${language}" xmlns="http://www.w3.org/1999/xhtml" xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no"><meta name="x-apple-disable-message-reformatting"><title>${escapeHtml(subject)}</title>
<!--[if mso]><noscript><xml><o:OfficeDocumentSettings><o:PixelsPerInch>96</o:PixelsPerInch></o:OfficeDocumentSettings></xml></noscript><style>*{font-family:Arial,sans-serif!important}</style><![endif]-->
<style>${STYLE}</style></head>
<body class="page" style="margin:0;padding:0;background:${LIGHT.page};font-family:${FONT}">
<div style="display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;font-size:1px;line-height:1px;color:${LIGHT.page}">${escapeHtml(preheader)}${FILLER}</div>
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:${LIGHT.page}"><tr><td class="outer" align="center" style="padding:32px 16px">
<!--[if mso]><table role="presentation" width="580" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:580px;background:${LIGHT.card};border:1px solid ${LIGHT.rule};border-radius:14px;text-align:left;font-family:${FONT}">
<tr><td class="pad" style="padding:28px 36px 0">${brandHtml()}</td></tr>
<tr><td class="pad" style="padding:24px 36px ${content.facts?.length && isLast(content) ? 0 : 20}px">
${body.join('\n')}
</td></tr>
<tr><td class="pad" style="padding:0 36px 28px">${footerHtml(content)}</td></tr>
</table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr></table></body></html>`;
}

function brandHtml(): string {
  return `<table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr><td class="fill onfill" width="30" height="30" align="center" valign="middle" style="width:30px;height:30px;background:${LIGHT.green};border-radius:8px;color:#ffffff;font-size:17px;line-height:30px;font-weight:700">A</td><td class="link" style="padding-left:10px;font-size:17px;font-weight:700;color:${LIGHT.green}">Almanac</td></tr></table>`;
}

/** What people have written begins on the side on which its script does; our own sentences around it never turn round. */
function paragraphHtml(text: string): string {
  return `<p class="ink" dir="auto" style="margin:0 0 16px;text-align:start;font-size:16px;line-height:1.6;color:${LIGHT.ink};overflow-wrap:anywhere">${escapeHtml(text)}</p>`;
}

/** The rule above the footer closes what is the last part. */
function isLast({ paragraphs, items, afterItems, action, otherwise }: MailContent): boolean {
  return paragraphs.length < 2 && !items?.length && ![afterItems, action, otherwise].some(Boolean);
}

function factsHtml(content: MailContent): string {
  const { facts } = content;
  if (!facts?.length) return '';
  const rows = facts.map(
    ({ label, value }) =>
      `<tr><td class="fact soft" width="110" valign="top" style="width:110px;padding:6px 16px 6px 0;font-size:14px;line-height:1.5;color:${LIGHT.soft}">${escapeHtml(label)}</td><td class="value ink" dir="auto" valign="top" style="text-align:left;padding:6px 0;font-size:15px;line-height:1.5;color:${LIGHT.ink};overflow-wrap:anywhere">${escapeHtml(value)}</td></tr>`,
  );
  const below = isLast(content)
    ? `margin:0;border-top:1px solid ${LIGHT.rule}`
    : `margin:0 0 18px;border-top:1px solid ${LIGHT.rule};border-bottom:1px solid ${LIGHT.rule}`;
  return `<table role="presentation" class="rule" width="100%" cellpadding="0" cellspacing="0" border="0" style="${below}"><tr><td height="6" style="height:6px;line-height:6px;font-size:0">&nbsp;</td></tr>${rows.join('')}<tr><td height="6" style="height:6px;line-height:6px;font-size:0">&nbsp;</td></tr></table>`;
}

function itemsHtml({ items }: MailContent): string {
  if (!items?.length) return '';
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 20px">${items.map(itemHtml).join('\n')}</table>`;
}

function itemHtml({ title, body, time, url }: MailItem): string {
  const shown =
    url === undefined
      ? escapeHtml(title)
      : `<a class="ink" href="${escapeHtml(url)}" style="color:${LIGHT.ink};text-decoration:none">${escapeHtml(title)}</a>`;
  const line = (text: string | undefined, size: number, dir = '') =>
    text === undefined || text === ''
      ? ''
      : `<div class="soft"${dir} style="margin-top:3px;text-align:start;font-size:${size}px;line-height:1.5;color:${LIGHT.soft};overflow-wrap:anywhere">${escapeHtml(text)}</div>`;
  return `<tr><td class="rule" style="padding:14px 0;border-top:1px solid ${LIGHT.rule}"><div class="ink" style="font-size:16px;line-height:1.45;font-weight:600;color:${LIGHT.ink};overflow-wrap:anywhere">${shown}</div>${line(body, 15, ' dir="auto"')}${line(time, 13)}</td></tr>`;
}

function actionHtml({ action, language = 'en' }: MailContent): string {
  if (!action) return '';
  const url = escapeHtml(action.url);
  return `<table role="presentation" class="button" cellpadding="0" cellspacing="0" border="0" style="margin:8px 0 20px"><tr><td class="fill button" align="center" style="background:${LIGHT.green};border-radius:9px"><a class="onfill" href="${url}" style="display:inline-block;padding:13px 26px;border-radius:9px;font-size:16px;line-height:1.25;font-weight:600;color:#ffffff;text-decoration:none;mso-padding-alt:0"><!--[if mso]>&#8195;<![endif]-->${escapeHtml(action.label)}<!--[if mso]>&#8195;<![endif]--></a></td></tr></table>
<p class="soft" style="margin:0 0 18px;font-size:13px;line-height:1.5;color:${LIGHT.soft}">${escapeHtml(mailWords[language].orCopy)}<br><a class="link" href="${url}" style="color:${LIGHT.green};word-break:break-all">${url}</a></p>`;
}

function otherwiseHtml({ otherwise }: MailContent): string {
  if (!otherwise) return '';
  return `<p class="ink" style="margin:0 0 16px;font-size:16px;line-height:1.6;color:${LIGHT.ink}">${escapeHtml(otherwise.text)} <a class="link" href="${escapeHtml(otherwise.url)}" style="color:${LIGHT.green}">${escapeHtml(otherwise.label)}</a></p>`;
}

function footerHtml({ footer, footerLinks }: MailContent): string {
  const links = (footerLinks ?? []).map(
    ({ label, url }) =>
      `<a class="soft" href="${escapeHtml(url)}" style="color:${LIGHT.soft};text-decoration:underline">${escapeHtml(label)}</a>`,
  );
  return `<div class="rule soft" style="padding-top:18px;border-top:1px solid ${LIGHT.rule};font-size:13px;line-height:1.55;color:${LIGHT.soft};overflow-wrap:anywhere">${escapeHtml(footer)}${links.length > 0 ? `<br>${links.join(' &nbsp;·&nbsp; ')}` : ''}</div>`;
}
