import proxyAddress from '@fastify/proxy-addr';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { ConfigValues } from '../config';

type Trust = (address: string, hop: number) => boolean;

/** What `TRUST_PROXY` says, in the form that Fastify takes. */
export function trustProxy(setting: string): boolean | string[] | Trust {
  if (setting === 'true') return true;
  if (setting === 'false' || setting === '') return false;
  if (/^\d+$/.test(setting)) return (_address, hop) => hop < Number(setting);
  return setting
    .split(',')
    .map((part) => part.trim())
    .filter((part) => isIP(part.split('/')[0] ?? '') !== 0);
}

/** Where a client of a socket is: by the same rule as `request.ip` of HTTP. */
export function peerAddress(request: IncomingMessage, config: ConfigValues): string | undefined {
  const trusted = trustProxy(config.TRUST_PROXY);
  if (trusted === false) return request.socket.remoteAddress;
  try {
    return proxyAddress(request, trusted === true ? () => true : trusted);
  } catch {
    // A forwarded address that is none: what is certain is who sent it.
    return request.socket.remoteAddress;
  }
}
