/** An answer, its body read as JSON where it is JSON. */
export interface TestAnswer {
  status: number;
  headers: Headers;
  /** The parsed body; typed loosely on purpose: tests look at what came, not at what should have come. */
  body: TestBody;
  text: string;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- what a server sends is not known; tests assert it
export type TestBody = any;

export interface TestRequest {
  token?: string | undefined;
  body?: unknown;
  /** Sent as it is, in place of `body`. */
  raw?: string | Buffer;
  headers?: Record<string, string>;
}

/** Sends a request as any client would. */
export async function send(
  base: string,
  method: string,
  path: string,
  request: TestRequest = {},
): Promise<TestAnswer> {
  const headers: Record<string, string> = { ...request.headers };
  if (request.token !== undefined) headers['authorization'] = `Bearer ${request.token}`;
  let payload: string | Buffer | undefined = request.raw;
  if (payload === undefined && request.body !== undefined) payload = JSON.stringify(request.body);
  if (payload !== undefined) headers['content-type'] ??= 'application/json';
  const response = await fetch(`${base}${path}`, {
    method,
    headers,
    redirect: 'manual',
    ...(payload === undefined ? {} : { body: payload }),
  });
  const text = await response.text();
  const json = /[/+]json\b/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: json && text !== '' ? JSON.parse(text) : undefined,
  };
}
