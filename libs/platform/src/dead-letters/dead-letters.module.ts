import { Module, type DynamicModule, type ModuleMetadata } from '@nestjs/common';
import { DeadLetters } from './dead-letters';
import { DeadLettersController } from './dead-letters.controller';

/** Dead letters in the API process, for admins. */
@Module({})
export class DeadLettersApiModule {
  /** @param imports modules that provide the audit trail */
  static with(imports: NonNullable<ModuleMetadata['imports']>): DynamicModule {
    return {
      module: DeadLettersApiModule,
      imports,
      controllers: [DeadLettersController],
      providers: [DeadLetters],
    };
  }
}
