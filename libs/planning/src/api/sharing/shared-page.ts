import { escapeHtml } from '@almanac/kernel';

/** Nothing but what the page itself brings, and what the API answers; pictures of the planner are left out. */
export const SHARED_PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const STYLE = `
  body{margin:0;background:#f3f5f2;color:#22302b;font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif}
  main{background:#fff;border:1px solid #e1e6e2;border-radius:12px;padding:32px;max-width:720px;margin:24px auto;box-sizing:border-box;width:calc(100% - 32px)}
  b{color:#2f5d50} h1{font-size:24px;margin:12px 0} h2{font-size:18px;margin:28px 0 8px} p,li{line-height:1.55;overflow-wrap:anywhere} p{white-space:pre-wrap}
  ul{list-style:none;padding:0;margin:0} li{padding:8px 0;border-top:1px solid #e1e6e2} .done{text-decoration:line-through;color:#5a6a64} small{display:block;color:#5a6a64}
  label{display:block;font-weight:600;margin:0 0 16px} input{display:block;box-sizing:border-box;width:100%;max-width:360px;margin-top:6px;padding:11px 12px;font:inherit;border:1px solid #8a9a94;border-radius:8px}
  input:focus-visible,button:focus-visible{outline:3px solid #7fb3a3;outline-offset:1px}
  button{background:#2f5d50;color:#fff;border:0;border-radius:8px;padding:12px 22px;font:inherit;font-weight:600;cursor:pointer}
  button:disabled{opacity:.6;cursor:default}`;
const TITLE = 'A shared planner';

/**
 * The page that a share link leads to where no front-end stands at PUBLIC_URL. It is the same for every link: what it
 * shows comes from the API.
 */
export const SHARED_PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex"><meta name="referrer" content="no-referrer"><title>${escapeHtml(TITLE)} · Almanac</title>
<style>${STYLE}
</style></head>
<body><main><b>Almanac</b><h1 id="title">${escapeHtml(TITLE)}</h1>
<p id="say" role="status">One moment …</p>
<form id="form" hidden><label>Password<input id="password" type="password" autocomplete="off" required maxlength="72"></label>
<button id="go">Open</button></form>
<div id="planner"></div>
<noscript><p>This page needs JavaScript.</p></noscript></main>
<script src="/shared-page.js"></script></body></html>`;

/** Everything that people wrote goes into the page as text, never as HTML. */
export const SHARED_PAGE_SCRIPT = `const shareId = location.pathname.split('/').pop();
const api = '/api/v1/shared/' + shareId;
const at = (id) => document.getElementById(id);
const made = (name, text, className) => {
  const element = document.createElement(name);
  element.textContent = text;
  if (className) element.className = className;
  return element;
};
const when = (date) => new Date(date).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
function activity(one) {
  const item = made('li', '');
  item.append(made('span', one.title, one.status === 'completed' || one.status === 'cancelled' ? 'done' : ''));
  const facts = [one.status === 'pending' ? '' : one.status, one.dueDate && one.dueDate !== one.endDate ? 'due ' + when(one.dueDate) : '', one.startDate ? 'from ' + when(one.startDate) : '', one.endDate ? 'until ' + when(one.endDate) : '', one.location?.name ?? '', ...one.tags.map((tag) => '#' + tag)];
  const shown = facts.filter((fact) => fact !== '').join(' · ');
  if (shown) item.append(made('small', shown));
  if (one.description) item.append(made('p', one.description));
  for (const line of one.checklist) item.append(made('small', (line.completed ? '☑ ' : '☐ ') + line.text));
  return item;
}
function show(planner) {
  document.title = planner.title + ' · Almanac';
  at('title').textContent = planner.title;
  at('say').textContent = planner.description ?? '';
  at('form').remove();
  for (const section of planner.sections) {
    const list = made('ul', '');
    list.append(...section.activities.map(activity));
    at('planner').append(made('h2', section.title));
    if (section.description) at('planner').append(made('p', section.description));
    at('planner').append(list);
  }
}
async function ask(options, first) {
  try {
    const answer = await fetch(api, options);
    const { data, error } = await answer.json();
    if (answer.ok) return show(data);
    at('say').textContent = first && answer.status === 401 ? 'This planner is shared with a password.' : error.message + '.';
    at('form').hidden = answer.status !== 401 && answer.status !== 429;
    if (answer.status === 401) at('password').select();
  } catch {
    at('say').textContent = 'The server cannot be reached; please try again.';
  }
}
at('form').addEventListener('submit', async (event) => {
  event.preventDefault();
  at('go').disabled = true;
  const body = JSON.stringify({ password: at('password').value });
  await ask({ method: 'POST', headers: { 'content-type': 'application/json' }, body });
  at('go').disabled = false;
});
void ask({}, true);`;
