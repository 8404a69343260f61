import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import { UnitOfWork, type RequestContext } from '@almanac/platform';
import { TEMPLATE_ID } from '../../domain/example-ids';
import { exampleTemplate } from '../../domain/templates/example';
import { templateContent } from '../../domain/templates/template';
import { TemplateStore } from './ports/template-store';
import { announce } from './template.service';

/** Makes the template that the examples of the API document are about, for whoever tries the API out. */
@Injectable()
export class ExampleTemplateService {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly store: TemplateStore,
  ) {}

  /** Whether it was made: there is one at most, as its id is fixed. */
  make(context: RequestContext, ownerId: Id): Promise<boolean> {
    return this.unitOfWork.run(context, async (transaction) => {
      if (await this.store.load(transaction, TEMPLATE_ID)) return false;
      await this.store.insert(transaction, TEMPLATE_ID, ownerId, templateContent(exampleTemplate));
      await announce(transaction, context, 'template.created', TEMPLATE_ID, ownerId, { version: 1 });
      return true;
    });
  }
}
