import { Injectable } from '@nestjs/common';
import type { Id } from '@almanac/kernel';
import type { RequestContext, Transaction } from '@almanac/platform';
import { ExampleParts } from './activity-parts/example-parts';
import { ExampleSharing } from './sharing/example-sharing';

/** What the examples of the API document need beside the example planner itself. */
@Injectable()
export class ExampleSurroundings {
  constructor(
    private readonly parts: ExampleParts,
    private readonly sharing: ExampleSharing,
  ) {}

  /** The example planner and its activities are there. */
  async make(tx: Transaction, ctx: RequestContext, ownerId: Id): Promise<void> {
    await this.parts.make(tx, ownerId);
    await this.sharing.make(tx, ctx, ownerId);
  }
}
