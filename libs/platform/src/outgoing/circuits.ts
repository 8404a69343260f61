import { Inject, Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import {
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleWhen,
  isBrokenCircuitError,
  type CircuitBreakerPolicy,
} from 'cockatiel';
import type { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';
import { REDIS } from '../cache';
import { Config } from '../config';
import { circuitChanges, circuitState } from './outgoing-metrics';
import { AddressRefusedError, CircuitOpenError } from './outgoing-errors';

export type CircuitStateName = 'closed' | 'half-open' | 'open';

/** A circuit that is not as it should be, as one of the processes sees it. */
export interface CircuitReport {
  service: string;
  state: CircuitStateName;
  since: string;
}

interface Circuit {
  policy: CircuitBreakerPolicy;
  service: string;
  state: CircuitStateName;
  /** When it opened last, in milliseconds since 1970. */
  openedAt: number;
}

/** Peers of services that have many, such as webhooks; one that is forgotten begins anew. */
const MOST_PEERS = 2000;
/** A process that died open says so no longer than this. */
const REPORT_SECONDS = 900;
const names: Partial<Record<CircuitState, CircuitStateName>> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.HalfOpen]: 'half-open',
  [CircuitState.Open]: 'open',
};

/**
 * The circuit breakers of this process, one for each service, or for each peer of one. After so many failures
 * in a row a circuit is open: calls fail at once. After a while one call is let through; if it comes off, all are.
 * Circuits of services are told in Redis, so that the API can show those of workers as well.
 */
@Injectable()
export class Circuits {
  private readonly services = new Map<string, Circuit>();
  private readonly peers = new LRUCache<string, Circuit>({ max: MOST_PEERS });
  private readonly process = randomUUID();

  constructor(
    private readonly config: Config,
    @Inject(REDIS) private readonly redis: Redis,
  ) {}

  /**
   * Does the work unless the circuit is open.
   * @throws CircuitOpenError
   */
  async within<T>(service: string, peer: string | undefined, work: () => Promise<T>): Promise<T> {
    const circuit = peer === undefined ? this.ofService(service) : this.ofPeer(service, peer);
    try {
      return await circuit.policy.execute(work);
    } catch (error) {
      if (!isBrokenCircuitError(error)) throw error;
      const left = circuit.openedAt + this.config.OUTGOING_CIRCUIT_PAUSE_MS - Date.now();
      throw new CircuitOpenError(service, Math.max(left, 100));
    }
  }

  /** Every service that this process has called, and those that other processes find wanting. */
  async report(): Promise<CircuitReport[]> {
    const own = [...this.services.values()].map(reportOf);
    const others = await this.told().catch(() => []);
    return [...own, ...others].sort((a, b) => a.service.localeCompare(b.service));
  }

  private ofService(service: string): Circuit {
    const known = this.services.get(service);
    if (known) return known;
    const made = this.make(service, (circuit) => {
      circuitState.set({ service }, { closed: 0, 'half-open': 1, open: 2 }[circuit.state]);
      void this.tell(circuit).catch(() => undefined);
    });
    circuitState.set({ service }, 0);
    this.services.set(service, made);
    return made;
  }

  private ofPeer(service: string, peer: string): Circuit {
    const key = `${service}\n${peer}`;
    const known = this.peers.get(key);
    if (known) return known;
    const made = this.make(service, () => undefined);
    this.peers.set(key, made);
    return made;
  }

  private make(service: string, changed: (circuit: Circuit) => void): Circuit {
    const policy = circuitBreaker(
      // An address that is refused says nothing about the service.
      handleWhen((error) => !(error instanceof AddressRefusedError)),
      {
        halfOpenAfter: this.config.OUTGOING_CIRCUIT_PAUSE_MS,
        breaker: new ConsecutiveBreaker(this.config.OUTGOING_CIRCUIT_FAILURES),
      },
    );
    const circuit: Circuit = { policy, service, state: 'closed', openedAt: Date.now() };
    policy.onStateChange((state) => {
      circuit.state = names[state] ?? 'open';
      if (circuit.state === 'open') circuit.openedAt = Date.now();
      circuitChanges.inc({ service, state: circuit.state });
      changed(circuit);
    });
    return circuit;
  }

  private get board(): string {
    return `${this.config.REDIS_PREFIX}:circuits`;
  }

  private async tell(circuit: Circuit): Promise<void> {
    const field = `${this.process} ${circuit.service}`;
    if (circuit.state === 'closed') await this.redis.hdel(this.board, field);
    else await this.redis.hset(this.board, field, JSON.stringify(reportOf(circuit)));
    await this.redis.expire(this.board, REPORT_SECONDS);
  }

  private async told(): Promise<CircuitReport[]> {
    const fields = await this.redis.hgetall(this.board);
    const oldest = Date.now() - REPORT_SECONDS * 1000;
    return Object.entries(fields)
      .filter(([field]) => !field.startsWith(this.process))
      .map(([, text]) => JSON.parse(text) as CircuitReport)
      .filter(({ since }) => Date.parse(since) > oldest);
  }
}

function reportOf({ service, state, openedAt }: Circuit): CircuitReport {
  return { service, state, since: new Date(openedAt).toISOString() };
}
