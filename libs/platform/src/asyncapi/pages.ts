import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Config } from '../config';
import { openApiDocument } from '../openapi';
import { asyncApiDocument, type AsyncApiDocument } from './document';
import { LIVE_PAGE, LIVE_SCRIPT, LIVE_STYLE } from './live-page';
import { realtimePage, STYLE } from './page';

/** Everything comes from this server, and the live page talks to its sockets alone. */
function policy(publicUrl: string): string {
  // Some browsers do not take ws: for a part of 'self'.
  const sockets = new URL(publicUrl).origin.replace(/^http/, 'ws');
  return `default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ${sockets}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
}

/** Serves `/docs/realtime`, its live example, and the AsyncAPI document as JSON and YAML. */
export async function serveRealtimeDocumentation(app: NestFastifyApplication): Promise<void> {
  const { PUBLIC_URL } = app.get(Config);
  let made: AsyncApiDocument | undefined;
  const document = (): AsyncApiDocument =>
    (made ??= asyncApiDocument(PUBLIC_URL, openApiDocument(app).info.version));
  const contentPolicy = policy(PUBLIC_URL);

  await app
    .getHttpAdapter()
    .getInstance()
    .register((docs, _options, done) => {
      docs.addHook('onSend', (_request, reply, payload, next) => {
        reply.header('content-security-policy', contentPolicy);
        next(null, payload);
      });
      const serve = (path: string, type: string, body: () => string): void => {
        docs.get(path, (_request, reply) => reply.type(`${type}; charset=utf-8`).send(body()));
      };
      serve('/docs/realtime', 'text/html', () => realtimePage(document()));
      serve('/docs/realtime/style.css', 'text/css', () => STYLE);
      serve('/docs/realtime/live', 'text/html', () => LIVE_PAGE);
      serve('/docs/realtime/live.css', 'text/css', () => LIVE_STYLE);
      serve('/docs/realtime/live.js', 'text/javascript', () => LIVE_SCRIPT);
      serve('/docs/realtime.json', 'application/json', () => JSON.stringify(document()));
      docs.get('/docs/realtime.yaml', async (_request, reply) => {
        const { stringify } = await import('yaml');
        return reply
          .type('application/yaml; charset=utf-8')
          .send(stringify(document(), { aliasDuplicateObjects: false }));
      });
      done();
    });
}
