import { newId, type Id } from '@almanac/kernel';
import { notFound, refused } from '../refusals';

/** Checklists: short lists on an activity, in an order that is counted from 0 without gaps. */
export const MAX_CHECKLIST_ITEMS = 200;
export const MAX_CHECKLIST_TEXT = 500;

export interface ChecklistItem {
  id: Id;
  text: string;
  completed: boolean;
  order: number;
}

/** A line as it is sent: its text alone, or with what is known of it. */
export type ChecklistLine =
  string | { id?: Id | undefined; text: string; completed?: boolean | undefined; order?: number | undefined };

/** What to change of an item; `order` is its new place. */
export interface ChecklistPatch {
  text?: string | undefined;
  completed?: boolean | undefined;
  order?: number | undefined;
}

/** A whole list, in the order that it was sent in; ids that are sent stay, so that a list can be written back. */
export function newChecklist(lines: readonly ChecklistLine[]): ChecklistItem[] {
  if (lines.length > MAX_CHECKLIST_ITEMS) throw tooMany('checklist');
  const seen = new Set<Id>();
  return lines.map((line, order) => {
    const { id, text, completed = false } = typeof line === 'string' ? { id: undefined, text: line } : line;
    const known = id?.toLowerCase();
    const kept = known === undefined || seen.has(known) ? newId() : known;
    seen.add(kept);
    return { id: kept, text: text.trim(), completed, order };
  });
}

/**
 * With one item more, at its place or at the end.
 * @throws DomainError VALIDATION_ERROR where the list is full.
 */
export function withItem(
  items: readonly ChecklistItem[],
  item: Omit<ChecklistItem, 'order'>,
  order: number | undefined,
): ChecklistItem[] {
  if (items.length >= MAX_CHECKLIST_ITEMS) throw tooMany('text');
  return placed(items, { ...item, order: items.length }, order);
}

/** With one item changed or moved. @throws DomainError NOT_FOUND */
export function withItemChanged(
  items: readonly ChecklistItem[],
  id: Id,
  { text, completed, order }: ChecklistPatch,
): ChecklistItem[] {
  const item = itemOf(items, id);
  const next = { ...item, text: text?.trim() ?? item.text, completed: completed ?? item.completed };
  return placed(
    items.filter((other) => other.id !== id),
    next,
    order ?? item.order,
  );
}

/** Without one item. @throws DomainError NOT_FOUND */
export function withoutItem(items: readonly ChecklistItem[], id: Id): ChecklistItem[] {
  itemOf(items, id);
  return counted(items.filter((other) => other.id !== id));
}

/** @throws DomainError NOT_FOUND */
export function itemOf(items: readonly ChecklistItem[], id: Id): ChecklistItem {
  const item = items.find((one) => one.id === id);
  if (!item) throw notFound('checklist item');
  return item;
}

/** The list with nothing ticked, as a new occurrence of a recurring activity has it. */
export function unticked(items: readonly ChecklistItem[]): ChecklistItem[] {
  return items.map((item) => ({ ...item, completed: false }));
}

function placed(
  others: readonly ChecklistItem[],
  item: ChecklistItem,
  order: number | undefined,
): ChecklistItem[] {
  const place = Math.min(order ?? others.length, others.length);
  return counted([...others.slice(0, place), item, ...others.slice(place)]);
}

function counted(items: readonly ChecklistItem[]): ChecklistItem[] {
  return items.map((item, order) => ({ ...item, order }));
}

function tooMany(field: string) {
  const message = `a checklist may have at most ${MAX_CHECKLIST_ITEMS} items`;
  return refused({ field, message, rule: 'maxItems' });
}
