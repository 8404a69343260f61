import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import type { RequestContext, Transaction } from '@almanac/platform';
import { fieldsThatDiffer } from '../../domain/templates/template';
import type { Operation } from '../../domain/undo/operation';
import { UndoNotes } from '../ports/undo-notes';
import { TemplateStore } from '../templates/ports/template-store';
import { TemplateAccess } from '../templates/template-access';
import { TemplateService, type TemplateNote } from '../templates/template.service';
import { BuiltOn, handsOn, keptNoMore, notUndoable, undoneOtherwise, written } from './built-on';
import { OutsideReversals } from './reversals';

/** Takes back writes of templates, by what was noted of them: their events tell ids alone. */
@Injectable()
export class TemplateReversals extends OutsideReversals {
  override readonly permission = 'write:own-templates';
  override readonly byName: OutsideReversals['byName'] = {
    'template.created': (tx, context, operation) => this.discard(tx, context, operation),
    'template.updated': (tx, context, operation) => this.giveBack(tx, context, operation),
    'template.deleted': (tx, context, operation) => this.bringBack(tx, context, operation),
  };

  constructor(
    private readonly access: TemplateAccess,
    private readonly store: TemplateStore,
    private readonly templates: TemplateService,
    private readonly builtOn: BuiltOn,
    private readonly notes: UndoNotes,
  ) {
    super();
  }

  override sees(tx: Transaction, context: RequestContext, { resourceId }: Operation): Promise<boolean> {
    return this.access.sees(context, tx, resourceId);
  }

  private async discard(tx: Transaction, context: RequestContext, operation: Operation): Promise<Id> {
    await this.kept(tx, context, operation);
    return this.templates.remove(context, operation.resourceId);
  }

  private async giveBack(tx: Transaction, context: RequestContext, operation: Operation): Promise<Id> {
    if (handsOn(operation))
      throw notUndoable('It left its team with the end of that: give it to a team anew');
    const { before = {} } = await this.kept(tx, context, operation);
    return written((await this.templates.giveBack(context, operation.resourceId, before)).operationId);
  }

  private async bringBack(tx: Transaction, context: RequestContext, operation: Operation): Promise<Id> {
    const { resourceId } = operation;
    if (await this.store.load(tx, resourceId)) throw await this.builtOn.refusal(tx, operation, ['deleted']);
    if (!(await this.access.hasDeleted(context, tx, resourceId))) {
      const owned = await this.store.isDeleted(tx, resourceId);
      throw undoneOtherwise(owned ? 'Its owner alone takes it out of the trash' : 'It is gone for good');
    }
    return (await this.templates.restore(context, resourceId)).operationId;
  }

  /** @throws DomainError CONFLICT unless the template holds what the write put there, FORBIDDEN */
  private async kept(tx: Transaction, context: RequestContext, operation: Operation): Promise<TemplateNote> {
    if (!(await this.store.load(tx, operation.resourceId))) throw undoneOtherwise('It was deleted');
    const { content } = await this.access.locked(context, tx, operation.resourceId);
    const text = await this.notes.find(tx, operation.id);
    if (text === undefined) throw keptNoMore();
    const note = JSON.parse(text) as TemplateNote;
    const lost = fieldsThatDiffer(content, note.after);
    if (lost.length > 0) throw await this.builtOn.refusal(tx, operation, lost);
    return note;
  }
}
