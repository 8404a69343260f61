import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { parse } from 'yaml';
import { openApiDocument } from '@almanac/platform';
import { createTestApp, type TestApp } from '@almanac/testing';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

describe('the API document', () => {
  it('is the committed one, as JSON and as YAML', async () => {
    const committed: unknown = JSON.parse(readFileSync(join(__dirname, '../../openapi.json'), 'utf8'));
    expect((await app.request('GET', '//openapi.json')).body).toEqual(committed);
    const yaml = await app.request('GET', '//openapi.yaml');
    expect(yaml.headers.get('content-type')).toContain('yaml');
    expect(parse(yaml.text)).toEqual(committed);
  });

  it('has a name of its own for every shape, or one would be told of in place of the other', () => {
    const warn = jest.spyOn(Logger, 'warn').mockImplementation(() => undefined);
    openApiDocument(app.nest);
    expect(warn.mock.calls.map(([message]) => String(message).split('\n')[0])).toEqual([]);
    warn.mockRestore();
  });

  it('has examples that lead to the server that shows it', async () => {
    const PUBLIC_URL = 'https://almanac.example/';
    const elsewhere = await createTestApp({ config: { PUBLIC_URL } });
    try {
      const { paths } = (await elsewhere.request('GET', '//openapi.json')).body;
      const { content } = paths['/api/v1/billing/portal'].post.requestBody;
      expect(content['application/json'].example).toEqual({ returnUrl: 'https://almanac.example/docs' });
    } finally {
      await elsewhere.close();
    }
  });

  it.each([
    ...['/auth/api-keys/{id}/rotate', '/webhooks/{id}/rotate-secret', '/billing/portal'],
    ...['/billing/subscription/cancel', '/planners/{id}/share', '/planners/{id}/duplicate'],
  ])('wants no body where none is needed: POST %s', async (path) => {
    const { paths } = (await app.request('GET', '//openapi.json')).body;
    expect(paths[`/api/v1${path}`].post.requestBody.required).toBe(false);
  });

  it.each(['/docs', '/redoc'])('is shown at %s under a strict policy', async (path) => {
    const page = await app.request('GET', `/${path}`, { headers: { accept: 'text/html' } });
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toMatch(/script-src 'self';/);
    for (const [, source] of page.text.matchAll(/<script src="([^"]+)"/g)) {
      const script = await app.request('GET', `/${source}`);
      expect([source, script.status, script.headers.get('content-type')?.includes('javascript')]).toEqual([
        source,
        200,
        true,
      ]);
    }
  });

  it('is found at the old address, and nothing but what the page needs is served', async () => {
    const old = await app.request('GET', '//api-docs');
    expect([old.status, old.headers.get('location')]).toEqual([301, '/docs']);
    const root = await app.request('GET', '//', { headers: { accept: 'text/html' } });
    expect([root.status, root.headers.get('location')]).toEqual([302, '/docs']);
    expect((await app.request('GET', '//docs/assets/package.json')).status).toBe(404);
    expect((await app.request('GET', '//docs/assets/../../package.json')).status).toBe(404);
  });

  it('lets a body be of several kinds at once, where it has only what all of them may have', async () => {
    const { components } = (await app.request('GET', '//openapi.json')).body;
    const { body } = components.schemas.CreateTemplateDto.properties;
    expect([body.oneOf, body.anyOf]).toEqual([undefined, expect.any(Array)]);
  });

  it('has an example for every part of a path', async () => {
    const { paths } = (await app.request('GET', '//openapi.json')).body;
    const without = operationsOf(paths).flatMap(({ parameters = [], operationId }) =>
      parameters
        .filter(({ in: place, schema, example }) => place === 'path' && !(example ?? schema.example))
        .map(({ name }) => `${operationId} ${name}`),
    );
    expect(without).toEqual([]);
  });

  it('names the errors of each operation, in its responses and as a list', async () => {
    const { paths, components } = (await app.request('GET', '//openapi.json')).body;
    const named = (reference: { $ref?: string }): string[] => {
      const { description = '' } = components.responses[reference.$ref?.split('/').at(-1) ?? ''] ?? {};
      return [...description.matchAll(/`([A-Z_]+)`:/g)].map(([, code]) => code);
    };
    for (const { operationId, responses, 'x-error-codes': codes } of operationsOf(paths)) {
      const told = Object.entries(responses).flatMap(([status, one]) => (status >= '400' ? named(one) : []));
      expect([operationId, [...new Set(told)].sort()]).toEqual([operationId, [...codes].sort()]);
    }
    const { createPlanner, register } = Object.fromEntries(
      operationsOf(paths).map((operation) => [operation.operationId, operation['x-error-codes']]),
    );
    expect(createPlanner).toContain('MAX_PLANNERS_REACHED');
    expect(register).not.toContain('FORBIDDEN');
  });

  it('types every answer', async () => {
    const { paths } = (await app.request('GET', '//openapi.json')).body;
    for (const [path, item] of Object.entries<Record<string, { responses: Record<string, TestResponse> }>>(
      paths,
    )) {
      for (const [method, operation] of Object.entries(item)) {
        const success = Object.entries(operation.responses).find(([status]) => status.startsWith('2'));
        const content = success?.[1].content ?? {};
        // A file is what its media type says.
        if (Object.keys(content).some((type) => type !== 'application/json')) continue;
        const schema = content['application/json']?.schema;
        expect([`${method} ${path}`, typeof schema?.properties?.success]).toEqual([
          `${method} ${path}`,
          'object',
        ]);
      }
    }
  });
});

interface TestOperation {
  operationId: string;
  parameters?: { name: string; in: string; example?: unknown; schema: { example?: unknown } }[];
  responses: Record<string, TestResponse & { $ref?: string }>;
  'x-error-codes': string[];
}

function operationsOf(paths: Record<string, Record<string, TestOperation>>): TestOperation[] {
  return Object.values(paths).flatMap((item) => Object.values(item));
}

interface TestResponse {
  content?: Record<string, { schema: { properties?: { success?: object } } }>;
}
