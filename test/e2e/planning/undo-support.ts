import type { TestAnswer } from '@almanac/testing';
import { codeOf, type Person } from './support';

/** The id of the operation of a write that must succeed. */
export async function operationOf(who: Person, method: string, path: string, body?: object): Promise<string> {
  const answer = await who.send(method, path, body);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
  return answer.headers.get('x-operation-id') ?? '';
}

export function undo(who: Person, id: string): Promise<TestAnswer> {
  return who.send('POST', `/operations/${id}/undo`);
}

/** Undoes what must be undone, and gives the id of the operation that did it. */
export async function undone(who: Person, id: string): Promise<string> {
  const answer = await undo(who, id);
  expect([answer.status, answer.text]).toEqual([200, expect.stringContaining('"undone"')]);
  expect(answer.headers.get('x-operation-id')).toBe(answer.body.data.operationId);
  return answer.body.data.operationId;
}

export function reasonOf(answer: TestAnswer): unknown[] {
  return [answer.status, codeOf(answer), answer.body.error.details?.reason];
}
