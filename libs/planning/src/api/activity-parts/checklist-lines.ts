import { isUUID } from 'class-validator';
import type { Custom } from '@almanac/platform';
import { MAX_CHECKLIST_ITEMS, MAX_CHECKLIST_TEXT } from '../../domain/activity-parts/checklist';
import { isObject } from '../../domain/merge-patch';

const NAMES = ['id', 'text', 'completed', 'order'];
const item = { type: 'string', minLength: 1, maxLength: MAX_CHECKLIST_TEXT };

/** A whole checklist as it is sent: each line a text, or a text with what is known of it. */
export const checklistSchema: Parameters<typeof Custom>[1] = {
  type: 'array',
  maxItems: MAX_CHECKLIST_ITEMS,
  items: {
    anyOf: [
      item,
      {
        type: 'object',
        additionalProperties: false,
        required: ['text'],
        properties: {
          id: { type: 'string', format: 'uuid', maxLength: 36 },
          text: item,
          completed: { type: 'boolean', default: false },
          order: { type: 'integer', format: 'int32', minimum: 0, maximum: MAX_CHECKLIST_ITEMS },
        },
      },
    ],
  },
};

export const checklistChecks: Parameters<typeof Custom>[0] = [
  { rule: 'isArray', test: Array.isArray, must: 'must be a list' },
  {
    rule: 'maxItems',
    test: (value) => Array.isArray(value) && value.length <= MAX_CHECKLIST_ITEMS,
    must: `must have at most ${MAX_CHECKLIST_ITEMS} entries`,
  },
  {
    rule: 'items',
    test: (value) => Array.isArray(value) && value.every(isLine),
    must: `must hold texts of 1 to ${MAX_CHECKLIST_TEXT} characters, or objects with such a text`,
  },
];

function isLine(line: unknown): boolean {
  if (typeof line === 'string') return isText(line);
  if (!isObject(line) || !isText(line['text'])) return false;
  const { id, completed, order } = line;
  return (
    Object.keys(line).every((name) => NAMES.includes(name)) &&
    (id === undefined || isUUID(id)) &&
    (completed === undefined || typeof completed === 'boolean') &&
    (order === undefined || (Number.isInteger(order) && Number(order) >= 0))
  );
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '' && [...value].length <= MAX_CHECKLIST_TEXT;
}
