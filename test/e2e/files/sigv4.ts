import { createHash, createHmac, createVerify } from 'node:crypto';

const hmac = (key: Buffer | string, text: string) => createHmac('sha256', key).update(text).digest();
const escaped = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

interface Request {
  method: string;
  url: string;
  headers: Record<string, string>;
}

/** What a presigned address signs, and how: the same at Amazon and at Google but for names. */
function signing({ method, url, headers }: Request, vendor: 'Amz' | 'Goog', algorithm: string) {
  const { host, pathname, searchParams } = new URL(url);
  const about = (name: string) => searchParams.get(`X-${vendor}-${name}`) ?? '';
  const query = [...searchParams]
    .filter(([name]) => name !== `X-${vendor}-Signature`)
    .map(([name, value]) => `${escaped(name)}=${escaped(value)}`)
    .sort()
    .join('&');
  const signed = about('SignedHeaders');
  const lines = signed
    .split(';')
    .map((name) => `${name}:${name === 'host' ? host : (headers[name] ?? '')}\n`);
  const request = [method, pathname, query, lines.join(''), signed, 'UNSIGNED-PAYLOAD'].join('\n');
  const scope = about('Credential').split('/').slice(1);
  const hash = createHash('sha256').update(request).digest('hex');
  const text = [algorithm, about('Date'), scope.join('/'), hash].join('\n');
  return { text, scope, signature: about('Signature') };
}

/**
 * Whether a presigned address has the signature that Amazon would compute, by its own description and not by its SDK
 * (AWS Signature Version 4, "Authenticating requests: using query parameters"). s3rver does not look at it.
 */
export function isSignedForAmazon(request: Request, secret: string): boolean {
  const { text, scope, signature } = signing(request, 'Amz', 'AWS4-HMAC-SHA256');
  const key = scope.reduce<Buffer | string>((before, part) => hmac(before, part), `AWS4${secret}`);
  return hmac(key, text).toString('hex') === signature;
}

/** The same for Google, by the public key of the service account ("V4 signing process"). */
export function isSignedForGoogle(request: Request, publicKey: string): boolean {
  const { text, signature } = signing(request, 'Goog', 'GOOG4-RSA-SHA256');
  return createVerify('RSA-SHA256').update(text).verify(publicKey, signature, 'hex');
}
