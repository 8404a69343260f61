import { escapeHtml } from '@almanac/kernel';
import type { AsyncApiDocument, DocumentedMessage } from './document';
import type { JsonSchema } from './example';

export const STYLE = `
:root{color-scheme:light dark;--ink:#22302b;--soft:#5c6b66;--line:#dde4df;--paper:#f3f5f2;--card:#fff;--green:#2f5d50;--code:#eef2ef;--warm:#9a5b1f}
@media(prefers-color-scheme:dark){:root{--ink:#e4ebe7;--soft:#9fb0a8;--line:#33413b;--paper:#161d1a;--card:#1e2723;--green:#8fc7b3;--code:#26312c;--warm:#e0a86a}}
*{box-sizing:border-box}html{scroll-behavior:smooth;scroll-padding-top:16px}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.55 system-ui,sans-serif}
a{color:var(--green)}code,pre,textarea{font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,monospace}
code{background:var(--code);padding:1px 5px;border-radius:4px;overflow-wrap:anywhere}
pre{background:var(--code);padding:12px 14px;border-radius:8px;overflow:auto;margin:0;max-height:420px}
header{max-width:1180px;margin:0 auto;padding:36px 20px 12px}h1{font-size:28px;margin:0 0 6px}header p{color:var(--soft);margin:0 0 10px;max-width:820px}
.links{display:flex;gap:10px;flex-wrap:wrap;margin-top:14px}.links a{padding:7px 14px;border:1px solid var(--line);border-radius:8px;background:var(--card);text-decoration:none;font-weight:600}
.layout{max-width:1180px;margin:0 auto;padding:8px 20px 60px;display:grid;grid-template-columns:230px minmax(0,1fr);gap:32px}
nav{position:sticky;top:16px;align-self:start;max-height:calc(100vh - 32px);overflow:auto;font-size:13px}
nav b{display:block;margin:14px 0 4px;color:var(--soft);font-size:12px;letter-spacing:.04em;text-transform:uppercase}
nav a{display:block;padding:2px 0;text-decoration:none;overflow-wrap:anywhere}
h2{font-size:20px;margin:26px 0 10px}section:first-child h2{margin-top:6px}
article{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:16px 18px;margin-bottom:14px}
article h3{margin:0 0 2px;font:600 16px/1.4 ui-monospace,SFMono-Regular,Menlo,monospace;overflow-wrap:anywhere}article p{margin:0 0 10px;color:var(--soft)}
.parts{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:16px}
table{border-collapse:collapse;width:100%;font-size:13px;align-self:start}td{padding:5px 8px 5px 0;border-top:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}
tr:first-child td{border-top:0}td:first-child{white-space:nowrap;font:13px ui-monospace,monospace}td small{color:var(--soft)}.must{color:var(--warm)}
@media(max-width:860px){.layout{grid-template-columns:1fr}nav{position:static;max-height:none;columns:2}.parts{grid-template-columns:1fr}}`;

const GROUPS: readonly [prefix: string, title: string][] = [
  ['server.', 'What you hear'],
  ['client.', 'What you may send'],
  ['answer.', 'How you are answered'],
  ['flat.', 'On Socket.IO, by names with a dash'],
];

/** The page for people at `/docs/realtime`: no script, and nothing from elsewhere. */
export function realtimePage({ info, servers, channels, components }: AsyncApiDocument): string {
  const messages = Object.entries(components.messages);
  const groups = GROUPS.map(([prefix, title]) => ({
    title,
    messages: messages.filter(([key]) => key.startsWith(prefix)),
  }));
  const doors = Object.values(servers)
    .map(
      ({ protocol, host, pathname, description }) =>
        `<tr><td>${escapeHtml(`${protocol}://${host}${pathname}`)}</td><td>${escapeHtml(description)}</td></tr>`,
    )
    .join('');
  const about = `${info.description}\n\n${channels['plain']?.description ?? ''}`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escapeHtml(info.title)}</title><link rel="stylesheet" href="/docs/realtime/style.css"></head><body>
<header><h1>${escapeHtml(info.title)}</h1>${paragraphs(about)}
<table>${doors}</table>
<div class="links"><a href="/docs/realtime/live">Try it live</a><a href="/docs/realtime.json">AsyncAPI 3 document</a><a href="/docs">REST API</a></div></header>
<div class="layout"><nav aria-label="Messages">${groups
    .map(
      (group) =>
        `<b>${group.title}</b>${group.messages.map(([key, { name }]) => `<a href="#${key}">${escapeHtml(name)}</a>`).join('')}`,
    )
    .join('')}</nav>
<main>${groups
    .map(
      (group) =>
        `<section><h2>${group.title}</h2>${group.messages.map(([key, one]) => article(key, one)).join('')}</section>`,
    )
    .join('')}</main></div></body></html>`;
}

function article(key: string, { name, summary, payload, examples }: DocumentedMessage): string {
  const example = JSON.stringify(examples[0]?.payload, undefined, 2);
  return `<article id="${key}"><h3>${escapeHtml(name)}</h3>${paragraphs(summary)}<div class="parts"><table>${rows(payload, '')}</table><pre>${escapeHtml(example)}</pre></div></article>`;
}

function rows({ properties = {}, required = [] }: JsonSchema, prefix: string): string {
  return Object.entries(properties)
    .map(([name, schema]) => {
      const path = `${prefix}${name}`;
      const must = required.includes(name) ? '' : ' <small>optional</small>';
      const note = schema.description === undefined ? '' : `<br><small>${inline(schema.description)}</small>`;
      const below = schema.type === 'object' ? rows(schema, `${path}.`) : '';
      const items = schema.items?.type === 'object' ? rows(schema.items, `${path}[].`) : '';
      return `<tr><td>${escapeHtml(path)}</td><td>${escapeHtml(kindOf(schema))}${must}${note}</td></tr>${below}${items}`;
    })
    .join('');
}

function kindOf(schema: JsonSchema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(' | ');
  if (schema.anyOf) return schema.anyOf.map(kindOf).join(' | ');
  if (schema.type === 'array') return `array of ${schema.items ? kindOf(schema.items) : 'anything'}`;
  const type = Array.isArray(schema.type) ? schema.type.join(' | ') : (schema.type ?? 'any JSON');
  return schema.format === undefined ? type : `${type} (${schema.format})`;
}

function paragraphs(text: string): string {
  return text
    .split('\n\n')
    .map((one) => `<p>${inline(one)}</p>`)
    .join('');
}

function inline(text: string): string {
  return escapeHtml(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>');
}
