import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { ResourceStandings } from './resource-standing';

/** The explanations of all features, for whoever has to explain. */
@Module({ imports: [DiscoveryModule], providers: [ResourceStandings], exports: [ResourceStandings] })
export class StandingModule {}
