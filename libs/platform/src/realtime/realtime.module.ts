import { Module, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { LiveBus } from './stream/live-bus';
import { LiveCommands } from './live-commands';
import { LiveEntrance } from './sign-in/live-entrance';
import { LiveHub } from './live-hub';
import { LivePassing } from './presence/live-passing';
import { LivePresence } from './presence/live-presence';
import { LiveRecheck } from './rooms/live-recheck';
import { LiveRecovery } from './recovery/live-recovery';
import { LiveRooms } from './rooms/live-rooms';
import { LiveSessions } from './recovery/live-sessions';
import { LiveStream } from './stream/live-stream';
import { LocalAnnouncer } from './stream/local-announcer';
import { PlainDoor } from './doors/plain-door';
import { PresenceStore } from './presence/presence-store';
import { RealtimeServer } from './realtime.server';
import { SocketAuthenticator } from './sign-in/socket-authenticator';
import { SocketCounts } from './sign-in/socket-counts';
import { SocketIoDoor } from './doors/socketio-door';

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
