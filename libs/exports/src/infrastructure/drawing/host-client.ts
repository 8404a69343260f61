import type { MessagePort } from 'node:worker_threads';
import type { DrawnActivity, DrawnPlanner, DrawnSection } from '../../domain/planner-document';
import type { HostMethods, HostReply, PlannerFacts } from './host-protocol';

interface PendingCall {
  settle(reply: HostReply): void;
  fail(): void;
}

/** In the thread that draws: calls its host, as host-protocol.ts says. */
export class HostClient {
  private readonly pending = new Map<number, PendingCall>();
  private calls = 0;
  private closed = false;

  constructor(private readonly port: MessagePort) {
    port.on('message', (reply: HostReply) => {
      const call = this.pending.get(reply.id);
      this.pending.delete(reply.id);
      call?.settle(reply);
    });
    port.on('close', () => {
      this.closed = true;
      for (const call of this.pending.values()) call.fail();
    });
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
      if (this.closed) {
        fail();
        return;
      }
      const settle = (reply: HostReply<Method>): void => {
        if ('failed' in reply) fail();
        else resolve(reply.result);
      };
      this.pending.set(id, { settle, fail });
      this.port.postMessage({ id, method, ...params });
    });
  }
}

/** The planner as its writer reads it. */
export function remotePlanner(facts: PlannerFacts, host: HostClient): DrawnPlanner {
  let passes = 0;
  return { ...facts, sections: () => remoteSections((passes += 1), host) };
}

async function* remoteSections(pass: number, host: HostClient): AsyncGenerator<DrawnSection> {
  let open = true;
  try {
    for (;;) {
      const section = await host.call('nextSection', { pass });
      if (section === null) {
        open = false;
        return;
      }
      yield { ...section, activities: () => remoteActivities(pass, host) };
    }
  } finally {
    if (open) await host.call('endPass', { pass });
  }
}

/** The next ones are called for while these are drawn. */
async function* remoteActivities(pass: number, host: HostClient): AsyncGenerator<DrawnActivity> {
  let next = host.call('nextActivities', { pass });
  for (;;) {
    const activities = await next;
    if (activities.length === 0) return;
    next = host.call('nextActivities', { pass });
    // Heard where it is awaited; meanwhile it may fail without anybody listening.
    next.catch(() => undefined);
    yield* activities;
  }
}
