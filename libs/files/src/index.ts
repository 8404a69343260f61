/**
 * Files that people keep (spec: exports-files.md, "Files"): how they come in, what they may be, how much of them, and who
 * may see them. What they are attached to, other features know; their bytes, the platform's storage keeps.
 */
export { ExampleFileService } from './application/example-file.service';
export { FileService } from './application/file.service';
export { FileUpkeep } from './application/file-upkeep';
export { UploadService } from './application/upload.service';
export { fileEntities } from './infrastructure/file.entity';
export { FilesModule } from './files.module';
export { FilesApiModule } from './files-api.module';
export { FilesWorkerModule } from './files-worker.module';
