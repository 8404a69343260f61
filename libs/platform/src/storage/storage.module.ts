import { Module } from '@nestjs/common';
import { Config } from '../config';
import { FileStorage } from './file-storage';
import { LocalStorage } from './local/local-storage';

/** Where files are kept, for whoever keeps some. */
@Module({
  providers: [
    { provide: FileStorage, inject: [Config], useFactory: (config: Config) => new LocalStorage(config) },
  ],
  exports: [FileStorage],
})
export class StorageModule {}
