import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { Permission } from '@almanac/contracts';
import { conflict } from '@almanac/kernel';
import { providersOf, type RequestContext, type Transaction } from '@almanac/platform';
import type { TemplateBody, TemplateKind } from '../../domain/templates/body';
import type { Start } from '../../domain/templates/to-planner';
import type { Written } from '../announcer';

/** What is made of a template. */
export interface TemplateOrder {
  /** Its variables filled in, and within its bounds. */
  body: TemplateBody;
  title: string;
  start: Start;
}

/**
 * Makes things of one kind of template. The feature that has the kind implements this; what is alike for all kinds
 * (access, variables, counting) is done before and after.
 */
export abstract class TemplateInstantiator {
  abstract readonly kind: TemplateKind;
  /** What the caller needs to hold to make one, besides seeing the template. */
  abstract readonly permissions: readonly Permission[];
  /** Where such things are found: the plural in addresses. */
  abstract readonly collection: string;

  /** Makes it in the transaction, the caller's own. The resource is as its own routes show it. */
  abstract make(transaction: Transaction, context: RequestContext, order: TemplateOrder): Promise<Written>;
}

/** The instantiators of the process. */
@Injectable()
export class TemplateInstantiators {
  constructor(private readonly discovery: DiscoveryService) {}

  /**
   * @throws DomainError CONFLICT where nothing can be made of the kind yet
   * @throws Error where two features claim it
   */
  of(kind: TemplateKind): TemplateInstantiator {
    const [one, ...others] = providersOf(this.discovery, TemplateInstantiator).filter(
      (each) => each.kind === kind,
    );
    if (others.length > 0) throw new Error(`Two features make things of ${kind} templates`);
    if (one) return one;
    const message = `Nothing can be made of templates of the kind ${kind} on this server yet`;
    throw conflict(message, { reason: 'no-instantiator', kind });
  }
}
