import Stripe from 'stripe';
import { RequestContext, type OutgoingAnswer, type OutgoingRequest } from '@almanac/platform';
import { StripeHttp } from './stripe-http';

/** Stripe's library, whose calls are answered with this. */
function stripeThatSays(body: string, status = 200): Stripe {
  const send = (_context: RequestContext, _request: OutgoingRequest): Promise<OutgoingAnswer> =>
    Promise.resolve({ status, headers: { 'content-type': 'application/json' }, body });
  return new Stripe('sk_test_1', {
    httpClient: new StripeHttp({ send }, RequestContext.system(), 1000),
    maxNetworkRetries: 0,
  });
}

describe('an answer that is none of Stripe’s', () => {
  const list = '{"object":"list","data":[],"has_more":false}';

  it.each([
    ...['', '<html>', '3', '"x"', 'true', 'null', '[]', '{}', '{"object":"list"}'],
    ...[
      '{"object":"list","data":null}',
      '{"object":"list","data":[null]}',
      '{"object":"list","data":[{"id":5}]}',
    ],
    ...['{"error":5}', '{"id":5,"object":"invoice"}'],
  ])('is an error of Stripe’s, and no other: %s', async (body) => {
    const call = stripeThatSays(body).invoices.list();
    await expect(call).rejects.toBeInstanceOf(Stripe.errors.StripeAPIError);
  });

  it.each(['null', '{}', '3', '{"error":null}', '{"error":5}'])(
    'is one with a bad status, too: %s',
    async (body) => {
      const call = stripeThatSays(body, 400).invoices.list();
      await expect(call).rejects.toBeInstanceOf(Stripe.errors.StripeAPIError);
    },
  );

  it('is not what Stripe says', async () => {
    expect((await stripeThatSays(list).invoices.list()).data).toEqual([]);
    expect((await stripeThatSays('{"id":"in_1","object":"invoice"}').invoices.retrieve('in_1')).id).toBe(
      'in_1',
    );
    const gone = stripeThatSays('{"error":{"type":"invalid_request_error","code":"resource_missing"}}', 404);
    await expect(gone.invoices.retrieve('in_2')).rejects.toMatchObject({ code: 'resource_missing' });
  });
});
