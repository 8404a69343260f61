import { beyondStandIn, invalid, missing } from '../http/fault';
import type { Params } from '../http/params';
import { get, list, page, post, type Route } from '../http/route';
import { makePrice, makeProduct, type PriceWish } from '../objects/catalogue';
import type { World } from '../world';

const INTERVALS = ['day', 'week', 'month', 'year'] as const;

export const catalogueRoutes: Route[] = [
  post(
    '/v1/products',
    ({ world, params }) => {
      const product = makeProduct(world, {
        name: params.needed('name'),
        description: params.text('description'),
        metadata: params.metadata(),
        id: params.text('id'),
      });
      world.emit('product.created', product);
      return product;
    },
    ['name', 'description', 'metadata', 'id'],
  ),
  list(
    '/v1/products',
    (call) => {
      const active = call.params.boolean('active');
      const products = call.world.products
        .all()
        .filter((one) => active === undefined || one.active === active);
      return page(call, products, 'product');
    },
    ['active'],
  ),
  get('/v1/products/{id}', ({ world, id }) => world.products.get(id)),
  post(
    '/v1/products/{id}',
    ({ world, params, id }) => {
      const product = world.products.get(id);
      world.change('product.updated', product, () => {
        product.name = params.text('name') ?? product.name;
        product.active = params.boolean('active') ?? product.active;
        const description = params.emptyable('description');
        if (description !== undefined) product.description = description;
        product.metadata = params.metadata(product.metadata);
      });
      return product;
    },
    ['name', 'active', 'description', 'metadata'],
  ),
  post(
    '/v1/prices',
    ({ world, params }) => {
      const lookupKey = params.text('lookup_key');
      const taken = world.prices
        .all()
        .find((price) => lookupKey !== undefined && price.lookup_key === lookupKey);
      if (taken && !(params.boolean('transfer_lookup_key') ?? false))
        throw invalid(
          `A price (\`${taken.id}\`) already uses that lookup key.`,
          'lookup_key',
          'resource_already_exists',
        );
      const price = makePrice(world, { ...readPrice(world, params, 'product'), lookupKey });
      if (taken) taken.lookup_key = null;
      world.emit('price.created', price);
      return price;
    },
    [
      ...['currency', 'unit_amount', 'product', 'lookup_key', 'transfer_lookup_key', 'nickname', 'metadata'],
      ...['recurring[interval]', 'recurring[interval_count]', 'product_data[name]', 'product_data[metadata]'],
    ],
  ),
  list(
    '/v1/prices',
    (call) => {
      const { params, world } = call;
      const active = params.boolean('active');
      const keys = params.texts('lookup_keys');
      if (keys.length > 10) throw invalid('You can only pass up to 10 lookup keys.', 'lookup_keys');
      const product = params.text('product');
      const currency = params.text('currency');
      const type = params.oneOf('type', ['one_time', 'recurring']);
      const inline = active === undefined ? (one: { active: boolean }) => one.active : () => true;
      const found = world.prices
        .all()
        .filter((one) => (active === undefined ? inline(one) : one.active === active))
        .filter((one) => keys.length === 0 || (one.lookup_key !== null && keys.includes(one.lookup_key)))
        .filter((one) => product === undefined || one.product === product)
        .filter((one) => currency === undefined || one.currency === currency)
        .filter((one) => type === undefined || one.type === type);
      return page(call, found, 'price');
    },
    ['active', 'lookup_keys[]', 'lookup_keys', 'product', 'currency', 'type'],
  ),
  get('/v1/prices/{id}', ({ world, id }) => world.prices.get(id)),
  post(
    '/v1/prices/{id}',
    ({ world, params, id }) => {
      const price = world.prices.get(id);
      world.change('price.updated', price, () => {
        price.active = params.boolean('active') ?? price.active;
        price.nickname = params.text('nickname') ?? price.nickname;
        price.metadata = params.metadata(price.metadata);
      });
      return price;
    },
    ['active', 'nickname', 'metadata'],
  ),
];

/** A price as it is given in full: by itself, or as `price_data`, where the product may be made too. */
export function readPrice(world: World, params: Params, product: 'product'): PriceWish {
  const currency = params.needed('currency').toLowerCase();
  if (!/^[a-z]{3}$/.test(currency)) throw invalid(`Invalid currency: ${currency}.`, params.named('currency'));
  const unitAmount = params.integer('unit_amount');
  if (unitAmount === undefined) throw missing(params.named('unit_amount'));
  if (unitAmount < 0)
    throw invalid(
      'This value must be greater than or equal to 0.',
      params.named('unit_amount'),
      'parameter_invalid_integer',
    );
  const recurring = params.object('recurring');
  const interval = recurring?.oneOf('interval', INTERVALS);
  if (recurring && interval === undefined) throw missing(recurring.named('interval'));
  return {
    product: readProduct(world, params, product),
    currency,
    unitAmount,
    recurring:
      interval === undefined ? undefined : { interval, count: recurring?.integer('interval_count') ?? 1 },
    nickname: params.text('nickname'),
    metadata: params.metadata(),
  };
}

function readProduct(world: World, params: Params, name: string): string {
  const id = params.text(name);
  const data = params.object('product_data');
  if (id !== undefined && data !== undefined) throw beyondStandIn('a product and product_data at once');
  if (id !== undefined) return world.products.get(id, params.named(name)).id;
  if (data === undefined) throw missing(params.named(name));
  const product = makeProduct(world, {
    name: data.needed('name'),
    description: data.text('description'),
    metadata: data.metadata(),
  });
  return product.id;
}
