import type { ErrorCode } from '@almanac/contracts';
import { DomainError, type FieldProblem } from '@almanac/kernel';
import type { PushAddress } from '../../domain/channels/push-address';
import type { RegisterDeviceDto } from './device.dto';

/** @throws DomainError VALIDATION_ERROR where what is given is not what the kind needs */
export function pushAddressOf({ kind, token, subscription }: RegisterDeviceDto): PushAddress {
  if (kind === 'fcm') {
    if (subscription !== undefined) throw wrong('subscription', 'subscription is for the kind web', 'absent');
    if (token === undefined) throw wrong('token', 'token is required for the kind fcm', 'required');
    return { kind, token };
  }
  if (token !== undefined) throw wrong('token', 'token is for the kind fcm', 'absent');
  if (!subscription) throw wrong('subscription', 'subscription is required for the kind web', 'required');
  const { endpoint, keys } = subscription;
  return { kind, endpoint, p256dh: keys.p256dh, auth: keys.auth };
}

function wrong(field: string, message: string, rule: string): DomainError<ErrorCode> {
  const problem: FieldProblem = { field, message, rule };
  return new DomainError<ErrorCode>('VALIDATION_ERROR', 'Validation failed', [problem]);
}
