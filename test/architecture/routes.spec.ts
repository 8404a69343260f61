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
  '/docs/realtime',
  '/docs/realtime.json',
  '/docs/realtime.yaml',
  '/docs/realtime/live',
  '/docs/realtime/live.css',
  '/docs/realtime/live.js',
  '/docs/realtime/style.css',
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
  'GET /dev/sms',
  'GET /verify-email',
  'GET /reset-password',
  'GET /confirm-email-change',
  'GET /cancel-email-change',
  'GET /invitation',
  'GET /link-page.js',
  'GET /share/:shareId',
  'GET /shared-page.js',
  'GET /unsubscribe',
  'POST /unsubscribe',
];

/** Under these tags, writes are of what people plan together. */
const PLANNING = [
  ...['planners', 'sections', 'activities', 'comments', 'trash', 'plans', 'templates', 'sharing', 'filters'],
  ...['views', 'search', 'sync'],
];
/** Operations that have no `X-Operation-Id`, each with the reason. */
const NO_OPERATION: Record<string, string> = {
  createFilter: 'a filter is how one person looks at activities, and no history has it',
  updateFilter: 'as above',
  replaceFilter: 'as above',
  deleteFilter: 'as above',
  openSharedPlanner: 'reads: POST for the password alone',
  schedulePlan: 'computes, and writes nothing',
};

let app: TestApp;
interface Operation {
  operationId: string;
  tags: string[];
  security: object[];
  responses: Record<string, { headers?: object }>;
}
let document: { paths: Record<string, Record<string, Operation>> };

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

/** Bull Board's own, behind a hook that lets admins through alone (docs/adr/0089). */
const isOfBoard = (route: string): boolean => /^[A-Z]+ \/admin\/queues(\/|$)/.test(route);

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
      .filter((route) => !PAGES.includes(route.split(' ')[1] ?? ''))
      .filter((route) => !isOfBoard(route));
    expect(unknown).toEqual([]);
  });

  it('of the board of queues refuses a caller without its cookie', async () => {
    const board = app.get(RouteTable).registered.filter(isOfBoard);
    expect(board.length).toBeGreaterThan(20);
    const open: string[] = [];
    for (const route of board) {
      const [method = '', path = ''] = route.split(' ');
      const { status } = await fetch(`${app.url}${path.replace(/:\w+/g, 'mail').replace('*', 'x.js')}`, {
        method,
      });
      // It only shows, so what would change something is refused whoever asks.
      if (status !== 401 && (method === 'GET' || status !== 403)) open.push(`${route}: ${status}`);
    }
    expect(open).toEqual([]);
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

  it('that writes what people plan declares X-Operation-Id, but for a few', () => {
    const writes = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item)
        .filter(([method, { tags }]) => method !== 'get' && isOfPlanning(path, tags))
        .map(([, operation]) => operation),
    );
    expect(writes.length).toBeGreaterThan(50);
    const without = writes.filter((operation) => !declaresOperation(operation));
    expect(without.map(({ operationId }) => operationId).sort()).toEqual(Object.keys(NO_OPERATION).sort());
  });
});

function isOfPlanning(path: string, tags: string[]): boolean {
  return tags.some((tag) => PLANNING.includes(tag)) || /^\/api\/v1\/teams\/\{id\}\/planners$/.test(path);
}

function declaresOperation({ responses }: Operation): boolean {
  return Object.entries(responses).some(
    ([status, { headers = {} }]) => status.startsWith('2') && 'X-Operation-Id' in headers,
  );
}
