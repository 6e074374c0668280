import { RetryableError } from '@regatta/jobs';

/** The bus did not answer or did not confirm in time. Nothing is lost: whoever published publishes again. */
export class BusUnavailableError extends RetryableError {
  override readonly name = 'BusUnavailableError';
}
