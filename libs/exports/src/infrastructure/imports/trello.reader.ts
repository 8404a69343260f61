import { isInstantText } from '@almanac/kernel';
import { MAX_ACTIVITIES, MAX_SECTIONS, Unreadable, type Problems } from '../../domain/imports/reading';
import type { ReadActivity, ReadPlanner, ReadSection } from '../../domain/imports/reading';
import { idOf, listOf, LocatedJson, objectOf, textOf, type JsonValue } from './located-json';

type Fields = Record<string, JsonValue>;

/** Reads the JSON export of a board of Trello: lists are sections, cards activities, labels tags. */
export function readTrello(text: string, problems: Problems, title = 'Trello'): ReadPlanner {
  const json = new LocatedJson(text);
  const board = objectOf(json.value);
  const [lists, cards] = [board['lists'], board['cards']];
  if (!Array.isArray(lists) || !Array.isArray(cards))
    throw new Unreadable(1, 'there are no lists and cards: this is no export of a board of Trello');
  if (cards.length > MAX_ACTIVITIES) throw new Unreadable(1, `there are more than ${MAX_ACTIVITIES} cards`);
  if (lists.length > MAX_SECTIONS) throw new Unreadable(1, `there are more than ${MAX_SECTIONS} lists`);
  return {
    line: 1,
    input: { title: textOf(board['name']) ?? title, description: textOf(board['desc']) ?? null },
    sections: sectionsOf(json, board, problems),
  };
}

function sectionsOf(json: LocatedJson, board: Fields, problems: Problems): ReadSection[] {
  const sections = new Map<string, ReadSection & { closed: boolean }>();
  for (const list of inOrder(listOf(board['lists']))) {
    const { id, name, closed } = objectOf(list);
    const input = { title: textOf(name) ?? 'List' };
    sections.set(idOf(id) ?? '', { line: json.lineOf(list), input, activities: [], closed: closed === true });
  }
  const checklists = new Map<string, Fields[]>();
  for (const one of inOrder(listOf(board['checklists']))) {
    const card = idOf(objectOf(one)['idCard']) ?? '';
    const known = checklists.get(card) ?? [];
    known.push(objectOf(one));
    checklists.set(card, known);
  }
  for (const card of inOrder(listOf(board['cards']))) {
    const fields = objectOf(card);
    const line = json.lineOf(card);
    const section = sections.get(idOf(fields['idList']) ?? '');
    const title = textOf(fields['name']);
    if (!section || title === undefined) {
      problems.add(line, section ? 'a card has no name' : 'a card is in a list that is not there');
      continue;
    }
    const items = (
      checklists.get(idOf(fields['id']) ?? '') ?? listOf(fields['checklists']).map(objectOf)
    ).flatMap(itemsOf);
    section.activities.push(activityOf(fields, { title, line, items, closed: section.closed }, problems));
  }
  // A list that was archived comes only for its cards.
  return [...sections.values()].flatMap(({ closed, ...section }) =>
    closed && section.activities.length === 0 ? [] : [section],
  );
}

function activityOf(
  card: Fields,
  known: { title: string; line: number; items: object[]; closed: boolean },
  problems: Problems,
): ReadActivity {
  const { title, line, items } = known;
  if (listOf(card['idMembers']).length > 0) problems.add(line, 'members of a card were left out');
  if (listOf(card['attachments']).length > 0) problems.add(line, 'attachments of a card were left out');
  const done = card['dueComplete'] === true;
  const tags = listOf(card['labels']).flatMap(
    (label) => textOf(objectOf(label)['name']) ?? textOf(objectOf(label)['color']) ?? [],
  );
  const date = (name: string) => {
    const text = textOf(card[name]);
    if (text === undefined || isInstantText(text)) return text ?? null;
    problems.add(line, `${name} is no date`);
    return null;
  };
  const due = date('due');
  const reminder = Number(card['dueReminder'] ?? -1);
  return {
    line,
    input: {
      title,
      description: textOf(card['desc']) ?? null,
      status: done ? 'completed' : card['closed'] === true || known.closed ? 'cancelled' : 'pending',
      ...{ dueDate: due, startDate: date('start') },
      tags: [...new Set(tags)],
      checklist: items,
    },
    ...(due !== null && reminder >= 0 && !done ? { reminders: [{ type: 'in-app', offset: reminder }] } : {}),
  };
}

function itemsOf(checklist: Fields): object[] {
  return inOrder(listOf(checklist['checkItems'])).flatMap((item) => {
    const { name, state } = objectOf(item);
    const text = textOf(name);
    return text === undefined ? [] : [{ text, completed: state === 'complete' }];
  });
}

function inOrder(items: readonly JsonValue[]): JsonValue[] {
  const place = (item: JsonValue) => Number(objectOf(item)['pos'] ?? 0);
  return [...items].sort((a, b) => place(a) - place(b));
}
