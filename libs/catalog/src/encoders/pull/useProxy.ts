/** @file Lets downloads go through the proxy that the environment names. */
import { setGlobalProxyFromEnv } from 'node:http';
import { CatalogError, messageOf } from '../../errors.ts';

/**
 * Heeds HTTP_PROXY, HTTPS_PROXY and NO_PROXY for every request of this process.
 * @returns ends that @throws {CatalogError} the address of a proxy is none
 */
export function useProxy(environment: Readonly<Record<string, string | undefined>>): () => void {
  const { http_proxy, https_proxy, no_proxy, HTTP_PROXY, HTTPS_PROXY, NO_PROXY } = environment;
  const named = { http_proxy, https_proxy, no_proxy, HTTP_PROXY, HTTPS_PROXY, NO_PROXY };
  const set = Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined && value !== ''));
  try {
    return setGlobalProxyFromEnv(set);
  } catch (cause) {
    throw new CatalogError(`The proxy of the environment cannot be used: ${messageOf(cause)}. Correct HTTPS_PROXY.`, {
      cause,
    });
  }
}
