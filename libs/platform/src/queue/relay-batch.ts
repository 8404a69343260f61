import {
  domainEvents,
  serverMessages,
  type DomainEventName,
  type LiveEnvelope,
  type QueueName,
} from '@almanac/contracts';
import type { Id } from '@almanac/kernel';
import type { z } from 'zod';
import type { ConfigValues } from '../config';
import type { Delivery, EventRouter, RelayedEvent } from './event-router';
import { checkedPayload, problems } from './job-envelope';
import type { JobRequest } from './job-queue';
import { controlChannel } from './queue-keys';
import type { PublishedMessage } from './publish-messages';

/** A row of the outbox as the relay reads it. */
export interface OutboxRow {
  seq: string;
  event_id: Id;
  name: string;
  stream_id: Id | null;
  prev: string | null;
  actor_id: Id | null;
  resource_version: number | null;
  payload: unknown;
  /** An origin (`readOrigin`). */
  request_id: string | null;
  occurred_at: Date;
}

/** An event that cannot be relayed, and why. */
export interface BrokenEvent {
  seq: string;
  eventId: Id;
  name: string;
  error: unknown;
}

/** What a batch of events comes to, ready to be handed to Redis. */
export interface Batch {
  delivered: string[];
  broken: BrokenEvent[];
  jobs: Map<QueueName, JobRequest[]>;
  /** In the order of `seq`. */
  messages: PublishedMessage[];
}

const schemas: Record<string, z.ZodType> = domainEvents;

/**
 * Works out where each event goes. One that breaks its contract, or that a router cannot handle, is put
 * aside whole and holds up nobody.
 */
export function routeBatch(
  rows: readonly OutboxRow[],
  routers: readonly EventRouter[],
  config: Pick<ConfigValues, 'REDIS_PREFIX'>,
): Batch {
  const batch: Batch = { delivered: [], broken: [], jobs: new Map(), messages: [] };
  for (const row of rows) {
    try {
      addDeliveries(batch, row, routers, config);
      batch.delivered.push(row.seq);
    } catch (error) {
      batch.broken.push({ seq: row.seq, eventId: row.event_id, name: row.name, error });
    }
  }
  return batch;
}

function addDeliveries(
  batch: Batch,
  row: OutboxRow,
  routers: readonly EventRouter[],
  config: Pick<ConfigValues, 'REDIS_PREFIX'>,
): void {
  const event = parseEvent(row);
  const deliveries = routers.flatMap((router) => router.route(event));
  const jobs = deliveries.filter((delivery) => delivery.kind === 'job');
  checkJobs(jobs);
  for (const delivery of deliveries) if (delivery.kind === 'live') checkMessage(delivery);
  // Nothing may fail from here on: half of an event must not go out.
  for (const { queue, name, payload, causedBy } of jobs) {
    const requests = batch.jobs.get(queue) ?? [];
    const ids =
      causedBy === undefined ? { eventId: event.eventId } : { eventId: causedBy, key: event.eventId };
    requests.push({ name, payload, ...ids, origin: event.origin });
    batch.jobs.set(queue, requests);
  }
  for (const delivery of deliveries) {
    if (delivery.kind === 'job') continue;
    const text = messageText(event, delivery);
    batch.messages.push(
      delivery.kind === 'live'
        ? { kind: 'live', room: delivery.room, text }
        : { kind: 'control', channel: controlChannel(config), text },
    );
  }
}

function parseEvent(row: OutboxRow): RelayedEvent {
  const schema = Object.hasOwn(schemas, row.name) ? schemas[row.name] : undefined;
  if (!schema) throw new Error(`There is no event ${row.name}`);
  const result = schema.safeParse(row.payload);
  if (!result.success)
    throw new Error(`The payload of ${row.name} breaks its contract: ${problems(result.error)}`);
  const event = {
    seq: Number(row.seq),
    eventId: row.event_id,
    name: row.name as DomainEventName,
    streamId: row.stream_id,
    prev: row.prev === null ? null : Number(row.prev),
    actorId: row.actor_id,
    resourceVersion: row.resource_version,
    payload: result.data,
    origin: row.request_id,
    occurredAt: row.occurred_at,
  };
  // The payload was checked against the schema of this very name.
  return event as RelayedEvent;
}

/** A job is known by its event, so that a second of the same kind would be taken for the first. */
function checkJobs(jobs: readonly Extract<Delivery, { kind: 'job' }>[]): void {
  const seen = new Set<string>();
  for (const { queue, name, payload } of jobs) {
    checkedPayload(queue, name, payload);
    const key = `${queue}/${name}`;
    if (seen.has(key)) throw new Error(`Two jobs ${key} for one event`);
    seen.add(key);
  }
}

/** @throws Error where the message is not what its clients were promised */
function checkMessage({ type, data }: Extract<Delivery, { kind: 'live' }>): void {
  const result = serverMessages[type].safeParse(data);
  if (!result.success) throw new Error(`The message ${type} breaks its contract: ${problems(result.error)}`);
}

/** A message with its envelope, live or control, as it is published; the plain WebSocket sends it on as it stands. */
export function messageText(event: RelayedEvent, { type, data }: Exclude<Delivery, { kind: 'job' }>): string {
  const envelope: Omit<LiveEnvelope, 'type' | 'data'> & { type: string; data: unknown } = {
    type,
    eventId: event.eventId,
    seq: event.seq,
    prev: event.prev,
    at: event.occurredAt.toISOString(),
    actor: event.actorId,
    version: event.resourceVersion,
    data,
  };
  return JSON.stringify(envelope);
}
