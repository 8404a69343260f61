import { MetadataScanner, ModulesContainer, Reflector } from '@nestjs/core';
import { permissionCatalogue } from '@almanac/contracts';
import { createTestApp, type TestApp } from '@almanac/testing';
import { ENDPOINT, RouteTable, type EndpointMetadata } from '@almanac/platform';

/** Registered by plugins and pages, not by controllers; each is public on purpose. */
const PAGES = [
  '/',
  '/openapi.json',
  '/openapi.yaml',
  '/docs',
  '/docs/init.js',
  '/api-docs',
  '/redoc',
  '/redoc/init.js',
  '/redoc/redoc.standalone.js',
];
/** Routes for operators and developers that the document leaves out. */
const UNDOCUMENTED = [
  'GET /health/detailed',
  'GET /metrics',
  'GET /dev/mail',
  'GET /verify-email',
  'GET /reset-password',
  'GET /confirm-email-change',
  'GET /cancel-email-change',
  'GET /invitation',
  'GET /link-page.js',
  'GET /share/:shareId',
  'GET /shared-page.js',
];

let app: TestApp;
let document: { paths: Record<string, Record<string, { operationId: string; security: object[] }>> };

beforeAll(async () => {
  app = await createTestApp();
  document = (await app.request('GET', '//openapi.json')).body;
});
afterAll(() => app.close());

/** Every handler of every controller, as Nest holds them. */
function handlers(): { name: string; endpoint: EndpointMetadata | undefined }[] {
  const controllers = [...app.nest.get(ModulesContainer).values()].flatMap((module) => [
    ...module.controllers.values(),
  ]);
  const reflector = new Reflector();
  const scanner = new MetadataScanner();
  return controllers.flatMap(({ metatype, instance }) => {
    const prototype = Object.getPrototypeOf(instance) as Record<string, () => unknown>;
    return scanner
      .getAllMethodNames(prototype)
      .filter((method) => Reflect.hasMetadata('path', prototype[method] as object))
      .map((method) => ({
        name: `${metatype?.name ?? '?'}.${method}`,
        endpoint: reflector.get<EndpointMetadata | undefined>(ENDPOINT, prototype[method] as () => unknown),
      }));
  });
}

describe('every route', () => {
  it('declares who may call it', () => {
    const found = handlers();
    expect(found.length).toBeGreaterThan(30);
    expect(found.filter(({ endpoint }) => endpoint === undefined).map(({ name }) => name)).toEqual([]);
  });

  it('asks for permissions of the catalogue alone', () => {
    const asked = handlers().flatMap(({ endpoint }) =>
      endpoint?.access === 'public' ? [] : (endpoint?.access ?? []),
    );
    expect(asked.filter((permission) => !(permission in permissionCatalogue))).toEqual([]);
  });

  it('has an operationId of its own', () => {
    const ids = handlers().map(({ endpoint }) => endpoint?.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('is in the document, or on the short list of those that need not be', () => {
    const documented = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
    );
    const unknown = app
      .get(RouteTable)
      .registered.filter((route) => !/^(HEAD|OPTIONS) /.test(route))
      .filter((route) => !documented.includes(route) && !UNDOCUMENTED.includes(route))
      .filter((route) => !PAGES.includes(route.split(' ')[1] ?? ''));
    expect(unknown).toEqual([]);
  });

  it('that is not public refuses a caller without credentials, before it looks at anything else', async () => {
    const guarded = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item)
        .filter(([, operation]) => !operation.security.some((way) => Object.keys(way).length === 0))
        .map(([method]) => ({
          method: method.toUpperCase(),
          path: path.replace(/\{\w+\}/g, '019347e2-6d1c-7b1a-9d61-4c1f0a3b2c11'),
        })),
    );
    expect(guarded.length).toBeGreaterThan(20);
    for (const { method, path } of guarded) {
      const body = method === 'GET' || method === 'DELETE' ? {} : { body: {} };
      const answer = await app.request(method, `/${path}`, body);
      expect(`${method} ${path} ${answer.status} ${answer.body.error.code}`).toBe(
        `${method} ${path} 401 UNAUTHORIZED`,
      );
    }
  });
});
