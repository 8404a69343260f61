import { validationError, type DomainError } from '@almanac/kernel';
import type { PushAddress } from '../../domain/channels/push-address';
import type { RegisterDeviceDto } from './device.dto';

/** @throws DomainError VALIDATION_ERROR where what is given is not what the kind needs */
export function pushAddressOf({ kind, token, subscription }: RegisterDeviceDto): PushAddress {
  if (kind === 'fcm') {
    if (subscription !== undefined) throw refused('subscription', 'is for the kind web', 'absent');
    if (token === undefined) throw refused('token', 'is required for the kind fcm', 'required');
    return { kind, token };
  }
  if (token !== undefined) throw refused('token', 'is for the kind fcm', 'absent');
  if (!subscription) throw refused('subscription', 'is required for the kind web', 'required');
  const { endpoint, keys } = subscription;
  return { kind, endpoint, p256dh: keys.p256dh, auth: keys.auth };
}

function refused(field: keyof RegisterDeviceDto, why: string, rule: string): DomainError {
  return validationError({ field, message: `${field} ${why}`, rule });
}
