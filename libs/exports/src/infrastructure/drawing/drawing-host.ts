import type {
  ActivityDocument,
  DrawnActivity,
  PlannerDocument,
  SectionDocument,
} from '../../domain/planner-document';
import type { WritingProgress } from '../../domain/planner-writer';
import type { HostCall, HostMethods, HostReply, SectionFacts } from './host-protocol';

/** Activities in one reply, and characters, or thereabouts, of what may be long in them. */
const MOST = { activities: 200, characters: 256 * 1024 };

/** Where a pass over the planner stands. */
interface Pass {
  readonly sections: AsyncIterator<SectionDocument>;
  activities?: AsyncIterator<ActivityDocument>;
}

type AnyResult = HostMethods[keyof HostMethods]['result'];

/**
 * In the process that has the database: replies to what the one that draws calls for (host-protocol.ts), from the planner's
 * snapshot.
 */
export class DrawingHost {
  private readonly passes = new Map<number, Pass>();
  private failure: { readonly error: unknown } | undefined;

  /**
   * @param write takes more of the file, and resolves once there is room for more
   * @param signal lets every further call fail
   */
  constructor(
    private readonly planner: PlannerDocument,
    private readonly write: (bytes: Uint8Array) => Promise<void>,
    private readonly progress: WritingProgress,
    private readonly signal: AbortSignal,
  ) {}

  async reply(call: HostCall): Promise<HostReply> {
    const { id } = call;
    try {
      this.signal.throwIfAborted();
      return { id, result: await this.resultOf(call) };
    } catch (error) {
      this.failure ??= { error };
      return { id, failed: true };
    }
  }

  /** What a drawing has failed of: a call that failed ends it with an error that says nothing of why. */
  causeOf(error: unknown): unknown {
    return this.failure ? this.failure.error : error;
  }

  /** Closes what is open of the planner. */
  async close(): Promise<void> {
    for (const pass of [...this.passes.keys()]) await this.endPass(pass);
  }

  private async resultOf(call: HostCall): Promise<AnyResult> {
    switch (call.method) {
      case 'nextSection':
        return this.nextSection(call.pass);
      case 'nextActivities':
        return this.nextActivities(call.pass);
      case 'endPass':
        await this.endPass(call.pass);
        return null;
      case 'write':
        await this.write(call.bytes);
        return null;
      case 'progress':
        await this.progress(call.done, call.of);
        return null;
    }
  }

  private async nextSection(number: number): Promise<SectionFacts | null> {
    const pass = this.passes.get(number) ?? { sections: this.planner.sections()[Symbol.asyncIterator]() };
    this.passes.set(number, pass);
    const next = await pass.sections.next();
    if (next.done === true) {
      this.passes.delete(number);
      return null;
    }
    const { index, title, description, type, settings, activitiesCount, completedCount } = next.value;
    pass.activities = next.value.activities()[Symbol.asyncIterator]();
    return { index, title, description, type, settings, activitiesCount, completedCount };
  }

  private async nextActivities(number: number): Promise<DrawnActivity[]> {
    const activities = this.passes.get(number)?.activities;
    const batch: DrawnActivity[] = [];
    let characters = 0;
    while (activities && batch.length < MOST.activities && characters < MOST.characters) {
      const next = await activities.next();
      if (next.done === true) break;
      // Comments are called for, and nothing that can be called goes by a message.
      const { comments: _, ...drawn } = next.value;
      // Exceptions may be many and long, and nobody draws them.
      batch.push(drawn.series ? { ...drawn, series: { ...drawn.series, exceptions: [] } } : drawn);
      characters += lengthOf(drawn);
    }
    return batch;
  }

  private async endPass(number: number): Promise<void> {
    const pass = this.passes.get(number);
    this.passes.delete(number);
    await pass?.activities?.return?.();
    await pass?.sections.return?.();
  }
}

function lengthOf({ description, checklist }: Pick<DrawnActivity, 'description' | 'checklist'>): number {
  return checklist.reduce((sum, { text }) => sum + text.length, description?.length ?? 0);
}
