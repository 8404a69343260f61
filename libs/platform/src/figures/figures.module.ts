import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { CacheModule } from '../cache';
import { SystemFigures } from './system-figures';

@Module({ imports: [DiscoveryModule, CacheModule], providers: [SystemFigures], exports: [SystemFigures] })
export class FiguresModule {}
