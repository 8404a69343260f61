import type { MessagePort } from 'node:worker_threads';
import type {
  ActivityDocument,
  DrawnActivity,
  PlannerDocument,
  SectionDocument,
} from '../../domain/planner-document';
import type { WritingProgress } from '../../domain/planner-writer';
import type { Question, Questions, SectionFacts } from './questions';

/** Activities in one answer. */
const BATCH = 50;

/** Where a pass over the planner stands. */
interface Pass {
  readonly sections: AsyncIterator<SectionDocument>;
  activities?: AsyncIterator<ActivityDocument>;
}

type AnyAnswer = Questions[keyof Questions]['answer'];

/** In the thread that has the database: answers what the one that draws asks (questions.ts), from the planner's snapshot. */
export class Answering {
  private readonly passes = new Map<number, Pass>();
  private failure: { readonly error: unknown } | undefined;

  /**
   * @param write takes more of the file, and resolves once there is room for more
   * @param signal lets every further question fail
   */
  constructor(
    private readonly planner: PlannerDocument,
    private readonly write: (bytes: Uint8Array) => Promise<void>,
    private readonly progress: WritingProgress,
    private readonly signal: AbortSignal,
  ) {}

  listen(port: MessagePort): void {
    port.on('message', (question: Question) => {
      void this.reply(port, question);
    });
  }

  /** What a drawing has failed of: an answer that failed ends it with an error that says nothing of why. */
  causeOf(error: unknown): unknown {
    return this.failure ? this.failure.error : error;
  }

  /** Closes what is open of the planner. */
  async close(): Promise<void> {
    for (const number of [...this.passes.keys()]) await this.leave(number);
  }

  private async reply(port: MessagePort, question: Question): Promise<void> {
    const { number } = question;
    try {
      this.signal.throwIfAborted();
      port.postMessage({ number, value: await this.answer(question) });
    } catch (error) {
      this.failure ??= { error };
      port.postMessage({ number, failed: true });
    }
  }

  private async answer(question: Question): Promise<AnyAnswer> {
    switch (question.name) {
      case 'section':
        return this.section(question.pass);
      case 'activities':
        return this.activities(question.pass);
      case 'leave':
        await this.leave(question.pass);
        return null;
      case 'write':
        await this.write(question.bytes);
        return null;
      case 'progress':
        await this.progress(question.done, question.of);
        return null;
    }
  }

  private async section(number: number): Promise<SectionFacts | null> {
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

  private async activities(number: number): Promise<DrawnActivity[]> {
    const activities = this.passes.get(number)?.activities;
    const batch: DrawnActivity[] = [];
    while (activities && batch.length < BATCH) {
      const next = await activities.next();
      if (next.done === true) break;
      // Comments are called for, and nothing that can be called goes by a message.
      const { comments: _, ...drawn } = next.value;
      batch.push(drawn);
    }
    return batch;
  }

  private async leave(number: number): Promise<void> {
    const pass = this.passes.get(number);
    this.passes.delete(number);
    await pass?.activities?.return?.();
    await pass?.sections.return?.();
  }
}
