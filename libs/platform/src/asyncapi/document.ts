import { z } from 'zod';
import { answers, clientMessages, flatNames, serverMessages } from '@almanac/contracts';
import { LIVE_LIMITS } from '../realtime';
import { exampleOf, type JsonSchema } from './example';
import { answerTexts, clientTexts, serverTexts } from './message-texts';

/** A message in the document. */
export interface DocumentedMessage {
  name: string;
  title: string;
  summary: string;
  payload: JsonSchema;
  examples: { payload: unknown }[];
}

interface Reference {
  $ref: string;
}

interface Channel {
  address: string;
  title: string;
  description: string;
  servers: Reference[];
  messages: Record<string, Reference>;
}

interface Operation {
  action: 'send' | 'receive';
  channel: Reference;
  summary: string;
  messages: Reference[];
  reply?: { channel: Reference; messages: Reference[] };
}

export interface AsyncApiDocument {
  asyncapi: '3.0.0';
  info: { title: string; version: string; description: string };
  defaultContentType: string;
  servers: Record<string, { host: string; protocol: string; pathname: string; description: string }>;
  channels: Record<string, Channel>;
  operations: Record<string, Operation>;
  components: { messages: Record<string, DocumentedMessage> };
}

const DESCRIPTION = `Two doors to the same rooms. What is told on the sockets was committed before; \`seq\` is the cursor that live messages and \`GET /api/v1/sync\` share, and \`prev\` is the \`seq\` of the message before it in the same planner: where that is not the one that you had last, ask \`/sync\`.

Limits: ${LIVE_LIMITS.messageBytes / 1024} KiB a message, ${LIVE_LIMITS.messagesPerSecond} messages a second, ${LIVE_LIMITS.roomsPerSocket} rooms a socket, ${LIVE_LIMITS.socketsPerUser} sockets a user, ${LIVE_LIMITS.signInMs / 1000} seconds to sign in. A reader that does not keep up is dropped.

Close codes of the plain door: 4401 sign in (again), 1008 a limit was passed, 1009 a frame over 1 MiB, 1012 and 1013 come back in a moment.`;

const auth = z.strictObject({ token: z.string().max(8192) });
const messageId = { anyOf: [{ type: 'string', maxLength: 100 }, { type: 'number' }] };

/** The AsyncAPI 3 document of the sockets, generated from the schemas by which they check their messages. */
export function asyncApiDocument(publicUrl: string, version: string): AsyncApiDocument {
  const { server, answered, sent, flat } = messages();
  const url = new URL(publicUrl);
  const protocol = url.protocol === 'https:' ? 'wss' : 'ws';
  const all = [...server, ...answered, ...sent];
  const refs = (keyed: readonly Keyed[], of = 'plain'): Reference[] =>
    keyed.map(([key]) => ({ $ref: `#/channels/${of}/messages/${key}` }));
  const channel = { $ref: '#/channels/plain' };
  return {
    asyncapi: '3.0.0',
    info: { title: 'Almanac live updates', version, description: DESCRIPTION },
    defaultContentType: 'application/json',
    servers: {
      plain: {
        host: url.host,
        protocol,
        pathname: '/ws',
        description: 'A plain WebSocket with JSON messages.',
      },
      socketIo: {
        host: url.host,
        protocol: 'socketio',
        pathname: '/socket.io/',
        description: 'Socket.IO 4, namespace /ws: the name of a message is the event, its body the argument.',
      },
    },
    channels: {
      plain: {
        address: '/ws',
        title: 'Rooms of planners and of oneself',
        description:
          'The messages as the plain WebSocket has them. On Socket.IO `type` is the name of the event, the rest is its argument, answers are acknowledgements, and `activity-created`, `activity-updated`, `collaborator-joined`, `collaborator-left` and `cursor-position` come with the bare `data` too.',
        servers: [{ $ref: '#/servers/plain' }, { $ref: '#/servers/socketIo' }],
        messages: membersOf(all),
      },
      socketIo: {
        address: '/ws',
        title: 'Names with a dash',
        description: 'Told on Socket.IO alone, beside what has the envelope.',
        servers: [{ $ref: '#/servers/socketIo' }],
        messages: membersOf(flat),
      },
    },
    operations: {
      hear: { action: 'send', channel, summary: 'What you hear.', messages: refs(server) },
      hearFlat: {
        action: 'send',
        channel: { $ref: '#/channels/socketIo' },
        summary: 'What you hear on Socket.IO besides.',
        messages: refs(flat, 'socketIo'),
      },
      ask: {
        action: 'receive',
        channel,
        summary: 'What you may send, and how it is answered.',
        messages: refs(sent),
        reply: { channel, messages: refs(answered) },
      },
    },
    components: { messages: Object.fromEntries([...all, ...flat]) },
  };
}

type Keyed = [key: string, message: DocumentedMessage];

/** Every message, generated from the schemas by which the sockets check them. */
function messages(): Record<'server' | 'answered' | 'sent' | 'flat', Keyed[]> {
  const server = Object.entries(serverMessages).map(([name, schema]) =>
    message(
      'server',
      name,
      serverTexts[name as keyof typeof serverTexts],
      enveloped(name, json(schema, 'output')),
    ),
  );
  const answered = Object.entries(answers).map(([name, schema]) =>
    message(
      'answer',
      name,
      answerTexts[name as keyof typeof answerTexts],
      named(name, json(schema, 'output')),
    ),
  );
  const sent = Object.entries({ auth, ...clientMessages }).map(([name, schema]) =>
    message(
      'client',
      name,
      clientTexts[name as keyof typeof clientTexts],
      named(name, json(schema, 'input')),
    ),
  );
  const flat = Object.entries(flatNames).map(([name, flatName]) =>
    message(
      'flat',
      flatName,
      `The \`data\` of \`${name}\` alone.`,
      json(serverMessages[name as keyof typeof flatNames], 'output'),
    ),
  );
  return { server, answered, sent, flat };
}

function membersOf(keyed: readonly Keyed[]): Record<string, Reference> {
  return Object.fromEntries(keyed.map(([key]) => [key, { $ref: `#/components/messages/${key}` }]));
}

function json(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io });
  return rest as JsonSchema;
}

function message(kind: string, name: string, text: string | undefined, payload: JsonSchema): Keyed {
  const summary = text ?? `${name.replaceAll(/[:-]/g, ' ')}.`;
  const key = `${kind}.${name.replaceAll(':', '-')}`;
  return [key, { name, title: name, summary, payload, examples: [{ payload: exampleOf(payload) }] }];
}

/** A message of the server in its envelope. */
function enveloped(name: string, data: JsonSchema): JsonSchema {
  const nullable = (type: string, description: string): JsonSchema => ({ type: [type, 'null'], description });
  return {
    type: 'object',
    required: ['type', 'eventId', 'seq', 'prev', 'at', 'actor', 'version', 'data'],
    properties: {
      type: { const: name },
      eventId: { type: 'string', format: 'uuid', description: 'The same where a message comes twice.' },
      seq: nullable('integer', 'Cursor of `/sync`; null for what is not kept.'),
      prev: nullable('integer', '`seq` of the message before it in the same planner.'),
      at: { type: 'string', format: 'date-time' },
      actor: {
        anyOf: [{ type: 'string', format: 'uuid' }, { type: 'null' }],
        description: 'Who did it; null for the system.',
      },
      version: nullable('integer', 'Of the resource, as in its ETag.'),
      data,
    },
  };
}

/** With the `id` of the client's choice, which every answer brings back. */
function named(name: string, body: JsonSchema): JsonSchema {
  return {
    ...body,
    required: ['type', ...(body.required ?? [])],
    properties: { type: { const: name }, id: messageId, ...body.properties },
  };
}
