import type { FastifyInstance } from 'fastify';

/** What a route with `largeBody` takes (spec: api-conventions.md, "Input"). */
export const LARGE_BODY_BYTES = 10 * 1024 * 1024;

/** Gives Fastify what routes say of their own: Nest hands a route's settings on, but not these. */
export function useRouteSettings(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    const config: unknown = route.config;
    if (typeof config !== 'object' || config === null) return;
    const limit: unknown = Reflect.get(config, 'bodyLimit');
    if (typeof limit === 'number') Object.assign(route, { bodyLimit: limit });
    if (Reflect.get(config, 'compress') === false) Object.assign(route, { compress: false });
  });
}
