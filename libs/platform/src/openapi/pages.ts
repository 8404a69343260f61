import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Config } from '../config';
import { openApiDocument } from './document';

/** Scripts and styles come from this server alone; Swagger UI and Redoc set styles on elements, so those are let through. */
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; " +
  "connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const SWAGGER_PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Almanac API</title>
<meta name="viewport" content="width=device-width,initial-scale=1">
<link rel="icon" href="/docs/assets/favicon-32x32.png"><link rel="stylesheet" href="/docs/assets/swagger-ui.css"></head>
<body><div id="swagger-ui"></div>
<script src="/docs/assets/swagger-ui-bundle.js"></script><script src="/docs/init.js"></script></body></html>`;

/** Operations for admins name schemes of their own for the same credentials: what is given for one counts for both. */
const SWAGGER_INIT = `const twins = { bearer: 'adminBearer', apiKey: 'adminApiKey' };
for (const [name, twin] of Object.entries(twins)) twins[twin] = name;
const authoriseOnce = () => ({ statePlugins: { auth: { wrapActions: {
  authorize: (authorize) => (given) => {
    const all = {};
    for (const [name, one] of Object.entries(given)) {
      all[name] = one;
      if (twins[name]) all[twins[name]] = { ...one, name: twins[name] };
    }
    return authorize(all);
  },
  logout: (logout) => (names) => logout(names.flatMap((name) => twins[name] ? [name, twins[name]] : [name])),
} } } });
window.ui = SwaggerUIBundle({
  url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true, persistAuthorization: true,
  displayRequestDuration: true, filter: true, tryItOutEnabled: true, docExpansion: 'list',
  defaultModelsExpandDepth: 0, validatorUrl: null, plugins: [authoriseOnce],
});`;

const REDOC_PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Almanac API reference</title>
<meta name="viewport" content="width=device-width,initial-scale=1"></head>
<body style="margin:0"><div id="redoc"></div>
<script src="/redoc/redoc.standalone.js"></script><script src="/redoc/init.js"></script></body></html>`;

const REDOC_INIT = `Redoc.init('/openapi.json', { hideDownloadButton: false, disableSearch: false, nativeScrollbars: true }, document.getElementById('redoc'));`;

/** Where examples say that this server is. They are to work as they stand on any port and host, so that is put right. */
const EXAMPLES_ARE_OF = 'http://localhost:3000';

/**
 * Serves the document and the pages that show it: `/docs`, `/redoc`, `/openapi.json`, `/openapi.yaml`.
 * The document is made at the first call, so that the start does not wait for it.
 */
export async function serveDocumentation(app: NestFastifyApplication): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  let json: string | undefined;
  let yaml: string | undefined;
  const here = JSON.stringify(app.get(Config).PUBLIC_URL.replace(/\/$/, '')).slice(1, -1);
  const document = (): string =>
    (json ??= JSON.stringify(openApiDocument(app)).replaceAll(EXAMPLES_ARE_OF, here));

  await fastify.register(async (docs) => {
    docs.addHook('onSend', (_request, reply, payload, next) => {
      reply.header('content-security-policy', PAGE_POLICY);
      next(null, payload);
    });
    docs.get('/openapi.json', (_request, reply) => reply.type('application/json').send(document()));
    docs.get('/openapi.yaml', async (_request, reply) => {
      const { stringify } = await import('yaml');
      return reply.type('application/yaml').send((yaml ??= stringify(JSON.parse(document()))));
    });
    docs.get('/', (_request, reply) => reply.redirect('/docs', 302));
    docs.get('/docs', (_request, reply) => reply.type('text/html').send(SWAGGER_PAGE));
    docs.get('/docs/init.js', (_request, reply) => reply.type('text/javascript').send(SWAGGER_INIT));
    docs.get('/api-docs', (_request, reply) => reply.redirect('/docs', 301));
    docs.get('/redoc', (_request, reply) => reply.type('text/html').send(REDOC_PAGE));
    docs.get('/redoc/init.js', (_request, reply) => reply.type('text/javascript').send(REDOC_INIT));
    const redoc = readFileSync(require.resolve('redoc/bundles/redoc.standalone.js'));
    docs.get('/redoc/redoc.standalone.js', (_request, reply) => reply.type('text/javascript').send(redoc));
    await docs.register(fastifyStatic, {
      root: join(dirname(require.resolve('swagger-ui-dist/package.json'))),
      prefix: '/docs/assets/',
      index: false,
      allowedPath: (path) => /^\/(swagger-ui\.css|swagger-ui-bundle\.js|favicon-32x32\.png)$/.test(path),
    });
  });
}
