import type { MessagePort } from 'node:worker_threads';
import type { DrawnActivity, DrawnPlanner, DrawnSection } from '../../domain/planner-document';
import type { Answer, PlannerFacts, Questions } from './questions';

interface Waiting {
  answered(answer: Answer): void;
  ended(): void;
}

/** In the thread that draws: asks the other one, as questions.ts says. */
export class Asking {
  private readonly waiting = new Map<number, Waiting>();
  private asked = 0;
  private over = false;

  constructor(private readonly port: MessagePort) {
    port.on('message', (answer: Answer) => {
      const waiting = this.waiting.get(answer.number);
      this.waiting.delete(answer.number);
      waiting?.answered(answer);
    });
    port.on('close', () => {
      this.over = true;
      for (const waiting of this.waiting.values()) waiting.ended();
    });
  }

  /** @throws where the other thread could not answer, or is done with us */
  ask<Name extends keyof Questions>(
    name: Name,
    body: Questions[Name]['body'],
  ): Promise<Questions[Name]['answer']> {
    const number = (this.asked += 1);
    return new Promise((resolve, reject) => {
      const ended = (): void => {
        reject(new Error('The drawing was given up'));
      };
      if (this.over) {
        ended();
        return;
      }
      const answered = (answer: Answer<Name>): void => {
        if ('failed' in answer) ended();
        else resolve(answer.value);
      };
      this.waiting.set(number, { answered, ended });
      this.port.postMessage({ number, name, ...body });
    });
  }
}

/** The planner as its writer reads it. */
export function askedPlanner(facts: PlannerFacts, asking: Asking): DrawnPlanner {
  let passes = 0;
  return { ...facts, sections: () => askedSections((passes += 1), asking) };
}

async function* askedSections(pass: number, asking: Asking): AsyncGenerator<DrawnSection> {
  let left = true;
  try {
    for (;;) {
      const section = await asking.ask('section', { pass });
      if (section === null) {
        left = false;
        return;
      }
      yield { ...section, activities: () => askedActivities(pass, asking) };
    }
  } finally {
    if (left) await asking.ask('leave', { pass });
  }
}

/** The next ones are asked for while these are drawn. */
async function* askedActivities(pass: number, asking: Asking): AsyncGenerator<DrawnActivity> {
  let next = asking.ask('activities', { pass });
  for (;;) {
    const activities = await next;
    if (activities.length === 0) return;
    next = asking.ask('activities', { pass });
    // Heard where it is awaited; meanwhile it may fail without anybody listening.
    next.catch(() => undefined);
    yield* activities;
  }
}
