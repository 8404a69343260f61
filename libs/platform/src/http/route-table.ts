import { Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import createRouter, { type HTTPMethod } from 'find-my-way';

/** Every route that was registered, to tell a wrong method (405) from an unknown path (404). */
@Injectable()
export class RouteTable {
  private readonly router = createRouter({ ignoreTrailingSlash: true });
  private readonly methods = new Set<HTTPMethod>();
  /** `METHOD path`, as registered; the census test reads it. */
  readonly registered: string[] = [];

  /** Listens to what Fastify registers from now on. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', (route) => {
      const methods = Array.isArray(route.method) ? route.method : [route.method];
      if (route.url.includes('*')) return;
      for (const method of methods) {
        const known = method as HTTPMethod;
        if (this.router.findRoute(known, route.url)) continue;
        this.router.on(known, route.url, () => undefined);
        this.methods.add(known);
        this.registered.push(`${method} ${route.url}`);
      }
    });
  }

  /** The methods that the path takes; none where it is unknown. */
  methodsAt(url: string): string[] {
    const path = url.split('?')[0] ?? '/';
    try {
      return [...this.methods].filter((method) => this.router.find(method, path) !== null).sort();
    } catch {
      return [];
    }
  }
}
