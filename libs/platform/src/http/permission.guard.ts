import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError, missingPermissions } from '@almanac/kernel';
import type { Principal } from '../context';
import { httpOf } from './request';

/** Refuses callers who lack a permission that the route needs. After the limits: a refused call counts too. */
@Injectable()
export class PermissionGuard implements CanActivate {
  canActivate(execution: ExecutionContext): boolean {
    const { endpoint, context } = httpOf(execution).request.almanac;
    if (endpoint?.access === 'public') return true;
    if (!endpoint || !context.principal)
      throw new DomainError<ErrorCode>('UNAUTHORIZED', 'Sign in to use this');
    requirePermissions(context.principal, endpoint.access);
    return true;
  }
}

function requirePermissions(principal: Principal, required: readonly string[]): void {
  const missing = missingPermissions(principal.permissions, required);
  if (missing.length === 0) return;
  const verbs = new Set(missing.map((permission) => permission.split(':')[0]));
  throw new DomainError<ErrorCode>('FORBIDDEN', `This needs the permission ${missing.join(', ')}`, {
    required: [...required],
    held: principal.permissions.filter((permission) => verbs.has(permission.split(':')[0])),
  });
}
