import { Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import { ThrottlerModule } from '@nestjs/throttler';
import { CacheModule, Gate } from '../cache';
import { Config } from '../config';
import { AccessGuard } from './access.guard';
import { CryptoModule } from '../crypto';
import { ContractInterceptor } from './contract.interceptor';
import { CookieSignIn } from './cookie-sign-in';
import { Drain } from './drain';
import { DtoPipe } from './dto.pipe';
import { ErrorFilter } from './error.filter';
import { Idempotency } from './idempotency';
import { PermissionGuard } from './permission.guard';
import { RefusedCredentials } from './refused-credentials';
import { RateLimitGuard } from './rate-limit.guard';
import { RedisThrottlerStorage } from './rate-limit.storage';
import { RouteTable } from './route-table';

/** The whole HTTP contract, applied to every route. Guards run in the order given: access, limits, permissions. */
@Global()
@Module({
  imports: [
    CacheModule,
    CryptoModule,
    ThrottlerModule.forRootAsync({
      imports: [CacheModule],
      inject: [Config, Gate],
      useFactory: (config: Config, gate: Gate) => ({
        throttlers: [{ ttl: config.RATE_LIMIT_WINDOW_SECONDS * 1000, limit: config.RATE_LIMIT_ANONYMOUS }],
        storage: new RedisThrottlerStorage(gate),
      }),
    }),
  ],
  providers: [
    RouteTable,
    Drain,
    Idempotency,
    CookieSignIn,
    RefusedCredentials,
    { provide: APP_FILTER, useClass: ErrorFilter },
    { provide: APP_GUARD, useClass: AccessGuard },
    { provide: APP_GUARD, useClass: RateLimitGuard },
    { provide: APP_GUARD, useClass: PermissionGuard },
    { provide: APP_PIPE, useClass: DtoPipe },
    { provide: APP_INTERCEPTOR, useClass: ContractInterceptor },
  ],
  exports: [Drain, RouteTable, CookieSignIn, RefusedCredentials],
})
export class HttpModule {}
