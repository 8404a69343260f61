import { Global, Module } from '@nestjs/common';
import { Limits } from '../context';
import { Places } from './places';

/** What tiers allow, and what holds people to it; for every process. */
@Global()
@Module({ providers: [Limits, Places], exports: [Limits, Places] })
export class LimitsModule {}
