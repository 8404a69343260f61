import type { TrustedDevice } from '../../application/ports/mfa/mfa.repository';
import type { TrustedDeviceDto } from './mfa.dto';

export function toTrustedDeviceDto(device: TrustedDevice): TrustedDeviceDto {
  const { id, userAgent, createdAt, lastUsedAt, trustedUntil } = device;
  return {
    id,
    userAgent,
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt.toISOString(),
    trustedUntil: trustedUntil.toISOString(),
  };
}
