import { createBullBoard } from '@bull-board/api';
import { BullAdapter } from '@bull-board/api/bullAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Queue } from 'bull';
import type { QueueName } from '@almanac/contracts';
import { clientError, errorEnvelope } from '../http/error-body';
import { QUEUES } from '../queue/job-queue';
import { BOARD_PATH, QueueBoardSessions } from './queue-board-sessions';

/** Everything from this server; the board sets styles on elements. */
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; " +
  "connect-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'";

const SIGN_IN_PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Queues · Almanac</title>
<meta name="viewport" content="width=device-width,initial-scale=1"><style>
:root{color-scheme:light dark;--ink:#22302b;--line:#e1e6e2;--paper:#f3f5f2;--card:#fff;--green:#2f5d50}
@media(prefers-color-scheme:dark){:root{--ink:#e4ebe7;--line:#33413b;--paper:#161d1a;--card:#1e2723;--green:#8fc7b3}}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,sans-serif;display:grid;place-items:center;min-height:100vh}
main{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:32px;max-width:440px;margin:16px;box-sizing:border-box}
b,a{color:var(--green)}h1{font-size:20px;margin:12px 0}p{margin:0}code{overflow-wrap:anywhere}</style></head>
<body><main><b>Almanac</b><h1>Queues</h1>
<p>This page is for admins. Sign in at <a href="/docs">the API page</a> in this browser, call
<code>POST /api/v1/admin/queues/session</code> there, and open this page again.</p></main></body></html>`;

/**
 * Serves Bull Board at /admin/queues. Nest's guards do not see its routes, so every one of them, its files and its
 * own API too, stands behind a hook that lets nobody through of whom it cannot tell that they may (docs/adr/0089).
 */
export async function serveQueueBoard(app: NestFastifyApplication): Promise<void> {
  const sessions = app.get(QueueBoardSessions, { strict: false });
  const queues = app.get<ReadonlyMap<QueueName, Queue>>(QUEUES, { strict: false });
  const adapter = new FastifyAdapter();
  adapter.setBasePath(BOARD_PATH);
  createBullBoard({
    queues: [...queues.values()].map((queue) => new BullAdapter(queue, { readOnlyMode: true })),
    serverAdapter: adapter,
    options: { uiConfig: { boardTitle: 'Almanac', hideRedisDetails: true } },
  });
  await app
    .getHttpAdapter()
    .getInstance()
    .register(async (board) => {
      board.addHook('onRequest', async (request, reply) => {
        void reply.header('content-security-policy', PAGE_POLICY).header('cache-control', 'no-store');
        try {
          await sessions.admit(request);
        } catch (error) {
          return refuse(request, reply, error);
        }
        return undefined;
      });
      await board.register(adapter.registerPlugin(), { prefix: BOARD_PATH });
    });
}

function refuse(request: FastifyRequest, reply: FastifyReply, error: unknown): FastifyReply {
  const told = clientError(error);
  void reply.status(told.status);
  if (told.status === 401 && (request.headers.accept ?? '').includes('text/html'))
    return reply.type('text/html; charset=utf-8').send(SIGN_IN_PAGE);
  return reply.type('application/json; charset=utf-8').send(errorEnvelope(told, request.id));
}
