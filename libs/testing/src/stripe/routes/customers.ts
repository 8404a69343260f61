import { missing } from '../http/fault';
import { get, list, page, plainList, post, remove, type Route } from '../http/route';
import { changeBalance } from '../objects/balance';
import { makeCustomer } from '../objects/customers';
import { end } from '../objects/lifecycle';
import { attach } from '../objects/payments';
import { deletedCustomer } from '../world';

const FIELDS = [
  ...['email', 'name', 'description', 'phone', 'metadata', 'preferred_locales', 'preferred_locales[]'],
  'invoice_settings[default_payment_method]',
];

export const customerRoutes: Route[] = [
  post(
    '/v1/customers',
    ({ world, params }) => {
      const clock = params.text('test_clock');
      if (clock !== undefined) world.clocks.get(clock, 'test_clock');
      const customer = makeCustomer(world, {
        email: params.text('email'),
        name: params.text('name'),
        description: params.text('description'),
        phone: params.text('phone'),
        metadata: params.metadata(),
        locales: params.texts('preferred_locales'),
        clock,
      });
      const method = params.text('payment_method');
      const attached = method === undefined ? undefined : attach(world, method, customer, 'payment_method');
      const standard = params.object('invoice_settings')?.text('default_payment_method');
      if (standard !== undefined)
        customer.invoice_settings.default_payment_method =
          standard === method && attached
            ? attached.id
            : attach(world, standard, customer, 'invoice_settings[default_payment_method]').id;
      return customer;
    },
    [...FIELDS, 'payment_method', 'test_clock'],
  ),
  list(
    '/v1/customers',
    (call) => {
      const email = call.params.text('email');
      const clock = call.params.text('test_clock') ?? null;
      const found = call.world.customers
        .all()
        .filter((one) => !call.world.deletedCustomers.has(one.id))
        .filter((one) => email === undefined || one.email === email)
        .filter((one) => clock === null || one.test_clock === clock);
      return page(call, found, 'customer');
    },
    ['email', 'test_clock'],
  ),
  get('/v1/customers/{id}', ({ world, id }) =>
    world.deletedCustomers.has(id) ? deletedCustomer(id) : world.customers.get(id),
  ),
  post(
    '/v1/customers/{id}',
    ({ world, params, id }) => {
      const customer = world.customer(id);
      world.change('customer.updated', customer, () => {
        const unsettable = ['email', 'name', 'description', 'phone'] as const;
        for (const name of unsettable) {
          const value = params.emptyable(name);
          if (value !== undefined) customer[name] = value;
        }
        if (params.has('preferred_locales')) customer.preferred_locales = params.texts('preferred_locales');
        customer.metadata = params.metadata(customer.metadata);
        const method = params.object('invoice_settings')?.text('default_payment_method');
        if (method !== undefined)
          customer.invoice_settings.default_payment_method = attach(
            world,
            method,
            customer,
            'invoice_settings[default_payment_method]',
          ).id;
      });
      return customer;
    },
    FIELDS,
  ),
  remove('/v1/customers/{id}', ({ world, id }) => {
    const customer = world.customer(id);
    for (const subscription of world.subscriptions.all())
      if (subscription.customer === id) end(world, subscription, 'cancellation_requested');
    world.emit('customer.deleted', customer);
    world.deletedCustomers.add(id);
    return deletedCustomer(id);
  }),
  post(
    '/v1/customers/{id}/balance_transactions',
    ({ world, params, id }) => {
      const amount = params.integer('amount');
      if (amount === undefined) throw missing('amount');
      return changeBalance(world, world.customer(id), {
        amount,
        currency: params.needed('currency'),
        type: 'adjustment',
        description: params.text('description'),
        metadata: params.metadata(),
      });
    },
    ['amount', 'currency', 'description', 'metadata'],
  ),
  list(
    '/v1/customers/{id}/balance_transactions',
    (call) => {
      const customer = call.world.customer(call.id);
      const invoice = call.params.text('invoice');
      const found = call.world.balanceTransactions
        .all()
        .filter((one) => one.customer === customer.id)
        .filter((one) => invoice === undefined || one.invoice === invoice);
      return page(call, found, 'customer_balance_transaction');
    },
    ['invoice'],
  ),
  get('/v1/payment_methods/{id}', ({ world, id }) => world.paymentMethods.get(id)),
  plainList(
    '/v1/customers/{id}/payment_methods',
    (call) => {
      const customer = call.world.customer(call.id);
      const found = call.world.paymentMethods.all().filter((one) => one.customer === customer.id);
      return page(call, found, 'PaymentMethod');
    },
    ['type'],
  ),
  post(
    '/v1/payment_methods/{id}/attach',
    ({ world, params, id }) => attach(world, id, world.customer(params.needed('customer'), 'customer'), 'id'),
    ['customer'],
  ),
];
