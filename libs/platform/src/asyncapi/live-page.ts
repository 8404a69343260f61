/** The live example at `/docs/realtime/live`: one pastes a token and sees messages arrive. */
export const LIVE_PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Almanac live updates: try it</title><link rel="stylesheet" href="/docs/realtime/style.css"><link rel="stylesheet" href="/docs/realtime/live.css"></head><body>
<header><h1>Try it live</h1>
<p>Paste an access token or an API key, connect, and change something in a planner from elsewhere: it arrives here. The token stays on this page; it is sent to this server alone.</p>
<div class="links"><a href="/docs/realtime">All messages</a><a href="/docs">REST API</a></div></header>
<main class="live">
<form id="door"><label>Token<input id="token" type="password" autocomplete="off" spellcheck="false" required placeholder="accessToken of POST /api/v1/auth/login, or ak_…"></label>
<label>Planner <small>(optional: all of yours)</small><input id="planner" autocomplete="off" spellcheck="false" placeholder="0193a1b2-…"></label>
<button id="connect">Connect</button></form>
<p id="state" role="status">Not connected.</p>
<form id="say"><label>Send<textarea id="text" rows="3" spellcheck="false">{ "type": "typing", "isTyping": true }</textarea></label>
<button id="send" disabled>Send</button></form>
<ol id="log" aria-live="polite"></ol></main>
<script src="/docs/realtime/live.js"></script></body></html>`;

export const LIVE_STYLE = `
main.live{max-width:1180px;margin:0 auto;padding:8px 20px 60px}
form{display:grid;grid-template-columns:2fr 1fr auto;gap:12px;align-items:end;background:var(--card);border:1px solid var(--line);border-radius:12px;padding:16px;margin-bottom:14px}
form#say{grid-template-columns:1fr auto}label{display:grid;gap:5px;font-weight:600;font-size:13px}label small{font-weight:400}
input,textarea{width:100%;padding:9px 12px;border:1px solid var(--line);border-radius:8px;background:var(--paper);color:inherit;font:13px ui-monospace,monospace}
button{padding:10px 18px;border:0;border-radius:8px;background:var(--green);color:var(--paper);font:inherit;font-weight:600;cursor:pointer}button:disabled{opacity:.45;cursor:default}
#state{color:var(--soft);margin:0 0 14px}#state.open{color:var(--green);font-weight:600}#state.shut{color:var(--warm);font-weight:600}
ol{list-style:none;margin:0;padding:0}li{background:var(--card);border:1px solid var(--line);border-left:4px solid var(--green);border-radius:10px;padding:10px 14px;margin-bottom:10px}
li.sent{border-left-color:var(--line)}li.error{border-left-color:var(--warm)}li b{font:600 14px ui-monospace,monospace}li time{float:right;color:var(--soft);font-size:12px}li pre{margin-top:8px;max-height:260px}
@media(max-width:860px){form,form#say{grid-template-columns:1fr}}`;

export const LIVE_SCRIPT = `'use strict';
const $ = (id) => document.getElementById(id);
let socket;
let last = new Map();

function show(kind, name, body) {
  const row = document.createElement('li');
  row.className = kind;
  const title = document.createElement('b');
  title.textContent = (kind === 'sent' ? '→ ' : '') + name;
  const time = document.createElement('time');
  time.textContent = new Date().toLocaleTimeString();
  const text = document.createElement('pre');
  text.textContent = JSON.stringify(body, null, 2);
  row.append(time, title, text);
  $('log').prepend(row);
  while ($('log').children.length > 200) $('log').lastChild.remove();
}

function state(kind, text) {
  $('state').className = kind;
  $('state').textContent = text;
  $('send').disabled = kind !== 'open';
  $('connect').textContent = socket ? 'Disconnect' : 'Connect';
}

function send(message, shown = message) {
  socket.send(JSON.stringify(message));
  show('sent', message.type, shown);
}

/** A message that does not follow on the last of its planner: something was missed, and is at /sync. */
function checkGap({ seq, prev, data }) {
  const planner = data && (data.plannerId || (data.planner && data.planner.id) ||
    (data.section && data.section.plannerId) || (data.activity && data.activity.plannerId));
  if (!planner || typeof seq !== 'number') return;
  if (last.has(planner) && prev !== last.get(planner))
    show('error', 'gap', { planner, expected: last.get(planner), prev, ask: '/api/v1/sync?since=' + last.get(planner) });
  last.set(planner, seq);
}

$('door').addEventListener('submit', (event) => {
  event.preventDefault();
  if (socket) return socket.close(1000);
  last = new Map();
  const address = new URL('/ws', location.href);
  address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  socket = new WebSocket(address);
  state('', 'Connecting …');
  socket.onopen = () => send({ type: 'auth', token: $('token').value.trim() }, { type: 'auth', token: '…' });
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    show(message.type === 'error' ? 'error' : 'heard', message.type, message);
    if (message.type === 'auth:ok') {
      state('open', 'Connected as ' + message.data.userId + (message.data.expiresAt ? ' until ' + new Date(message.data.expiresAt).toLocaleTimeString() : ''));
      const plannerId = $('planner').value.trim();
      if (plannerId) send({ type: 'join-planner', id: 1, plannerId });
    } else checkGap(message);
  };
  socket.onclose = ({ code, reason }) => {
    socket = undefined;
    state('shut', 'Closed: ' + code + (reason ? ' (' + reason + ')' : '') + (code === 4401 ? '. Sign in with a new token.' : ''));
  };
});

$('say').addEventListener('submit', (event) => {
  event.preventDefault();
  let message;
  try {
    message = JSON.parse($('text').value);
  } catch (error) {
    return show('error', 'not JSON', String(error));
  }
  send({ id: Date.now(), ...message });
});`;
