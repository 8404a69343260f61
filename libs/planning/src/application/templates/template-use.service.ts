import { Injectable } from '@nestjs/common';
import type { ErrorCode, Permission } from '@almanac/contracts';
import { DomainError, missingPermissions, type Id } from '@almanac/kernel';
import { callerOf, UnitOfWork, type Principal, type RequestContext } from '@almanac/platform';
import type { TemplateKind } from '../../domain/templates/body';
import { filledBody, type VariableValues } from '../../domain/templates/instantiation';
import { variablesOf, type Template } from '../../domain/templates/template';
import { instant } from '../../domain/time-range';
import type { Written } from '../announcer';
import { TemplateStore } from './ports/template-store';
import { TemplateAccess } from './template-access';
import { TemplateInstantiators } from './template-instantiator';

/** What somebody wants of a template. */
export interface TemplateUse {
  startDate: string;
  title?: string | undefined;
  variables?: VariableValues | undefined;
  /** Moves dates that fall on a day off to the next working day. */
  skipWeekends?: boolean | undefined;
}

/** What was made. */
export interface TemplateResult extends Written {
  kind: TemplateKind;
  collection: string;
}

/** Makes things of templates, in one transaction: all of it, or nothing. */
@Injectable()
export class TemplateUseService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly access: TemplateAccess,
    private readonly store: TemplateStore,
    private readonly instantiators: TemplateInstantiators,
  ) {}

  /**
   * @throws DomainError NOT_FOUND, FORBIDDEN; CONFLICT where nothing can be made of the kind; VALIDATION_ERROR for
   * variables and dates; what the thing's own creation throws, such as MAX_PLANNERS_REACHED
   */
  instantiate(context: RequestContext, id: Id, use: TemplateUse): Promise<TemplateResult> {
    const caller = callerOf(context);
    const startDate = instant(use.startDate, caller.timeZone, 'startDate');
    return this.unitOfWork.run(context, async (transaction) => {
      const template = await this.access.readable(context, id);
      const { kind } = template.content;
      const instantiator = this.instantiators.of(kind);
      requirePermissions(caller, instantiator.permissions);
      const body = bodyFor(template, use);
      const title = body.title ?? template.content.name;
      const start = { startDate, timeZone: caller.timeZone, skipDaysOff: use.skipWeekends ?? false };
      const written = await instantiator.make(transaction, context, { body, title, start });
      this.store.countUse(transaction, id);
      return { ...written, kind, collection: instantiator.collection };
    });
  }
}

function bodyFor({ content: { kind, body } }: Template, { title, variables = {} }: TemplateUse) {
  return filledBody(kind, body, { title, variables, known: variablesOf(body) });
}

/** As the guard of routes refuses: what is needed depends on the kind. */
function requirePermissions({ permissions }: Principal, required: readonly Permission[]): void {
  const missing = missingPermissions(permissions, required);
  if (missing.length === 0) return;
  throw new DomainError<ErrorCode>('FORBIDDEN', `This needs the permission ${missing.join(', ')}`, {
    required: [...required],
    held: permissions.filter((permission) => permission.startsWith('write:')),
  });
}
