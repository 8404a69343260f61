import { Module } from '@nestjs/common';
import { Config } from '../config';
import { CryptoModule } from '../crypto';
import { FileStorage } from './file-storage';
import { GcsStorage } from './gcs/gcs-storage';
import { LocalAddresses } from './local/local-addresses';
import { LocalStorage } from './local/local-storage';
import { S3Storage } from './s3/s3-storage';
import { StoredFiles } from './stored-files';
import { StoredFilesController } from './stored-files.controller';

async function driver(config: Config, addresses: LocalAddresses): Promise<FileStorage> {
  switch (config.STORAGE_DRIVER) {
    case 's3': {
      if (config.S3_BUCKET === '') throw new Error('STORAGE_DRIVER is s3, and S3_BUCKET is not set.');
      return S3Storage.connect(config);
    }
    case 'gcs': {
      if (config.GCS_BUCKET === '') throw new Error('STORAGE_DRIVER is gcs, and GCS_BUCKET is not set.');
      return GcsStorage.connect(config);
    }
    case 'local':
      return new LocalStorage(config, addresses);
  }
}

/** Where files are kept, for whoever keeps some. */
@Module({
  imports: [CryptoModule],
  providers: [LocalAddresses, { provide: FileStorage, inject: [Config, LocalAddresses], useFactory: driver }],
  exports: [FileStorage, LocalAddresses],
})
export class StorageModule {}

/** Signed addresses of the local driver, in the API process. */
@Module({ imports: [StorageModule], controllers: [StoredFilesController], providers: [StoredFiles] })
export class StorageApiModule {}
