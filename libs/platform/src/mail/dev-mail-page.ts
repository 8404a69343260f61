import { escapeHtml } from '@almanac/kernel';
import type { StoredMail } from './mail-store';

/** The page runs nothing and loads nothing; mails are shown in frames that may do even less. */
export const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const STYLE = `
:root{color-scheme:light dark;--ink:#22302b;--soft:#5c6b66;--line:#dde4df;--paper:#f3f5f2;--card:#fff;--green:#2f5d50}
@media(prefers-color-scheme:dark){:root{--ink:#e4ebe7;--soft:#9fb0a8;--line:#33413b;--paper:#161d1a;--card:#1e2723;--green:#8fc7b3}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
main{max-width:860px;margin:0 auto;padding:32px 16px}h1{font-size:22px;margin:0 0 4px}p{color:var(--soft);margin:0 0 20px}
form{display:flex;gap:8px;margin-bottom:20px}input{flex:1;padding:9px 12px;border:1px solid var(--line);border-radius:8px;background:var(--card);color:inherit;font:inherit}
button{padding:9px 16px;border:0;border-radius:8px;background:var(--green);color:var(--paper);font:inherit;font-weight:600}
details{background:var(--card);border:1px solid var(--line);border-radius:10px;margin-bottom:10px;overflow:hidden}
summary{display:grid;grid-template-columns:1fr auto;gap:2px 16px;padding:12px 16px;cursor:pointer;list-style:none}
summary b{overflow-wrap:anywhere}summary span{color:var(--soft);font-size:13px;overflow-wrap:anywhere}summary time{color:var(--soft);font-size:13px}
iframe{display:block;width:100%;height:520px;border:0;border-top:1px solid var(--line);background:#fff}
ul{margin:0;padding:12px 16px 12px 32px;border-top:1px solid var(--line);font-size:13px}a{color:var(--green);overflow-wrap:anywhere}
pre{margin:0;padding:12px 16px;border-top:1px solid var(--line);white-space:pre-wrap;overflow-wrap:anywhere;font-size:13px}`;

/** The page of `/dev/mail`. Whatever a mail holds is inert in it. */
export function devMailPage(
  mails: readonly StoredMail[],
  options: { recipient: string | undefined; sentOut: boolean },
): string {
  const { recipient = '', sentOut } = options;
  const note = sentOut
    ? 'Mails are sent out, over SMTP or by SendGrid; only those written before are here.'
    : 'Neither an SMTP server nor SendGrid is set, so mails are written to the data folder and shown here.';
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Mails</title><style>${STYLE}</style></head><body><main>
<h1>Mails</h1><p>${note}</p>
<form method="get"><input type="email" name="to" aria-label="Recipient" placeholder="Only to this address" value="${escapeHtml(recipient)}"><button>Show</button></form>
${mails.map(mailSection).join('\n') || '<p>No mail yet.</p>'}
</main></body></html>`;
}

function mailSection(mail: StoredMail, index: number): string {
  const links = mail.links.map(
    (link) => `<li><a href="${escapeHtml(link)}" rel="noopener noreferrer">${escapeHtml(link)}</a></li>`,
  );
  const html =
    mail.html === ''
      ? `<pre>${escapeHtml(mail.text)}</pre>`
      : `<iframe sandbox="" loading="lazy" title="Mail" srcdoc="${escapeHtml(mail.html)}"></iframe>`;
  return `<details${index === 0 ? ' open' : ''}><summary><b>${escapeHtml(mail.subject)}</b><time>${escapeHtml(mail.date)}</time><span>${escapeHtml(mail.to.join(', '))}</span></summary>
${links.length > 0 ? `<ul>${links.join('')}</ul>` : ''}${html}</details>`;
}
