/** JSON that PostgreSQL has already written; it is sent as it is, never parsed. */
export class JsonText {
  constructor(readonly text: string) {}
}

interface AnswerOptions {
  /** What was done, in words; where nothing is given, what the endpoint declares. */
  message?: string;
  location?: string;
  /** Without the quotes, e.g. `v3` or `v3.t17`. */
  etag?: string | undefined;
  headers?: Readonly<Record<string, string>>;
  /** Things to say about the answer; becomes `meta`. */
  meta?: Readonly<Record<string, unknown>>;
  status?: number;
  /** Set on answers that carry a secret: they are never kept for an `Idempotency-Key`; this id is told instead. */
  secretOf?: string;
  /**
   * Seconds for which an `Idempotency-Key` keeps the answer, where what it tells is not good for the whole day: a link that
   * soon leads nowhere. After that the same key does the work anew, which must be harmless.
   */
  keptSeconds?: number;
  /**
   * What to answer instead, found out once everything is committed. An `Idempotency-Key` keeps the answer without it:
   * who asks again gets that.
   */
  afterCommit?: () => Promise<Answer>;
}

/** What a controller gives back; the envelope interceptor makes the response of it. */
export class Answer<T = unknown> {
  constructor(
    readonly data: T | JsonText,
    readonly options: AnswerOptions = {},
  ) {}
}

/** 200 with data. */
export function ok<T>(data: T | JsonText, options?: AnswerOptions): Answer<T> {
  return new Answer(data, options);
}

/** 201 with `Location`. */
export function created<T>(data: T | JsonText, options: AnswerOptions & { location: string }): Answer<T> {
  return new Answer(data, { ...options, status: 201 });
}

/** 202 with the job that goes on with the work, and `Location`. */
export function accepted<T extends { jobId: string }>(
  data: T,
  options: AnswerOptions & { message: string },
): Answer<T> {
  const headers = { 'retry-after': '2', ...options.headers };
  return new Answer(data, { ...options, headers, location: `/api/v1/jobs/${data.jobId}`, status: 202 });
}

/** 200 with a message and no data; for deletions and other writes that give nothing back. */
export function done(options: AnswerOptions = {}): Answer<null> {
  return new Answer<null>(null, options);
}
