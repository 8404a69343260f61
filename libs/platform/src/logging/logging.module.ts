import { Global, Module, type DynamicModule } from '@nestjs/common';
import { LOGGER, type PinoLogger } from './logger';

@Global()
@Module({})
export class LoggingModule {
  static with(logger: PinoLogger): DynamicModule {
    return { module: LoggingModule, providers: [{ provide: LOGGER, useValue: logger }], exports: [LOGGER] };
  }
}
