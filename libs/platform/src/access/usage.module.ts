import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { AiRequestsMeter, DailyAllowance } from './daily-allowance';
import { Statistics } from './personal-statistics';
import { RateMeter } from './rate-meter';
import { UsageMeters } from './usage-meters';

/** What people have done, and used of their limits; for the API, where every feature brings what counts it. */
@Global()
@Module({
  imports: [DiscoveryModule],
  providers: [Statistics, UsageMeters, DailyAllowance, AiRequestsMeter, RateMeter],
  exports: [Statistics, UsageMeters, DailyAllowance],
})
export class UsageModule {}
