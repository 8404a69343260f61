import { Global, Module } from '@nestjs/common';
import { Gate } from './gate';
import { RedisModule } from './redis';
import { RedisStateCache, StateCache } from './state-cache';

/** What lives in Redis and can be lost: states of sign-ins and counts of requests. */
@Global()
@Module({
  imports: [RedisModule],
  providers: [Gate, { provide: StateCache, useClass: RedisStateCache }],
  exports: [Gate, StateCache, RedisModule],
})
export class CacheModule {}
