import type { Socket } from 'socket.io';
import type { ErrorCode } from '@almanac/contracts';
import { DomainError } from '@almanac/kernel';
import type { Config } from '../../config';
import { peerAddress } from '../../http';
import { tooManyMessages } from '../live-commands';
import { PacketLimiter } from '../message-limiter';
import type { Newcomer, Newcomers } from '../sign-in/newcomers';
import type { SocketIoConnection } from './socketio-connection';

type Engine = Socket['conn'];

/** So often a client may try to connect to the namespace over one transport. */
const MOST_ATTEMPTS = 5;

/** What comes over one connection of Engine.IO. */
interface Transport {
  /** How often it has asked to be connected to the namespace. */
  attempts: number;
  connection: SocketIoConnection | undefined;
  newcomer: Newcomer;
}

/** The connections of Engine.IO below those of Socket.IO: a client may have one without ever using the other. */
export class SocketIoTransports {
  private readonly known = new WeakMap<Engine, Transport>();

  constructor(
    private readonly newcomers: Newcomers,
    private readonly config: Config,
  ) {}

  /** Whatever a client sends counts, also what Socket.IO answers or gathers by itself. */
  welcome(engine: Engine): void {
    this.of(engine);
    const limiter = new PacketLimiter();
    engine.on('packet', () => {
      if (!limiter.isTooMany()) return;
      const connection = this.known.get(engine)?.connection;
      if (connection?.isOpen && !connection.ended) connection.end('too-many-messages', tooManyMessages);
      else engine.close(true);
    });
  }

  /**
   * Each CONNECT makes a socket of its own: one transport has one that was let in, and few in its life.
   * @throws DomainError RATE_LIMIT_EXCEEDED
   */
  takeAttempt(engine: Engine): Transport {
    const transport = this.of(engine);
    transport.attempts += 1;
    const { connection: before } = transport;
    if (transport.attempts <= MOST_ATTEMPTS && !before?.isOpen && before?.ended !== false) return transport;
    throw new DomainError<ErrorCode>('RATE_LIMIT_EXCEEDED', 'A transport has one socket; open another one');
  }

  private of(engine: Engine): Transport {
    const known = this.known.get(engine);
    if (known) return known;
    const newcomer = this.newcomers.enter(peerAddress(engine.request, this.config), () => {
      const { connection } = made;
      if (connection && !connection.ended) connection.end('crowded-out');
      else engine.close(true);
    });
    const made: Transport = { attempts: 0, connection: undefined, newcomer };
    this.known.set(engine, made);
    engine.once('close', newcomer.leave);
    return made;
  }
}
