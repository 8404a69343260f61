/** Text for people, safe to put into a page. */
export function escape(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

const STYLE = `
  :root { color-scheme: light; --ink: #1a1f36; --soft: #697386; --line: #e3e8ee; --accent: #4f46e5; }
  * { box-sizing: border-box; }
  body { margin: 0; font: 16px/1.5 system-ui, "Noto Sans", sans-serif; color: var(--ink); background: #f6f8fa; }
  .note { background: #fff4d6; border-bottom: 1px solid #f1d998; padding: .6rem 1rem; text-align: center; text-wrap: balance; font-size: .9rem; }
  main { max-width: 34rem; margin: 2rem auto; padding: 0 1rem; }
  .card { background: #fff; border: 1px solid var(--line); border-radius: 12px; padding: 1.5rem; margin-bottom: 1.25rem; box-shadow: 0 1px 3px rgb(60 66 87 / 8%); }
  h1 { font-size: 1.15rem; margin: 0 0 .25rem; color: var(--soft); font-weight: 500; }
  h2 { font-size: 1rem; margin: 0 0 .75rem; }
  .total { font-size: 2.1rem; line-height: 1.2; font-weight: 650; letter-spacing: -.02em; margin: 0 0 1rem; }
  .total small { display: inline-block; line-height: 1.3; font-size: 1rem; font-weight: 400; color: var(--soft); letter-spacing: 0; }
  table { width: 100%; border-collapse: collapse; }
  td, th { padding: .5rem 0; border-top: 1px solid var(--line); text-align: left; vertical-align: top; font-weight: 400; }
  td:last-child { text-align: right; white-space: nowrap; }
  .soft { color: var(--soft); font-size: .9rem; }
  .state { display: inline-block; padding: .05rem .55rem; border-radius: 99px; background: #e8edf3; font-size: .85rem; }
  .state.good { background: #d7f7e0; color: #0b6b2e; } .state.bad { background: #fde2e2; color: #a1191f; }
  .error { background: #fde2e2; color: #8b1217; border-radius: 8px; padding: .6rem .8rem; margin: 0 0 1rem; }
  form { display: grid; gap: .6rem; margin: 0; } .row { display: flex; gap: .6rem; flex-wrap: wrap; margin-top: 1rem; } .row form { flex: 1 1 12rem; }
  label { display: grid; gap: .25rem; font-size: .9rem; color: var(--soft); }
  input { font: inherit; padding: .6rem .7rem; border: 1px solid #c9d1da; border-radius: 8px; }
  button { font: inherit; padding: .7rem 1rem; border-radius: 8px; border: 1px solid #c9d1da; background: #fff; color: var(--ink); cursor: pointer; width: 100%; }
  button.main { background: var(--accent); border-color: var(--accent); color: #fff; font-weight: 600; }
  button:focus-visible, input:focus-visible, a:focus-visible { outline: 3px solid #a5b4fc; outline-offset: 1px; }
  a { color: var(--accent); }
`;

/** A page that says of itself that it is not Stripe. */
export function layout(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escape(title)} – stand-in for Stripe</title>
<style>${STYLE}</style>
</head>
<body>
<p class="note" role="note" style="margin:0">This is a <strong>stand-in for Stripe</strong>, for tests and for trying things out. No money moves, and no card is asked for.</p>
<main>
${content}
</main>
</body>
</html>
`;
}

/** A button that does one thing. */
export function button(action: string, label: string, main = false, fields = ''): string {
  return `<form method="post">${fields}<button name="action" value="${action}"${main ? ' class="main"' : ''}>${escape(label)}</button></form>`;
}

export function date(seconds: number): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(
    new Date(seconds * 1000),
  );
}
