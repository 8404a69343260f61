import { choice, flag, integer, optionalText, text, url } from './setting';

const MIB = { min: 1, max: 100_000_000 };

/** Settings of files that people keep. */
export const storageSettings = {
  STORAGE_DRIVER: choice(['local', 's3', 'gcs'], {
    group: 'Storage',
    text: 'Where files and exports are kept: in DATA_DIR, in a bucket of S3 (or of anything that speaks its protocol), or of Google Cloud Storage.',
    default: 'local',
  }),
  S3_BUCKET: optionalText({
    group: 'Storage',
    text: 'Bucket of S3; it must be there, and be for this server alone.',
  }),
  S3_REGION: text({ group: 'Storage', text: 'Region of the bucket.', default: 'us-east-1' }),
  S3_ENDPOINT: url(['http', 'https'], {
    group: 'Storage',
    text: 'Address of the store where it is not Amazon’s, such as http://minio:9000.',
    default: '',
    optional: true,
  }),
  S3_PUBLIC_ENDPOINT: url(['http', 'https'], {
    group: 'Storage',
    text: 'Address by which clients reach the store, for signed addresses; S3_ENDPOINT where it is not set.',
    default: '',
    optional: true,
  }),
  S3_ACCESS_KEY_ID: optionalText({
    group: 'Storage',
    text: 'Key of S3. Without it, the credentials are those of the machine, as the AWS SDK finds them.',
  }),
  S3_SECRET_ACCESS_KEY: optionalText({ group: 'Storage', text: 'Its secret.', secret: true }),
  S3_FORCE_PATH_STYLE: flag({
    group: 'Storage',
    text: 'Name the bucket in the path and not in the host; most stores that are not Amazon’s want it.',
    default: false,
  }),
  GCS_BUCKET: optionalText({ group: 'Storage', text: 'Bucket of Google Cloud Storage; it must be there.' }),
  GCS_CREDENTIALS: optionalText({
    group: 'Storage',
    text: 'Service account as JSON, best as a file, in GCS_CREDENTIALS_FILE. Without it, the credentials are those of the machine.',
    secret: true,
  }),
  GCS_ENDPOINT: url(['http', 'https'], {
    group: 'Storage',
    text: 'Address of the store where it is not Google’s, such as that of an emulator.',
    default: '',
    optional: true,
  }),
  STORAGE_FREE_MIB: integer({
    group: 'Files',
    text: 'What files of a free account may take, in MiB.',
    default: 100,
    ...MIB,
  }),
  STORAGE_PREMIUM_MIB: integer({
    group: 'Files',
    text: 'What files of a premium account may take, in MiB.',
    default: 10 * 1024,
    ...MIB,
  }),
  STORAGE_ENTERPRISE_MIB: integer({
    group: 'Files',
    text: 'What files of an enterprise account may take, in MiB. Admins have no limit.',
    default: 100 * 1024,
    ...MIB,
  }),
  MAX_FILE_MIB: integer({ group: 'Files', text: 'Largest file, in MiB.', default: 25, min: 1, max: 10_000 }),
  MAX_VIDEO_MIB: integer({
    group: 'Files',
    text: 'Largest video of a paid account, in MiB; on others videos are files like any.',
    default: 500,
    min: 1,
    max: 100_000,
  }),
  UPLOAD_URL_SECONDS: integer({
    group: 'Files',
    text: 'How long the signed address of an upload may be used, and its room is kept free.',
    default: 3600,
    min: 60,
    max: 86_400,
  }),
  DOWNLOAD_URL_SECONDS: integer({
    group: 'Files',
    text: 'How long the signed address of a file may be used.',
    default: 3600,
    min: 60,
    max: 86_400,
  }),
  CLAMAV_ADDRESS: optionalText({
    group: 'Files',
    text: 'Where clamd listens that looks at every upload: tcp://host:3310 or unix:/run/clamav/clamd.ctl. Its StreamMaxLength must be as large as MAX_VIDEO_MIB. Without it, files are not scanned.',
  }),
  CLAMAV_TIMEOUT_MS: integer({
    group: 'Files',
    text: 'How long a scan may take; then the upload is refused with 503.',
    default: 60_000,
    min: 100,
    max: 600_000,
  }),
} as const;
