/**
 * @file Checks AWS Signature Version 4 of a request, written from its specification ("Signature Version 4 signing
 * process", AWS) and not with the SDK, so that the two can disagree.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export interface SignedRequest {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
}

export interface KnownUser {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** Requests older or younger than this are refused, as S3 does. @unit milliseconds */
const SKEW_MS_MAX = 15 * 60 * 1000;

/** The code of S3's error, or null for a good signature. @param nowMs the server's clock, since 1970 */
export function signatureFault(
  request: SignedRequest,
  user: KnownUser,
  { region, nowMs }: { region: string; nowMs: number },
) {
  const { headers } = request;
  const authorization = /^AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
    headers.authorization ?? '',
  );
  if (authorization === null) return 'AccessDenied';
  const [, credential, signedHeaders, signature] = authorization as unknown as [string, string, string, string];
  const [accessKeyId, day, signedRegion, service, terminator] = credential.split('/');
  if (accessKeyId !== user.accessKeyId) return 'InvalidAccessKeyId';
  if (signedRegion !== region || service !== 's3' || terminator !== 'aws4_request')
    return 'AuthorizationHeaderMalformed';
  if (user.sessionToken !== undefined && headers['x-amz-security-token'] !== user.sessionToken) return 'InvalidToken';

  const time = String(headers['x-amz-date']);
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(time);
  if (parts === null || !time.startsWith(day!)) return 'AccessDenied';
  const [, year, month, date, hour, minute, second] = parts.map(Number) as [number, ...number[]];
  const sentMs = Date.UTC(year!, month! - 1, date, hour, minute, second);
  if (Math.abs(nowMs - sentMs) > SKEW_MS_MAX) return 'RequestTimeTooSkewed';

  const payload = String(headers['x-amz-content-sha256']);
  if (payload !== 'UNSIGNED-PAYLOAD' && payload !== sha256(request.body)) return 'XAmzContentSHA256Mismatch';
  const scope = `${day}/${region}/s3/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', time, scope, sha256(canonicalRequest(request, signedHeaders, payload))].join(
    '\n',
  );
  const key = [region, 's3', 'aws4_request'].reduce<Buffer>(hmac, hmac(`AWS4${user.secretAccessKey}`, day!));
  const isRight = timingSafeEqual(hmac(key, toSign), Buffer.from(signature, 'hex'));
  return isRight ? null : 'SignatureDoesNotMatch';
}

function canonicalRequest({ method, url, headers }: SignedRequest, signedHeaders: string, payload: string): string {
  const [path = '', query = ''] = url.split('?');
  const parameters = query
    .split('&')
    .filter((parameter) => parameter !== '')
    .map((parameter) => (parameter.includes('=') ? parameter : `${parameter}=`))
    .sort();
  const lines = signedHeaders.split(';').map((name) => `${name}:${String(headers[name]).trim().replace(/ +/g, ' ')}\n`);
  return [method, path, parameters.join('&'), lines.join(''), signedHeaders, payload].join('\n');
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

function hmac(key: string | Uint8Array, data: string): Buffer {
  return createHmac('sha256', key).update(data).digest();
}
