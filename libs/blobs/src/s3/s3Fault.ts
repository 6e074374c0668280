/**
 * @file What an error of a request means. Servers spell the same fault in many ways, and HEAD has no body to spell it in:
 * the code decides where there is one, else the HTTP status, else the code of the network.
 */

export type S3Fault =
  /** No object under this key. */
  | 'missing'
  | 'no-bucket'
  /** A condition failed: there is an object already. */
  | 'taken'
  /** A range outside of the object. */
  | 'range'
  /** The server does not know this kind of request. */
  | 'unsupported'
  /** May work in a moment: another request was in the way, or the server is in trouble. */
  | 'busy'
  /** As `busy`, and asks to be left alone for longer. */
  | 'throttled'
  /** The body ended before its length. */
  | 'truncated'
  | 'unreachable'
  | 'no-credentials'
  | 'wrong-credentials'
  | 'expired'
  | 'denied'
  | 'clock'
  | 'region'
  | 'full'
  /** Anything else that somebody must look at. */
  | 'refused';

/** Faults after which the same request is sent again. */
export const TRANSIENT: ReadonlySet<S3Fault> = new Set(['busy', 'throttled', 'truncated', 'unreachable', 'clock']);

/** Fewer or more bytes than the server announced. */
export class BodyLengthError extends Error {
  override readonly name = 'BodyLengthError';
}

const BY_CODE: Readonly<Record<string, S3Fault>> = {
  NoSuchKey: 'missing',
  NotFound: 'missing',
  NoSuchBucket: 'no-bucket',
  PreconditionFailed: 'taken',
  InvalidRange: 'range',
  NotImplemented: 'unsupported',
  ConditionalRequestConflict: 'busy',
  OperationAborted: 'busy',
  InternalError: 'busy',
  RequestTimeout: 'busy',
  IncompleteBody: 'busy',
  NoSuchUpload: 'refused',
  SlowDown: 'throttled',
  SlowDownRead: 'throttled',
  SlowDownWrite: 'throttled',
  ServiceUnavailable: 'throttled',
  Throttling: 'throttled',
  ThrottlingException: 'throttled',
  TooManyRequests: 'throttled',
  CredentialsProviderError: 'no-credentials',
  MissingSecurityHeader: 'no-credentials',
  InvalidAccessKeyId: 'wrong-credentials',
  SignatureDoesNotMatch: 'wrong-credentials',
  InvalidToken: 'wrong-credentials',
  XAdminUserNotFound: 'wrong-credentials',
  ExpiredToken: 'expired',
  ExpiredTokenException: 'expired',
  TokenRefreshRequired: 'expired',
  AccessDenied: 'denied',
  AllAccessDisabled: 'denied',
  AccountProblem: 'denied',
  Forbidden: 'denied',
  RequestTimeTooSkewed: 'clock',
  PermanentRedirect: 'region',
  TemporaryRedirect: 'region',
  AuthorizationHeaderMalformed: 'region',
  IllegalLocationConstraintException: 'region',
  QuotaExceeded: 'full',
  XMinioStorageFull: 'full',
  BodyLengthError: 'truncated',
  TimeoutError: 'unreachable',
};
const BY_STATUS: Readonly<Record<number, S3Fault>> = {
  301: 'region',
  307: 'region',
  401: 'wrong-credentials',
  403: 'denied',
  404: 'missing',
  408: 'busy',
  409: 'refused',
  412: 'taken',
  416: 'range',
  429: 'throttled',
  500: 'busy',
  501: 'unsupported',
  502: 'busy',
  503: 'throttled',
  504: 'busy',
  507: 'full',
};
const NETWORK = /^(?:ECONN|EPIPE|EAI_|ENOTFOUND|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|EPROTO|ERR_SOCKET|UND_ERR)/;
/** The body broke off with the connection. */
const BROKEN_OFF = new Set(['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE']);

export function s3Fault(error: unknown): S3Fault {
  const { name, status, network } = factsOf(error);
  const byCode = Object.hasOwn(BY_CODE, name) ? BY_CODE[name] : undefined;
  if (byCode !== undefined) return byCode;
  if (status !== null && status >= 300) return BY_STATUS[status] ?? (status >= 500 ? 'busy' : 'refused');
  if (network === 'aborted' || BROKEN_OFF.has(network)) return 'busy';
  return NETWORK.test(network) ? 'unreachable' : 'refused';
}

/** The region that the server says is the bucket's. */
export function regionOf(error: unknown): string | null {
  const { Region, $response } = error as { Region?: unknown; $response?: { headers?: Record<string, string> } };
  return (typeof Region === 'string' ? Region : $response?.headers?.['x-amz-bucket-region']) ?? null;
}

/** The server's own words: code and message. */
export function wordsOf(error: unknown): string {
  const { name, status, network, message } = factsOf(error);
  const code = name === 'Error' || name === '' ? network : name;
  const spelt = [...new Set([code, message.replace(/\.$/, '')])].filter(
    (part) => part !== '' && part !== 'UnknownError',
  );
  return `${spelt.join(': ') || 'no reason given'}${status === null ? '' : ` (HTTP ${status})`}`;
}

function factsOf(error: unknown): { name: string; status: number | null; network: string; message: string } {
  if (!(error instanceof Error)) return { name: '', status: null, network: '', message: String(error) };
  const { $metadata, code, Code } = error as {
    $metadata?: { httpStatusCode?: number };
    code?: unknown;
    Code?: unknown;
  };
  const network = typeof code === 'string' ? code : error.message === 'aborted' ? 'aborted' : '';
  const name = typeof Code === 'string' ? Code : error.name;
  return { name, status: $metadata?.httpStatusCode ?? null, network, message: error.message };
}
