import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError, includesPermission, missingPermissions } from '@almanac/kernel';
import { Config } from '../config';
import type { Principal } from '../context';
import type { EndpointMetadata } from './endpoint.decorator';
import { httpOf } from './request';

/** Refuses callers who lack a permission that the route needs. After the limits: a refused call counts too. */
@Injectable()
export class PermissionGuard implements CanActivate {
  constructor(private readonly config: Config) {}

  canActivate(execution: ExecutionContext): boolean {
    const { endpoint, context, byOperator } = httpOf(execution).request.almanac;
    if (endpoint?.access === 'public' || byOperator === true) return true;
    if (!endpoint || !context.principal)
      throw new DomainError<ErrorCode>('UNAUTHORIZED', 'Sign in to use this');
    if (context.principal.mustSetUpMfa && !endpoint.beforeMfaSetup) throw mfaSetupRequired();
    refuseImpersonation(context.principal, endpoint);
    requirePermissions(context.principal, endpoint.access);
    if (endpoint.recentProof) requireProof(context.principal, this.config.PROOF_SECONDS);
    return true;
  }
}

/** The refusal of everything that has to wait until a second factor is set up. */
export function mfaSetupRequired(): DomainError<ErrorCode> {
  return new DomainError<ErrorCode>(
    'MFA_SETUP_REQUIRED',
    'Your role needs a second factor; please set one up first, by POST /auth/mfa/setup or with a passkey',
  );
}

/** What is a person's own alone: an admin who acts as them cannot touch it. */
function refuseImpersonation(principal: Principal, endpoint: EndpointMetadata): void {
  if (principal.impersonatorId === undefined || endpoint.impersonation) return;
  throw new DomainError<ErrorCode>('FORBIDDEN', 'This cannot be done while acting as somebody else', {
    reason: 'impersonation',
  });
}

/** For a permission that depends on more than the route. @throws DomainError FORBIDDEN naming what is missing */
export function requirePermissions(principal: Principal, required: readonly string[]): void {
  const missing = missingPermissions(principal.permissions, required);
  if (missing.length === 0) return;
  const verbs = new Set(missing.map((permission) => permission.split(':')[0]));
  const helps = (held: string) => required.some((one) => includesPermission(held, one));
  throw new DomainError<ErrorCode>('FORBIDDEN', `This needs the permission ${missing.join(', ')}`, {
    required: [...required],
    held: principal.permissions.filter((held) => helps(held) || verbs.has(held.split(':')[0])),
  });
}

/** @throws DomainError REAUTHENTICATION_REQUIRED unless the person has proved who they are in so many seconds. */
export function requireProof({ provedAt }: Principal, seconds: number): void {
  if (provedAt !== undefined && Date.now() - provedAt <= seconds * 1000) return;
  throw new DomainError<ErrorCode>(
    'REAUTHENTICATION_REQUIRED',
    'Please prove again that it is you, by POST /auth/reauthenticate',
  );
}
