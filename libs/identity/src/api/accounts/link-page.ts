import { escapeHtml } from '@almanac/kernel';

/** A page that a link in a mail leads to. */
export interface LinkPage {
  title: string;
  text: string;
  button: string;
  /** Where the button sends the token, beside the fields; `{token}` stands for it where it is part of the address. */
  action: string;
  /** Where to read what an invitation is about, which is then said before the text. */
  look?: string;
  /** What is said once that came off; where nothing is given, what the API says. */
  done?: string;
  fields?: readonly LinkPageField[];
}

export interface LinkPageField {
  name: string;
  label: string;
  autocomplete: string;
  /** Must be the same as this one; it is not sent. */
  repeats?: string;
}

/** Nothing but what the page itself brings; the form is sent by the script, never by the browser. */
export const LINK_PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const STYLE = `
  body{margin:0;background:#f3f5f2;color:#22302b;font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;display:grid;place-items:center;min-height:100vh}
  main{background:#fff;border:1px solid #e1e6e2;border-radius:12px;padding:32px;max-width:420px;margin:16px;box-sizing:border-box;width:calc(100% - 32px)}
  b{color:#2f5d50} h1{font-size:20px;margin:12px 0} p{line-height:1.55;overflow-wrap:anywhere}
  label{display:block;font-weight:600;margin:0 0 16px} input{display:block;box-sizing:border-box;width:100%;margin-top:6px;padding:11px 12px;font:inherit;border:1px solid #8a9a94;border-radius:8px}
  input:focus-visible,button:focus-visible{outline:3px solid #7fb3a3;outline-offset:1px}
  button{background:#2f5d50;color:#fff;border:0;border-radius:8px;padding:12px 22px;font:inherit;font-weight:600;cursor:pointer}
  button:disabled{opacity:.6;cursor:default}`;

function input({ name, label, autocomplete, repeats }: LinkPageField): string {
  const same = repeats === undefined ? '' : ` data-repeats="${escapeHtml(repeats)}"`;
  return `<label>${escapeHtml(label)}<input type="password" name="${escapeHtml(name)}" autocomplete="${escapeHtml(autocomplete)}" required maxlength="72"${same}></label>`;
}

/** The page as HTML. The token stays in the address until the script takes it out of there. */
export function linkPage({ title, text, button, action, look, done, fields = [] }: LinkPage): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex"><meta name="referrer" content="no-referrer"><title>${escapeHtml(title)} · Almanac</title>
<style>${STYLE}
</style></head>
<body><main><b>Almanac</b><h1>${escapeHtml(title)}</h1>
<p id="say" role="status">${escapeHtml(text)}</p>
<form id="form" data-action="${escapeHtml(action)}" data-look="${escapeHtml(look ?? '')}" data-done="${escapeHtml(done ?? '')}">
${fields.map(input).join('\n')}
<button id="go">${escapeHtml(button)}</button></form>
<noscript><p>This page needs JavaScript.</p></noscript></main>
<script src="/link-page.js"></script></body></html>`;
}

/**
 * The one script of all these pages. A GET changes nothing: only the button sends the token, as mail scanners
 * open every link.
 */
export const LINK_PAGE_SCRIPT = `const token = new URLSearchParams(location.search).get('token') ?? '';
history.replaceState(null, '', location.pathname);
const say = document.getElementById('say');
const form = document.getElementById('form');
const go = document.getElementById('go');
const inputs = [...form.querySelectorAll('input')];
const named = ({ field, message }) => {
  const label = form.elements[field]?.labels?.[0]?.firstChild.textContent;
  return label ? message.replace(field, label) : message;
};
if (token === '') {
  form.remove();
  say.textContent = 'Something is missing from the address: please open the link of the mail again, whole.';
}
const inAddress = form.dataset.action.includes('{token}');
const at = (path) => path.replace('{token}', encodeURIComponent(token));
// Marks of direction in a name must not turn our own words round.
const plain = (name) => name.replace(/[\\u202a-\\u202e\\u2066-\\u2069]/g, '');
if (form.dataset.look && token !== '') {
  const text = say.textContent;
  fetch(at(form.dataset.look)).then(async (answer) => {
    const { data, error } = await answer.json();
    say.textContent = answer.ok ? 'You are invited into the ' + data.kind + ' “' + plain(data.name) + '”, as ' + data.role + '. ' + text : error.message + '.';
    if (!answer.ok) form.remove();
  }).catch(() => undefined);
}
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const unequal = inputs.find((input) => input.dataset.repeats && input.value !== form.elements[input.dataset.repeats].value);
  if (unequal) {
    say.textContent = 'The two are not the same; please type them again.';
    unequal.focus();
    return;
  }
  go.disabled = true;
  try {
    const typed = inputs.filter((input) => !input.dataset.repeats).map((input) => [input.name, input.value]);
    const answer = await fetch(at(form.dataset.action), {
      method: 'POST', headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...(inAddress ? {} : { token }), ...Object.fromEntries(typed) }),
    });
    const body = await answer.json();
    const details = Array.isArray(body.error?.details) ? body.error.details.map(named) : [];
    say.textContent = answer.ok ? form.dataset.done || body.message + '.' : [body.error.message, ...details].join('. ') + '.';
    if (answer.ok || answer.status === 400 || answer.status === 409) form.remove(); else go.disabled = false;
  } catch {
    say.textContent = 'The server cannot be reached; please try again.';
    go.disabled = false;
  }
});`;
