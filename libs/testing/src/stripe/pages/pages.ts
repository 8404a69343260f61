import type { PageAnswer, PageRequest } from '../http/server';
import type { World } from '../world';
import { checkoutPage } from './checkout-page';
import { layout } from './layout';
import { invoicePage, portalPage } from './portal-page';

type Page = (world: World, id: string, request: PageRequest) => PageAnswer | undefined;

const PAGES: [RegExp, Page][] = [
  [/^\/c\/pay\/([^/]+)$/, checkoutPage],
  [/^\/p\/session\/([^/]+)$/, portalPage],
  [/^\/i\/([^/]+)(?:\/pdf)?$/, invoicePage],
];

/** The pages that Stripe hosts, for people. */
export function stripePages(world: World): (request: PageRequest) => PageAnswer | undefined {
  return (request) => {
    for (const [path, page] of PAGES) {
      const id = path.exec(request.path)?.[1];
      if (id !== undefined) return page(world, id, request);
    }
    if (request.path !== '/') return undefined;
    return {
      html: layout(
        'Here',
        '<section class="card"><h1>It runs</h1><p>Almanac reaches it by STRIPE_API_URL; people come here from its billing page.</p></section>',
      ),
    };
  };
}
