import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestAnswer, TestApp, TestBody } from '@almanac/testing';
import { onApp } from '../identity/leaving';
import type { Person } from '../planning/support';

export interface UploadOptions {
  name?: string;
  type?: string;
  field?: string;
  headers?: Record<string, string>;
}

/** An upload as browsers do it. */
export async function upload(
  app: Pick<TestApp, 'url'>,
  token: string,
  bytes: Uint8Array | string,
  { name = 'notes.txt', type = '', field = 'file', headers = {} }: UploadOptions = {},
): Promise<{ status: number; body: TestBody; headers: Headers }> {
  const form = new FormData();
  form.append(field, new Blob([bytes], { type }), name);
  const answer = await fetch(`${app.url}/api/v1/files`, {
    method: 'POST',
    body: form,
    headers: { authorization: `Bearer ${token}`, ...headers },
  });
  return { status: answer.status, body: await answer.json(), headers: answer.headers };
}

/** The file, uploaded. */
export async function kept(
  app: TestApp,
  who: Person,
  bytes: Uint8Array | string,
  options?: UploadOptions,
): Promise<TestBody> {
  const { status, body } = await upload(app, who.user.token, bytes, options);
  if (status !== 201) throw new Error(`upload: ${status} ${JSON.stringify(body)}`);
  return body.data;
}

/** An upload whose multipart body is written by hand: names that no client would send, and parts that say no type. */
export async function uploadNamed(
  app: TestApp,
  token: string,
  disposition: Buffer | string,
  bytes: Uint8Array,
  type: string | null = 'text/plain',
): Promise<{ status: number; body: TestBody }> {
  const boundary = 'almanac-test-boundary';
  const body = Buffer.concat([
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="`),
    Buffer.from(disposition),
    Buffer.from(`"\r\n${type === null ? '' : `Content-Type: ${type}\r\n`}\r\n`),
    bytes,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  const answer = await fetch(`${app.url}/api/v1/files`, {
    method: 'POST',
    body: new Uint8Array(body),
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': `multipart/form-data; boundary=${boundary}`,
    },
  });
  return { status: answer.status, body: await answer.json() };
}

export async function content(
  app: Pick<TestApp, 'url'>,
  token: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; headers: Headers; bytes: Buffer }> {
  const answer = await fetch(`${app.url}/api/v1${path}`, {
    headers: { authorization: `Bearer ${token}`, ...headers },
  });
  return {
    status: answer.status,
    headers: answer.headers,
    bytes: Buffer.from(await answer.arrayBuffer()),
  };
}

/** What is known of a file, to whoever asks. */
export const see = (who: Person, id: string): Promise<TestAnswer> => who.send('GET', `/files/${id}`);

/** An upload past the API, begun. */
export const promise = (who: Person, bytes: Buffer, name = 'a.txt', type = 'text/plain'): Promise<TestBody> =>
  who.must('POST', '/files/uploads', { name, size: bytes.length, type });

/** Puts bytes where such an upload says. */
export const put = (
  app: Pick<TestApp, 'url'>,
  upload: TestBody,
  bytes: Buffer,
  headers = {},
): Promise<Response> =>
  fetch(onApp(app, upload.url), {
    method: upload.method,
    body: new Uint8Array(bytes),
    headers: { ...upload.headers, ...headers },
  });

/** What lies in the storage of files, and in the spool. */
export async function stored(app: TestApp, folder: 'files' | 'spool' = 'files'): Promise<string[]> {
  const entries = await readdir(join(app.config.DATA_DIR, folder), {
    recursive: true,
    withFileTypes: true,
  }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

/** What counts against somebody, and what their rows say. */
export async function usage(app: TestApp, userId: string): Promise<{ used: number; sum: number }> {
  const { rows } = await app.database.query<{ used: string | null; sum: string | null }>(
    `SELECT (SELECT used FROM storage_usage WHERE user_id = $1) AS used,
            (SELECT sum(size) FROM files WHERE user_id = $1) AS sum`,
    [userId],
  );
  return { used: Number(rows[0]?.used ?? 0), sum: Number(rows[0]?.sum ?? 0) };
}
