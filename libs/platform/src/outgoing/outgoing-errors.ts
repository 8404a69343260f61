/** A call to the outside that gave no answer. The message never holds what was sent, nor where to. */
export class OutgoingError extends Error {
  override readonly name: string = 'OutgoingError';
}

/** The service has failed so often of late that it is left alone for a while. In a job: postpone it. */
export class CircuitOpenError extends OutgoingError {
  override readonly name = 'CircuitOpenError';

  constructor(
    readonly service: string,
    readonly retryAfterMs: number,
  ) {
    super(`The service ${service} is left alone for a while, as it failed too often`);
  }
}

/** The address is not one that people may have this server call. */
export class AddressRefusedError extends OutgoingError {
  override readonly name = 'AddressRefusedError';
}

/** No connection, or no whole answer, in time. */
export class OutgoingTimeoutError extends OutgoingError {
  override readonly name = 'OutgoingTimeoutError';
}

/** The connection failed or broke, or the answer was too long. */
export class OutgoingFailedError extends OutgoingError {
  override readonly name = 'OutgoingFailedError';

  constructor(
    message: string,
    /** What the system calls it, such as `ECONNREFUSED`. */
    readonly reason: string,
  ) {
    super(message);
  }
}
