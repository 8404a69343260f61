import { Module, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { LiveBus } from './live-bus';
import { LiveCommands } from './live-commands';
import { LiveEntrance } from './live-entrance';
import { LiveHub } from './live-hub';
import { LivePassing } from './live-passing';
import { LivePresence } from './live-presence';
import { LiveRecheck } from './live-recheck';
import { LiveRecovery } from './live-recovery';
import { LiveRooms } from './live-rooms';
import { LiveSessions } from './live-sessions';
import { LiveStream } from './live-stream';
import { LocalAnnouncer } from './local-announcer';
import { PlainDoor } from './plain-door';
import { PresenceStore } from './presence-store';
import { RealtimeServer } from './realtime.server';
import { SocketAuthenticator } from './socket-authenticator';
import { SocketCounts } from './socket-counts';
import { SocketIoDoor } from './socketio-door';

/** Live updates at both doors; for the API. Redis, `Authenticator` and `RoomPolicy` come from outside. */
@Module({})
export class RealtimeModule {
  /** @param imports the modules that export `Authenticator` and `RoomPolicy`, where these are not global */
  static with(imports: NonNullable<ModuleMetadata['imports']>): DynamicModule {
    return {
      module: RealtimeModule,
      imports: [DiscoveryModule, ...imports],
      providers: [
        LiveBus,
        LiveEntrance,
        LiveHub,
        LivePassing,
        LivePresence,
        LiveRecovery,
        LiveRooms,
        LiveSessions,
        LiveStream,
        PresenceStore,
        SocketCounts,
        LiveRecheck,
        LocalAnnouncer,
        LiveCommands,
        SocketAuthenticator,
        PlainDoor,
        SocketIoDoor,
        RealtimeServer,
      ],
    };
  }
}
