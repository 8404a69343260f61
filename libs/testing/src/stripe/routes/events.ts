import { invalid } from '../http/fault';
import { get, list, page, plainList, post, remove, type Route } from '../http/route';
import { advance } from '../objects/time';
import { newId } from '../world';

const TWO_YEARS = 2 * 366 * 86_400;

export const eventRoutes: Route[] = [
  list(
    '/v1/events',
    (call) => {
      const type = call.params.text('type');
      const types = call.params.texts('types');
      const found = call.world.events
        .all()
        .filter((one) => type === undefined || matches(one.type, type))
        .filter((one) => types.length === 0 || types.some((wanted) => matches(one.type, wanted)));
      return page(call, found, 'event');
    },
    ['type', 'types', 'types[]'],
  ),
  get('/v1/events/{id}', ({ world, id }) => world.events.get(id)),
  post(
    '/v1/test_helpers/test_clocks',
    ({ world, params }) => {
      const frozen = params.integer('frozen_time') ?? world.now();
      return world.clocks.put({
        id: newId('clock_1'),
        object: 'test_helpers.test_clock',
        created: world.now(),
        deletes_after: world.now() + 30 * 86_400,
        frozen_time: frozen,
        livemode: false,
        name: params.text('name') ?? null,
        status: 'ready',
        status_details: {},
      });
    },
    ['frozen_time', 'name'],
  ),
  plainList('/v1/test_helpers/test_clocks', (call) => page(call, call.world.clocks.all(), 'test clock')),
  get('/v1/test_helpers/test_clocks/{id}', ({ world, id }) => world.clocks.get(id)),
  post(
    '/v1/test_helpers/test_clocks/{id}/advance',
    ({ world, params, id }) => {
      const clock = world.clocks.get(id);
      const target = params.integer('frozen_time');
      if (target === undefined)
        throw invalid('Missing required param: frozen_time.', 'frozen_time', 'parameter_missing');
      if (target <= clock.frozen_time)
        throw invalid('Test clock frozen time must be advanced to a time in the future.', 'frozen_time');
      if (target > clock.frozen_time + TWO_YEARS)
        throw invalid(
          'You can only advance a test clock by two intervals of its shortest subscription.',
          'frozen_time',
        );
      advance(world, id, target);
      clock.frozen_time = target;
      world.emit('test_helpers.test_clock.ready', clock, undefined, id);
      // Stripe works it off while the answer says `advancing`; here it is done when the answer is read.
      return { ...clock, status: 'advancing', status_details: { advancing: { target_frozen_time: target } } };
    },
    ['frozen_time'],
  ),
  remove('/v1/test_helpers/test_clocks/{id}', ({ world, id }) => {
    const clock = world.clocks.get(id);
    for (const subscription of world.subscriptions.all())
      if (subscription.test_clock === id) world.subscriptions.remove(subscription.id);
    for (const customer of world.customers.all())
      if (customer.test_clock === id) world.customers.remove(customer.id);
    world.clocks.remove(id);
    return { id: clock.id, object: clock.object, deleted: true };
  }),
];

/** `customer.*` is all that begins so. */
function matches(type: string, wanted: string): boolean {
  return wanted.endsWith('*') ? type.startsWith(wanted.slice(0, -1)) : type === wanted;
}
