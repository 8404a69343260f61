import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { AiRequestsMeter, DailyAllowance } from './daily-allowance';
import { RateMeter } from './rate-meter';
import { UsageMeters } from './usage-meters';

/** What people have used of their limits; for the API, where every feature brings its meter. */
@Global()
@Module({
  imports: [DiscoveryModule],
  providers: [UsageMeters, DailyAllowance, AiRequestsMeter, RateMeter],
  exports: [UsageMeters, DailyAllowance],
})
export class UsageModule {}
