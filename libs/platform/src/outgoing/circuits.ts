import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
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
import { answeredBy } from '../health/metrics';
import { circuitChanges, circuitState } from './outgoing-metrics';
import { AddressRefusedError, CircuitOpenError } from './outgoing-errors';

export type CircuitStateName = 'closed' | 'half-open' | 'open';

/** A circuit that is not as it should be, as one of the processes sees it. */
export interface CircuitReport {
  service: string;
  /** Where a service is many peers, of the worst of them. */
  state: CircuitStateName;
  since: string;
  /** How many of its peers are not as they should be. */
  peers?: number;
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
/** A process that died open says so no longer than this, nor does a peer that nobody calls any more. */
const REPORT_SECONDS = 900;
const RANK: Record<CircuitStateName, number> = { closed: 0, 'half-open': 1, open: 2 };
const names: Partial<Record<CircuitState, CircuitStateName>> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.HalfOpen]: 'half-open',
  [CircuitState.Open]: 'open',
};

/**
 * The circuit breakers of this process, one for each service, or for each peer of one. After so many failures
 * in a row a circuit is open: calls fail at once. After a while one call is let through; if it comes off, all are.
 * Those of services are told in Redis, and of their peers how many are in trouble, so that the API can show those of
 * workers as well.
 */
@Injectable()
export class Circuits implements OnModuleInit {
  private readonly services = new Map<string, Circuit>();
  private readonly peers = new LRUCache<string, Circuit>({
    max: MOST_PEERS,
    dispose: (circuit) => this.troubled.delete(circuit),
  });
  /** Circuits of peers that are not closed. */
  private readonly troubled = new Set<Circuit>();
  private readonly process = randomUUID();

  constructor(
    private readonly config: Config,
    @Inject(REDIS) private readonly redis: Redis,
  ) {}

  onModuleInit(): void {
    answeredBy([circuitState], () => this.collect());
  }

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
    const peers = [...new Set([...this.troubled].map(({ service }) => service))].map((one) =>
      this.ofPeers(one),
    );
    const own = [...[...this.services.values()].map(reportOf), ...peers.filter((one) => one !== undefined)];
    const others = await this.told().catch(() => []);
    return [...own, ...others].sort((a, b) => a.service.localeCompare(b.service));
  }

  private ofService(service: string): Circuit {
    const known = this.services.get(service);
    if (known) return known;
    const made = this.make(service, (circuit) => {
      circuitState.set({ service }, RANK[circuit.state]);
      void this.tell(service, circuit.state === 'closed' ? undefined : reportOf(circuit)).catch(
        () => undefined,
      );
    });
    circuitState.set({ service }, 0);
    this.services.set(service, made);
    return made;
  }

  private ofPeer(service: string, peer: string): Circuit {
    const key = `${service}\n${peer}`;
    const known = this.peers.get(key);
    if (known) return known;
    const made = this.make(service, (circuit) => {
      if (circuit.state === 'closed') this.troubled.delete(circuit);
      else if (this.peers.get(key) === circuit) this.troubled.add(circuit);
      void this.tell(service, this.ofPeers(service)).catch(() => undefined);
    });
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

  /** Undefined where none of the peers is in trouble. */
  private ofPeers(service: string): CircuitReport | undefined {
    const oldest = Date.now() - REPORT_SECONDS * 1000;
    const found = [...this.troubled].filter((one) => one.service === service && one.openedAt > oldest);
    const [worst] = found.sort((a, b) => RANK[b.state] - RANK[a.state] || b.openedAt - a.openedAt);
    return worst && { ...reportOf(worst), peers: found.length };
  }

  /** @param trouble undefined where there is none any more */
  private async tell(service: string, trouble: CircuitReport | undefined): Promise<void> {
    const field = `${this.process} ${service}`;
    if (trouble === undefined) await this.redis.hdel(this.board, field);
    else await this.redis.hset(this.board, field, JSON.stringify(trouble));
    await this.redis.expire(this.board, REPORT_SECONDS);
  }

  private async told(): Promise<CircuitReport[]> {
    const oldest = Date.now() - REPORT_SECONDS * 1000;
    const entries = Object.entries(await this.redis.hgetall(this.board)).map(([field, text]) => ({
      field,
      report: JSON.parse(text) as CircuitReport,
    }));
    const old = entries.filter(({ report }) => Date.parse(report.since) <= oldest).map(({ field }) => field);
    if (old.length > 0) await this.redis.hdel(this.board, ...old);
    return entries
      .filter(({ field }) => !field.startsWith(this.process) && !old.includes(field))
      .map(({ report }) => report);
  }

  /** Of each service the worst that any process sees. */
  private async collect(): Promise<void> {
    const worst = new Map<string, number>();
    for (const { service, state } of await this.report())
      worst.set(service, Math.max(worst.get(service) ?? 0, RANK[state]));
    circuitState.reset();
    for (const [service, rank] of worst) circuitState.set({ service }, rank);
  }
}

function reportOf({ service, state, openedAt }: Circuit): CircuitReport {
  return { service, state, since: new Date(openedAt).toISOString() };
}
