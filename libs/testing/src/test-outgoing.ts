import { Redis } from 'ioredis';
import {
  AddressGuard,
  Circuits,
  createLogger,
  HostResolver,
  HttpOutgoingClient,
  type ConfigValues,
  type OutgoingClient,
} from '@almanac/platform';
import { testConfig, type ConfigOverrides } from './test-config';

/** The outgoing client without an application around it. */
export interface TestOutgoing {
  client: OutgoingClient;
  guard: AddressGuard;
  circuits: Circuits;
  /** Another process' circuits. */
  neighbour(): Circuits;
  close(): Promise<void>;
}

export async function createTestOutgoing(overrides: ConfigOverrides = {}): Promise<TestOutgoing> {
  const config: ConfigValues = await testConfig('postgres://localhost/unused', overrides);
  const redis = new Redis(process.env['REDIS_URL'] ?? '', { lazyConnect: true });
  const guard = new AddressGuard(config, new HostResolver(config));
  const circuits = new Circuits(config, redis);
  circuits.onModuleInit();
  const client = new HttpOutgoingClient(guard, circuits, createLogger(config, 'test'));
  return {
    client,
    guard,
    circuits,
    neighbour: () => new Circuits(config, redis),
    close: async () => {
      await client.onApplicationShutdown();
      redis.disconnect();
    },
  };
}
