import { RequestContext } from '@almanac/platform';
import { SearchIndexer } from '@almanac/planning';
import { SearchScene } from './search-support';
import { codeOf, fieldsOf } from './support';

describe('search', () => {
  let app: SearchScene['app'];
  let ada: SearchScene['ada'];
  let plannerId: SearchScene['plannerId'];
  let search: SearchScene['search'];
  let titles: SearchScene['titles'];
  let make: SearchScene['make'];
  let settle: SearchScene['settle'];

  beforeAll(async () => {
    ({ app, ada, plannerId, search, titles, make, settle } = await SearchScene.begin());
  });
  afterAll(() => app.close());

  describe('finds', () => {
    test('titles before tags before texts, and says where', async () => {
      const inText = await make('Third', { description: 'Somewhere a zeppelin is named.' });
      const inTags = await make('Second', { tags: ['zeppelin'] });
      const inTitle = await make('The zeppelin');
      const found = await search('Zeppelin');
      expect(found.map(({ id }) => id)).toEqual([inTitle.id, inTags.id, inText.id]);
      expect(found[0]).toEqual({
        type: 'activity',
        id: inTitle.id,
        title: 'The zeppelin',
        snippet: 'The <mark>zeppelin</mark>',
        score: expect.any(Number),
        plannerId,
      });
      expect(found[2]?.snippet).toBe('Somewhere a <mark>zeppelin</mark> is named.');
      for (const { score } of found) expect(score > 0 && score <= 1).toBe(true);
    });

    test.each([
      ['a beginning', 'curta', ['Wash the curtains']],
      ['two words', 'wash curt', ['Wash the curtains']],
      ['no case, no accents', 'CAFE munchen', ['Café in München']],
      ['a slip of the finger', 'curtians', ['Wash the curtains']],
      ['two letters in each other’s place', 'invocie', ['Invoice 4711/b']],
      ['one in another alphabet', 'скзка', ['Сказка на ночь']],
      ['a phrase', '"the curtains"', ['Wash the curtains']],
      ['no phrase in another order', '"curtains the"', []],
      ['either', 'curtains or munchen', ['Café in München', 'Wash the curtains']],
      ['not what is left out', 'in -munchen -house', ['Lamp in the hall']],
      ['not what is left out by resemblance', 'curtians -wash', []],
      ['Chinese', '會議', ['明天的會議記錄']],
      ['Japanese', '準備', ['パーティーの準備をする']],
      ['Korean', '회의', ['주간회의 자료']],
      ['Thai', 'ประชุม', ['เตรียมการประชุมใหญ่']],
      ['numbers', '4711', ['Invoice 4711/b']],
      ['a smiley', '🎉', ['Party 🎉 tonight']],
      ['a short word', 'b', ['Invoice 4711/b']],
      ['nothing', 'xylophone', []],
      ['nothing but exclusions', '-curtains', []],
    ])('%s', async (_what, q, expected) => {
      const section = (await ada.planner({ title: 'Cases' })).id;
      const place = (await ada.section(section)).id;
      const all = [
        'Wash the curtains',
        'Café in München',
        'Сказка на ночь',
        '明天的會議記錄',
        'Invoice 4711/b',
      ];
      all.push(
        'パーティーの準備をする',
        '주간회의 자료',
        'เตรียมการประชุมใหญ่',
        'Party 🎉 tonight',
        'Lamp in the hall',
      );
      await Promise.all(all.map((title) => ada.activity(place, { title })));
      const scope = `&plannerId=${section}`;
      expect((await titles(q, scope)).sort()).toEqual([...expected].sort());
      await settle();
      expect((await titles(q, scope)).sort()).toEqual([...expected].sort());
      await ada.must('DELETE', `/planners/${section}`);
    });

    test('by kind, planner and number', async () => {
      const other = await ada.planner({ title: 'Quokka house', tags: ['x'] });
      const there = await ada.activity((await ada.section(other.id)).id, { title: 'Feed the quokka' });
      const here = await make('Quokka');
      expect((await search('quokka')).map(({ id }) => id).sort()).toEqual(
        [other.id, there.id, here.id].sort(),
      );
      expect((await search('quokka', '&type=planner')).map(({ id }) => id)).toEqual([other.id]);
      expect(await search('quokka', '&type=planner,activity')).toHaveLength(3);
      expect(
        (await search('quokka', `&plannerId=${other.id.toUpperCase()}&type=activity`)).map(({ id }) => id),
      ).toEqual([there.id]);
      expect(await search('quokka', '&limit=1')).toHaveLength(1);
      await ada.must('POST', `/planners/${other.id}/archive`);
      expect((await search('quokka')).map(({ id }) => id)).toEqual([here.id]);
      expect(await search('quokka', `&plannerId=${other.id}`)).toHaveLength(2);
    });

    test('nothing that acts, in what it shows', async () => {
      const evil = `<img src=x onerror=alert(1)> "walrus" & <mark>'`;
      await make(evil, { description: 'safe </mark><script>walrus</script>' });
      const [found] = await search('walrus');
      expect(found).toMatchObject({
        title: evil,
        snippet: 'safe &lt;/mark&gt;&lt;script&gt;<mark>walrus</mark>&lt;/script&gt;',
      });
      expect((await search('onerror'))[0]?.snippet).toContain(
        '&lt;img src=x <mark>onerror</mark>=alert(1)&gt;',
      );
    });

    test('what was saved before, changed, moved, and copied', async () => {
      const made = await make('Okapi one');
      expect(await titles('okapi')).toEqual(['Okapi one']);
      await ada.must('PATCH', `/activities/${made.id}`, { title: 'Giraffe', version: 1 });
      expect([await titles('okapi'), await titles('giraffe')]).toEqual([[], ['Giraffe']]);
      await settle();
      await ada.must('PATCH', `/activities/${made.id}`, { title: 'Okapi two' });
      expect([await titles('okapi'), await titles('giraffe')]).toEqual([['Okapi two'], []]);
      const target = await ada.planner({ title: 'Elsewhere' });
      const section = await ada.section(target.id);
      await ada.must('POST', `/activities/${made.id}/move`, { sectionId: section.id });
      expect(await search('okapi')).toMatchObject([{ id: made.id, plannerId: target.id }]);
      expect(await search('okapi', `&plannerId=${plannerId}`)).toEqual([]);
      const copy = await ada.must('POST', `/planners/${target.id}/duplicate`, { title: 'A copy' });
      expect(await search('okapi')).toHaveLength(2);
      expect(await search('okapi', `&plannerId=${copy.id}`)).toMatchObject([{ plannerId: copy.id }]);
      const operations = [{ op: 'update', id: made.id, data: { title: 'Tapir' } }];
      await ada.must('POST', '/activities/batch', { operations });
      expect(await search('tapir')).toMatchObject([{ id: made.id }]);
    });

    test('what several write at the same time, each as soon as it is told', async () => {
      const section = (await ada.section((await ada.planner({ title: 'Crowd' })).id)).id;
      const write = async (name: string) => {
        for (let number = 0; number < 6; number += 1) {
          const { id } = await ada.activity(section, { title: `Narwhal ${name}${number}` });
          expect((await search(`${name}${number}`)).map((found) => found.id)).toContain(id);
        }
      };
      await Promise.all([write('left'), write('right'), settle(), search('narwhal'), settle()]);
      expect(await search('narwhal', '&limit=100')).toHaveLength(12);
      await settle();
      expect(await search('narwhal', '&limit=100')).toHaveLength(12);
    });
  });

  describe('refuses', () => {
    test.each([
      ['?q=', 'q'],
      ['', 'q'],
      [`?q=${'x'.repeat(201)}`, 'q'],
      ['?q=%00', 'q'],
      ['?q=x&type=secret', 'type'],
      ['?q=x&limit=0', 'limit'],
      ['?q=x&limit=101', 'limit'],
      ['?q=x&plannerId=1', 'plannerId'],
      ['?q=x&other=1', 'other'],
    ])('%s', async (query, field) => {
      const answer = await ada.get(`/search${query}`);
      expect([answer.status, codeOf(answer), fieldsOf(answer)]).toEqual([422, 'VALIDATION_ERROR', [field]]);
    });

    test('whoever is not signed in', async () => {
      expect((await app.request('GET', '/search?q=x')).status).toBe(401);
    });
  });

  test('takes whatever people type', async () => {
    const naughty = [
      ...[
        `'`,
        `''`,
        `\\`,
        `\\'`,
        `"`,
        `""`,
        `"'`,
        '-',
        '--',
        '-"',
        '- x',
        'or',
        'or or',
        'OR x',
        'x or',
        '(',
        ')(',
        '!',
        '!!x',
      ],
      ...[
        '&',
        '|',
        '<->',
        'a:*',
        ':*',
        'a:b',
        'a\\',
        "a'b",
        "'; DROP TABLE planners; --",
        '%',
        '_',
        '*',
        '?',
        '[',
        '{',
        '$1',
      ],
      ...[
        '½',
        'ŉ',
        '①',
        'ﷺ',
        'ﷺ'.repeat(200),
        'ﬁ',
        'İ',
        'ẞ',
        '\u0301',
        'e\u0301',
        '\u200b',
        '\u202e',
        '\ufeff',
        '👩‍👩‍👧',
        '𝒽𝑒𝓁𝓁𝑜',
        '𠀀𠀁',
      ],
      ...[
        'x'.repeat(200),
        'é'.repeat(200),
        '漢'.repeat(200),
        '" '.repeat(100),
        '-'.repeat(200),
        'a-'.repeat(100),
        '\t\n x',
      ],
      ...[
        '1e309',
        'NaN',
        '../../etc/passwd',
        'http://a.b/c?d=e',
        'a@b.example',
        '<script>',
        '&lt;',
        'null',
        '__proto__',
        "ŉ'ŉ",
      ],
    ];
    const answers = await Promise.all(
      naughty.map(async (q) => [q, (await ada.get(`/search?q=${encodeURIComponent(q)}`)).status]),
    );
    expect(
      answers.filter(([q, status]) => status !== 200 && !(status === 422 && String(q).trim() === '')),
    ).toEqual([]);
  });

  test('can be made anew from the things', async () => {
    await make('Axolotl');
    await settle();
    await app.database.query('TRUNCATE search_documents');
    expect(await search('axolotl')).toEqual([]);
    await app.get(SearchIndexer).rebuild(RequestContext.system());
    expect(await titles('axolotl')).toEqual(['Axolotl']);
    await app.get(SearchIndexer).rebuild(RequestContext.system());
    expect(await titles('axolotl')).toEqual(['Axolotl']);
  });
});
