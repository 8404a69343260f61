import { Global, Module, type DynamicModule } from '@nestjs/common';
import type { ConfigValues } from './config';

/* eslint-disable @typescript-eslint/no-unsafe-declaration-merging -- one name to inject by, with the shape of the values; nobody makes an instance of it */
/** Injection token and type of the configuration: `constructor(private readonly config: Config)`. */
export abstract class Config {}
export interface Config extends ConfigValues {}
/* eslint-enable @typescript-eslint/no-unsafe-declaration-merging */

/** Puts the checked configuration within reach of every provider. */
@Global()
@Module({})
export class ConfigModule {
  static with(values: ConfigValues): DynamicModule {
    return {
      module: ConfigModule,
      providers: [{ provide: Config, useValue: values }],
      exports: [Config],
    };
  }
}
