import { Global, Module, type DynamicModule } from '@nestjs/common';
import type { ConfigValues } from './config';

/** Injection token and type of the configuration: `constructor(private readonly config: Config)`. */
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging -- a class token with the values' shape
export abstract class Config {}
export interface Config extends ConfigValues {}

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
