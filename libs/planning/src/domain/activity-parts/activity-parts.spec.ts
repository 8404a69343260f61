import fc from 'fast-check';
import { newChecklist, withItem, withItemChanged, withoutItem, type ChecklistItem } from './checklist';
import { circleThrough } from './dependencies';

const line = fc.string({ minLength: 1, maxLength: 5 }).filter((text) => text.trim() !== '');

describe('checklists', () => {
  const numbered = (items: readonly ChecklistItem[]) => items.map(({ order }) => order);
  const texts = (items: readonly ChecklistItem[]) => items.map(({ text }) => text);

  test('whatever is done to them, the order counts from 0 without gaps, and ids are unique', () => {
    const step = fc.record({
      kind: fc.constantFrom('add', 'move', 'remove'),
      at: fc.nat(9),
      to: fc.nat(12),
      text: line,
    });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), fc.array(step, { maxLength: 12 }), (lines, steps) => {
        let items = newChecklist(lines);
        for (const { kind, at, to, text } of steps) {
          const id = items[at % Math.max(items.length, 1)]?.id;
          if (kind === 'add')
            items = withItem(items, { id: `${text}${Math.random()}`, text, completed: false }, to);
          else if (id !== undefined && kind === 'move') items = withItemChanged(items, id, { order: to });
          else if (id !== undefined) items = withoutItem(items, id);
          expect(numbered(items)).toEqual(items.map((_, index) => index));
          expect(new Set(items.map((item) => item.id)).size).toBe(items.length);
        }
      }),
    );
  });

  test('a list that is written back keeps its ids; what is sent twice gets one of its own', () => {
    const list = newChecklist(['a', { text: ' b ', completed: true }]);
    expect(newChecklist(list)).toEqual(list);
    expect(texts(list)).toEqual(['a', 'b']);
    const [first] = list;
    expect(new Set(newChecklist([...list, { ...first, text: 'c' }]).map(({ id }) => id)).size).toBe(3);
  });

  test('moving an item puts it where it was asked to be', () => {
    const list = newChecklist(['a', 'b', 'c', 'd']);
    const id = list[3]?.id ?? '';
    expect(texts(withItemChanged(list, id, { order: 1 }))).toEqual(['a', 'd', 'b', 'c']);
    expect(texts(withItemChanged(list, id, { text: 'x' }))).toEqual(['a', 'b', 'c', 'x']);
    expect(() => withItemChanged(list, 'nobody', {})).toThrow('Checklist item not found');
    expect(() => newChecklist(Array.from({ length: 201 }, () => 'x'))).toThrow('Validation failed');
  });
});

describe('dependencies', () => {
  const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  const edge = fc.tuple(fc.constantFrom(...ids), fc.constantFrom(...ids));

  /** Whether `from` comes to `to` by at least one step. */
  function reaches(graph: ReadonlyMap<string, readonly string[]>, from: string, to: string): boolean {
    const seen = new Set<string>();
    const open = [...(graph.get(from) ?? [])];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (at === to) return true;
      if (seen.has(at)) continue;
      seen.add(at);
      open.push(...(graph.get(at) ?? []));
    }
    return false;
  }

  test('a circle is found where there is one, and is one; what is let through never makes one', () => {
    fc.assert(
      fc.property(fc.array(edge, { maxLength: 25 }), (edges) => {
        const graph = new Map<string, string[]>();
        for (const [id, blocker] of edges) {
          const next = [...(graph.get(id) ?? []), blocker];
          const circle = circleThrough(id, next, graph);
          expect(circle !== undefined).toBe(blocker === id || reaches(graph, blocker, id));
          if (circle) {
            const full = new Map([...graph, [id, next] as const]);
            circle.forEach((one, index) =>
              expect(full.get(one)).toContain(circle[(index + 1) % circle.length]),
            );
          } else graph.set(id, next);
          for (const one of ids) expect(reaches(graph, one, one)).toBe(false);
        }
      }),
    );
  });

  test('ten thousand in a row are no burden', () => {
    const graph = new Map(Array.from({ length: 10_000 }, (_, n) => [`${n}`, [`${n + 1}`]] as const));
    expect(circleThrough('10000', ['0'], graph)).toHaveLength(10_001);
    expect(circleThrough('x', ['0'], graph)).toBeUndefined();
  });
});
