/**
 * The folder that holds everything Almanac keeps on this machine: databases, mails, secrets, notes of what runs.
 * `./.data`, or ALMANAC_DATA_DIR. Nothing in it is ever committed.
 */
import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createECDH, randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from './failure.mjs';

export const projectRoot = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

export function defaultDataDirectory(env = process.env) {
  return resolve(projectRoot, env.ALMANAC_DATA_DIR || '.data');
}

/** Makes the folder if need be, or says in one sentence why it cannot be used. */
export function openDataDirectory(path) {
  try {
    mkdirSync(path, { recursive: true });
    // PostgreSQL refuses to run as root and must, as another user, pass through this folder to its own.
    if (process.getuid?.() === 0) chmodSync(path, statSync(path).mode | 0o711);
    writeFileSync(join(path, '.writable'), '');
  } catch (error) {
    throw new Failure(`The data folder ${path} cannot be written (${error.code}): ${whoseFault(error)}`);
  }
  return path;
}

/** The JSON in a file, or the fallback when there is no such file. */
export function readJson(path, fallback) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return fallback;
    if (error instanceof SyntaxError)
      throw new Failure(`${path} is not valid JSON: restore it or move it away.`);
    throw new Failure(`${path} cannot be read (${error.code}): ${whoseFault(error)}`);
  }
}

/** Replaces a file as a whole, so that no crash leaves half of it. */
export function writeJson(path, value, mode = 0o644) {
  const draft = `${path}.${process.pid}.new`;
  const file = openSync(draft, 'w', mode);
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
  fsyncSync(file);
  closeSync(file);
  renameSync(draft, path);
}

/**
 * Passwords and keys made at the first start and kept for all later ones; readable by their owner alone.
 * Files of an older version get what they lack.
 */
export function loadSecrets(dataDirectory) {
  const path = join(dataDirectory, 'secrets.json');
  const kept = readJson(path, {});
  const secrets = {
    // Names what this folder may have to keep elsewhere on the machine; no secret.
    instance: randomBytes(6).toString('hex'),
    databaseAdminPassword: token(24),
    databasePassword: token(24),
    redisPassword: token(24),
    jwtSecret: token(48),
    tokenSecret: token(48),
    encryptionKey: token(48),
    // Browsers that get push know this server by it: a new one would end their subscriptions.
    vapidPrivateKey: vapidPrivateKey(),
    // Three letter cases and a sign whatever the dice say, so that every password policy accepts it.
    adminPassword: `Aa1-${token(15)}`,
    ...kept,
  };
  if (Object.keys(secrets).length > Object.keys(kept).length) writeJson(path, secrets, 0o600);
  return secrets;
}

/** A private key of P-256 (RFC 8292) as base64url: 32 bytes, whatever it begins with. */
function vapidPrivateKey() {
  const curve = createECDH('prime256v1');
  curve.generateKeys();
  return Buffer.from(curve.getPrivateKey('hex').padStart(64, '0'), 'hex').toString('base64url');
}

/** Random text (bytes of entropy given) of letters, digits, '-' and '_': safe in URLs, SQL literals, config files. */
function token(bytes) {
  return randomBytes(bytes).toString('base64url');
}

function whoseFault(error) {
  if (error.code !== 'EACCES' && error.code !== 'EPERM') return 'choose another with ALMANAC_DATA_DIR.';
  return `it belongs to another user; start as that user, or set ALMANAC_DATA_DIR to a folder of your own.`;
}
