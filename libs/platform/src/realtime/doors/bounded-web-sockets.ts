import { WebSocketServer, type ServerOptions } from 'ws';
import { LIVE_LIMITS } from '../limits';

/** Ours and Engine.IO's: what one client may have waiting in memory is bounded in bytes and in pieces. */
export class BoundedWebSockets extends WebSocketServer {
  constructor(options: ServerOptions) {
    const bounds = {
      maxPayload: LIVE_LIMITS.frameBytes,
      maxFragments: LIVE_LIMITS.fragments,
      maxBufferedChunks: LIVE_LIMITS.bufferedChunks,
    };
    super({ ...options, ...bounds, clientTracking: false, perMessageDeflate: false });
  }
}
