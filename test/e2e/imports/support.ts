import type { TestAnswer } from '@almanac/testing';
import type { Person } from '../planning/support';

/** Sends a file, as the body or in a form. */
export async function sendFile(
  who: Person,
  path: string,
  content: string | Uint8Array<ArrayBuffer>,
  {
    type = 'application/octet-stream',
    form = false,
    name = '../../a file.dat',
    headers = {},
    signal,
  }: SendOptions = {},
): Promise<TestAnswer> {
  let body: string | Uint8Array<ArrayBuffer> | FormData = content;
  if (form) {
    body = new FormData();
    body.append('file', new Blob([content], { type }), name);
  }
  const answer = await fetch(`${who.app.url}/api/v1${path}`, {
    method: 'POST',
    body,
    ...(signal ? { signal } : {}),
    headers: {
      authorization: `Bearer ${who.user.token}`,
      ...(form ? {} : { 'content-type': type }),
      ...headers,
    },
  });
  const text = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    text,
    body: text === '' ? undefined : JSON.parse(text),
  };
}

export interface SendOptions {
  type?: string;
  form?: boolean;
  /** Of the file, in a form. */
  name?: string;
  headers?: Record<string, string>;
  /** Goes away. */
  signal?: AbortSignal;
}

export function table(rows: number): string {
  const lines = Array.from({ length: rows }, (_, n) => `Task ${n},List ${n % 7},2026-05-01`);
  return ['Task,List,Due date', ...lines].join('\r\n');
}

/** All that is in a planner, as the API shows it. */
export function whole(who: Person, id: string): Promise<TestAnswer['body']> {
  return who.must('GET', `/planners/${id}`);
}

export async function planners(who: Person): Promise<number> {
  const { rows } = await who.app.database.query(
    'SELECT count(*)::int AS count FROM planners WHERE owner_id = $1 AND deleted_at IS NULL',
    [who.id],
  );
  return rows[0].count as number;
}
