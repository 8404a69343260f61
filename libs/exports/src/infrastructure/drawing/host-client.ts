import type { DrawnActivity, DrawnPlanner, DrawnSection } from '../../domain/planner-document';
import type { Pace } from './pace';
import type { HostCall, HostMethods, HostReply, PlannerFacts } from './host-protocol';

interface PendingCall {
  settle(reply: HostReply): void;
  fail(): void;
}

/** In the process that draws: calls its host for one drawing, as host-protocol.ts says. */
export class HostClient {
  private readonly pending = new Map<number, PendingCall>();
  private readonly given = new AbortController();
  private calls = 0;

  constructor(private readonly send: (call: HostCall) => void) {}

  /** Aborted when the host wants no more of it. */
  get signal(): AbortSignal {
    return this.given.signal;
  }

  settle(reply: HostReply): void {
    const call = this.pending.get(reply.id);
    this.pending.delete(reply.id);
    call?.settle(reply);
  }

  giveUp(): void {
    this.given.abort();
    for (const call of this.pending.values()) call.fail();
    this.pending.clear();
  }

  /** @throws where the call failed, or the host is done with us */
  call<Method extends keyof HostMethods>(
    method: Method,
    params: HostMethods[Method]['params'],
  ): Promise<HostMethods[Method]['result']> {
    const id = (this.calls += 1);
    return new Promise((resolve, reject) => {
      const fail = (): void => {
        reject(new Error('The drawing was given up'));
      };
      if (this.signal.aborted) {
        fail();
        return;
      }
      const settle = (reply: HostReply<Method>): void => {
        if ('failed' in reply) fail();
        else resolve(reply.result);
      };
      this.pending.set(id, { settle, fail });
      // The compiler does not see that name and parameters belong together.
      this.send({ id, method, ...params } as HostCall);
    });
  }
}

/** The planner as its writer reads it, at the pace that is given. */
export function remotePlanner(facts: PlannerFacts, host: HostClient, pace?: Pace): DrawnPlanner {
  let passes = 0;
  return { ...facts, sections: () => remoteSections((passes += 1), host, pace) };
}

async function* remoteSections(pass: number, host: HostClient, pace?: Pace): AsyncGenerator<DrawnSection> {
  let open = true;
  try {
    for (;;) {
      const section = await host.call('nextSection', { pass });
      if (section === null) {
        open = false;
        return;
      }
      yield { ...section, activities: () => remoteActivities(pass, host, pace) };
    }
  } finally {
    if (open) await host.call('endPass', { pass });
  }
}

/** The next ones are called for while these are drawn. */
async function* remoteActivities(pass: number, host: HostClient, pace?: Pace): AsyncGenerator<DrawnActivity> {
  let next = host.call('nextActivities', { pass });
  for (;;) {
    const activities = await next;
    if (activities.length === 0) return;
    next = host.call('nextActivities', { pass });
    // Heard where it is awaited; meanwhile it may fail without anybody listening.
    next.catch(() => undefined);
    for (const activity of activities) {
      yield activity;
      await pace?.keep();
    }
  }
}
