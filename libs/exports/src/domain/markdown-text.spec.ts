import fc from 'fast-check';
import { micromark } from 'micromark';
import { inertMarkdown, plainMarkdown, prefixed } from './markdown-text';

/** Rendered by somebody who lets everything through. */
const render = (text: string): string =>
  micromark(text, { allowDangerousHtml: true, allowDangerousProtocol: true });

/** What Markdown is made of, so that chance finds what hurts. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...[
          '<',
          '>',
          '&',
          '&lt;',
          '&#58;',
          '&colon;',
          '&#x6a;',
          '\\',
          '`',
          '```\n',
          '[',
          ']',
          '(',
          ')',
          '!',
          ':',
        ],
        ...[
          '](',
          ']: ',
          '[a]: ',
          '<script>',
          '</script>',
          '<img src=x onerror=alert(1)>',
          '<!--',
          '-->',
          '<?',
          '~~~',
        ],
        ...[
          'javascript:',
          'JaVaScRiPt:',
          'vbscript:',
          'data:text/html,',
          'alert(1)',
          'http://example.com',
          '\u0001',
        ],
        ...[
          '\n',
          '\r\n',
          '\n\n',
          '    ',
          '\t',
          '- ',
          '# ',
          '> ',
          '1. ',
          '***',
          '---',
          '===',
          '|',
          '_',
          '*',
          '\u2028',
        ],
      ),
      fc.string({ unit: 'binary', maxLength: 5 }),
    ),
    { maxLength: 20 },
  )
  .map((parts) => parts.join(''));

const TAGS = /<(?!\/?(?:p|em|strong|code|pre|a|img|ul|ol|li|h[1-6]|hr|br|blockquote)\b)[a-z!?/]/i;
const ADDRESSES = /(?:href|src)="([^"]*)"/g;

function expectInert(html: string): void {
  expect(html).not.toMatch(TAGS);
  expect(html).not.toMatch(/<[^>"]*(?:"[^"]*"[^>"]*)*\son\w+=/i);
  for (const [, address = ''] of html.matchAll(ADDRESSES)) {
    const scheme = /^[\s\p{Cc}]*([a-z][a-z0-9+.-]*):/iu.exec(address.replaceAll('&amp;', '&'))?.[1];
    expect(['http', 'https', 'mailto', 'tel', undefined]).toContain(scheme?.toLowerCase());
  }
}

describe('texts in Markdown', () => {
  it('are inert, whatever somebody wrote', () => {
    fc.assert(
      fc.property(hostile, hostile, (description, title) => {
        expectInert(render(prefixed(inertMarkdown(description), '> ')));
        expectInert(
          render(`- **${plainMarkdown(title)}**\n\n${prefixed(inertMarkdown(description), '  ')}\n`),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('mean themselves where they are titles', () => {
    const words = fc.stringMatching(/^[!-~]{1,12}( [!-~]{1,12}){0,3}$/);
    fc.assert(
      fc.property(words, (title) => {
        const html = render(`- ${plainMarkdown(title)}\n`);
        const shown = /^<ul>\n<li>([^]*)<\/li>\n<\/ul>\n?$/.exec(html)?.[1] ?? html;
        const plain = shown
          .replaceAll('&lt;', '<')
          .replaceAll('&gt;', '>')
          .replaceAll('&quot;', '"')
          .replaceAll('&amp;', '&');
        expect(plain).toBe(title);
      }),
      { numRuns: 500 },
    );
  });

  it('keep their Markdown where they are descriptions', () => {
    const html = render(
      inertMarkdown('**Bold**, [a link](https://example.com/a?b=1&c=2), `a && b`\n\n- one\n- two'),
    );
    expect(html).toContain('<strong>Bold</strong>');
    expect(html).toContain('<a href="https://example.com/a?b=1&amp;c=2">a link</a>');
    expect(html).toContain('<code>a &amp;&amp; b</code>');
    expect(html).toContain('<li>two</li>');
  });

  it('let nothing that is left open go on after them', () => {
    const html = render(`${prefixed(inertMarkdown('```\nnever closed <b>'), '> ')}\n\n## After\n`);
    expect(html).toContain('<h2>After</h2>');
  });
});
