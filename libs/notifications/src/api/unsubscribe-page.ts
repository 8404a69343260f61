import { escapeHtml } from '@almanac/kernel';
import type { MailLanguage } from '@almanac/platform';
import type { Unsubscribing } from '../application/unsubscribe.service';
import { unsubscribeWords } from '../domain/channels/unsubscribe-words';

/** Nothing but what the page brings; its form goes back to where it came from. */
export const UNSUBSCRIBE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const STYLE = `
  body{margin:0;background:#f3f5f2;color:#22302b;font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;display:grid;place-items:center;min-height:100vh}
  main{background:#fff;border:1px solid #e1e6e2;border-radius:12px;padding:32px;max-width:420px;margin:16px;box-sizing:border-box;width:calc(100% - 32px)}
  b{color:#2f5d50} h1{font-size:20px;margin:12px 0} p{line-height:1.55}
  button{background:#2f5d50;color:#fff;border:0;border-radius:8px;padding:12px 22px;font:inherit;font-weight:600;cursor:pointer}
  button:focus-visible{outline:3px solid #7fb3a3;outline-offset:1px}`;

/** Asks; nothing happens before the button is pressed, as mail scanners open every link. It needs no script. */
export function askPage({ what, language }: Unsubscribing): string {
  const words = unsubscribeWords[language];
  return page(
    language,
    words.title,
    `<p>${escapeHtml(words.question(words.mailsAbout[what]))}</p>
<form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click"><button>${escapeHtml(words.button)}</button></form>`,
  );
}

export function donePage({ what, language }: Unsubscribing): string {
  const words = unsubscribeWords[language];
  return page(language, words.doneTitle, `<p>${escapeHtml(words.done(words.mailsAbout[what]))}</p>`);
}

/** For whoever opens a link that is cut off or made up. */
export function wrongLinkPage(language: MailLanguage): string {
  const words = unsubscribeWords[language];
  return page(language, words.wrongTitle, `<p>${escapeHtml(words.wrong)}</p>`);
}

function page(language: string, title: string, content: string): string {
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex"><meta name="referrer" content="no-referrer"><title>${title} · Almanac</title>
<style>${STYLE}
</style></head>
<body><main><b>Almanac</b><h1>${title}</h1>
${content}
</main></body></html>`;
}
