import type { PageAnswer, PageRequest } from '../http/server';
import type { World } from '../world';
import { checkoutPage } from './checkout-page';
import { homePage, type HomeControls } from './home-page';
import { invoicePage, portalPage } from './portal-page';

type Page = (world: World, id: string, request: PageRequest) => PageAnswer | undefined;

const PAGES: [RegExp, Page][] = [
  [/^\/c\/pay\/([^/]+)$/, checkoutPage],
  [/^\/p\/session\/([^/]+)$/, portalPage],
  [/^\/i\/([^/]+)(?:\/pdf)?$/, invoicePage],
];

/** The pages that Stripe hosts, for people, and one of the stand-in's own. */
export function stripePages(
  world: World,
  controls: HomeControls,
): (request: PageRequest) => PageAnswer | undefined {
  return (request) => {
    for (const [path, page] of PAGES) {
      const id = path.exec(request.path)?.[1];
      if (id !== undefined) return page(world, id, request);
    }
    return request.path === '/' ? homePage(controls, request) : undefined;
  };
}
