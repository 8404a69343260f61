import { createSocket } from 'node:dgram';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTestOutgoing, TestDns, type TestOutgoing } from '@almanac/testing';
import { RequestContext } from '../context';
import { AddressRefusedError } from './outgoing-errors';
import { isPublicAddress } from './public-address';

describe('the guard of outgoing addresses', () => {
  let listener: Server;
  let port: number;
  let connections = 0;
  let outgoing: TestOutgoing;
  let dns: TestDns;
  const context = RequestContext.system();

  beforeAll(async () => {
    listener = createServer((_request, response) => response.end('inside'));
    listener.on('connection', () => (connections += 1));
    await new Promise<void>((done) => listener.listen(0, '::', done));
    port = (listener.address() as AddressInfo).port;
    dns = await TestDns.start();
    outgoing = await createTestOutgoing({ OUTGOING_DNS_SERVERS: dns.at });
  });
  afterAll(async () => {
    await outgoing.close();
    dns.close();
    listener.closeAllConnections();
    await new Promise((done) => listener.close(done));
  });
  beforeEach(() => (connections = 0));

  const send = (url: string) =>
    outgoing.client.send(context, {
      service: 'guarded',
      method: 'POST',
      url,
      body: '{}',
      addresses: 'public',
    });

  const inward = [
    'localhost', 'LOCALHOST', 'localhost.', 'sub.localhost', '127.0.0.2', '127.1.', '127.0.1', '0.0.0.0', '0',
    '0177.0.0.1', '0x7f.0.0.1', '0x7f000001', '2130706434', '017700000001', '127.0.0.1.', '127.0.0.1%2e',
    '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254', '0xa9fea9fe', '2852039166',
    '168.63.129.16', '100.64.0.1', '100.100.100.200', '192.0.0.192', '192.0.2.1', '198.18.0.1', '198.51.100.1',
    '203.0.113.1', '224.0.0.1', '240.0.0.1', '255.255.255.255', '①②⑦.⓪.⓪.②',
    '[::1]', '[::]', '[0:0:0:0:0:0:0:1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[::127.0.0.1]', '[::7f00:1]',
    '[::ffff:0:127.0.0.1]', '[64:ff9b::127.0.0.1]', '[64:ff9b::7f00:1]', '[64:ff9b:1::7f00:1]', '[2002:7f00:1::]',
    '[2001:0:7f00:1::]', '[fe80::1]', '[fe80::1%25lo]', '[fe80::1%lo]', '[fc00::1]', '[fd00:ec2::254]', '[fec0::1]',
    '[ff02::1]', '[2001:db8::1]', '[3fff::1]', '[100::1]', '[5f00::1]',
    'user:pass@127.0.0.1', 'user@example.com', 'example.com@127.0.0.1', '127.0.0.1#@example.com', '127.0.0.1\\@example.com',
    'inward.example', 'mixed.example', 'unknown.example', 'dotted.example.',
  ]; // prettier-ignore

  it.each(inward)('refuses https://%s at save and at connect, without a connection', async (host) => {
    dns.answers.set('inward.example', [['127.0.0.1']]);
    dns.answers.set('mixed.example', [['93.184.215.14', '127.0.0.1']]);
    dns.answers.set('dotted.example', [['93.184.215.14']]);
    dns.answers.set('localhost', [['127.0.0.1']]);
    dns.answers.set('sub.localhost', [['127.0.0.1']]);
    const [before, fragment] = host.split('#');
    const url = `https://${before}:${port}/${fragment === undefined ? '' : `#${fragment}`}`;
    await expect(outgoing.guard.check(url)).rejects.toThrow(AddressRefusedError);
    await expect(send(url)).rejects.toThrow(AddressRefusedError);
    expect(connections).toBe(0);
  });

  it.each([
    'http://example.com/',
    'ftp://example.com/',
    'file:///etc/passwd',
    'gopher://127.0.0.1/',
    'javascript:1',
    'example.com',
    '',
    'https://',
    '//example.com',
    `https://example.com/${'a'.repeat(3000)}`,
  ])('refuses %s, which is no https address', async (url) => {
    await expect(outgoing.guard.check(url)).rejects.toThrow(AddressRefusedError);
    await expect(send(url)).rejects.toThrow(AddressRefusedError);
  });

  // A system's own resolver asks for over a minute, which is more than the test has.
  it('does not wait for long for a DNS server that says nothing', async () => {
    const silent = createSocket('udp4');
    await new Promise<void>((done) => silent.bind(0, '127.0.0.1', done));
    const deaf = await createTestOutgoing({ OUTGOING_DNS_SERVERS: `127.0.0.1:${silent.address().port}` });
    await expect(deaf.guard.check('https://slow.example/')).rejects.toThrow('does not resolve');
    await deaf.close();
    silent.close();
  }, 60_000);

  it('takes a public address', async () => {
    dns.answers.set('public.example', [['93.184.215.14']]);
    expect((await outgoing.guard.check('https://public.example/hook?a=1')).href).toBe(
      'https://public.example/hook?a=1',
    );
    expect((await outgoing.guard.check('https://[2606:4700::1111]/')).hostname).toBe('[2606:4700::1111]');
    expect((await outgoing.guard.check('https://0x08.8.8.8/')).hostname).toBe('8.8.8.8');
  });

  it('asks again at the connection, so that a DNS server which changes its answer gains nothing', async () => {
    const url = `https://turncoat.example:${port}/`;
    dns.answers.set('turncoat.example', [['93.184.215.14'], ['127.0.0.1']]);
    await outgoing.guard.check(url);
    await expect(send(url)).rejects.toThrow(AddressRefusedError);
    expect(connections).toBe(0);
  });

  it('connects to the very address that it looked at, whatever the DNS server says then', async () => {
    dns.answers.set('quick.example', [['93.184.215.14'], ['127.0.0.1']]);
    // The check of the connection sees the first answer; the socket asks nobody, so it never sees the second.
    await outgoing.client
      .send(context, {
        service: 'guarded',
        method: 'GET',
        url: `https://quick.example:${port}/`,
        addresses: 'public',
        timeoutMs: 300,
      })
      .catch((error: unknown) => expect(error).not.toBeInstanceOf(AddressRefusedError));
    expect(dns.answers.get('quick.example')).toEqual([['127.0.0.1']]);
    expect(connections).toBe(0);
  });

  it('goes where the operator allows, by name and port alone, also by http', async () => {
    const allowing = await createTestOutgoing({
      OUTGOING_DNS_SERVERS: dns.at,
      WEBHOOK_ALLOWED_HOSTS: `127.0.0.1:${port}, allowed.example:${port}`,
    });
    const ask = (url: string) =>
      allowing.client.send(context, { service: 'guarded', method: 'POST', url, addresses: 'public' });
    dns.answers.set('allowed.example', [['127.0.0.1']]);
    expect((await ask(`http://127.0.0.1:${port}/`)).body).toBe('inside');
    expect((await ask(`http://allowed.example:${port}/`)).body).toBe('inside');
    await expect(ask(`http://allowed.example:${port + 1}/`)).rejects.toThrow(AddressRefusedError);
    await expect(ask(`http://127.0.0.1.:${port + 1}/`)).rejects.toThrow(AddressRefusedError);
    await allowing.close();
  });

  it('does not follow a redirect inwards', async () => {
    let hops = 0;
    const redirecting = createServer((_request, response) => {
      hops += 1;
      response.writeHead(307, { location: `http://[::1]:${port}/` }).end();
    });
    await new Promise<void>((done) => redirecting.listen(0, '127.0.0.1', done));
    const at = (redirecting.address() as AddressInfo).port;
    const own = await createTestOutgoing({ WEBHOOK_ALLOWED_HOSTS: `127.0.0.1:${at}` });
    const answer = await own.client.send(context, {
      service: 'guarded',
      method: 'POST',
      url: `http://127.0.0.1:${at}/`,
      addresses: 'public',
    });
    expect([answer.status, hops, connections]).toEqual([307, 1, 0]);
    await own.close();
    redirecting.closeAllConnections();
    await new Promise((done) => redirecting.close(done));
  });

  it('knows public addresses from others', () => {
    expect(
      ['8.8.8.8', '93.184.215.14', '2606:4700::1111', '2a00:1450::1'].filter(isPublicAddress),
    ).toHaveLength(4);
    expect(
      ['', 'x', '1', '0x7f.1', '2606::1%eth0', '::ffff:8.8.8.8', '4000::1'].filter(isPublicAddress),
    ).toEqual([]);
  });
});
