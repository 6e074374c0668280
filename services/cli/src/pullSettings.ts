/** @file What all pulls of encoders have in common: what the environment says of them, and how far one is. */

const MEGABYTE = 1e6;

/** Where from, and the token to show there. */
export function pullSettings(environment: NodeJS.ProcessEnv): { from: string | undefined; token: string | undefined } {
  // An empty variable is one that was meant to be unset.
  return { from: environment['REGATTA_HUB'] || undefined, token: environment['HF_TOKEN'] || undefined };
}

/** `12.5 of 88.2 MB (14 %)` */
export function progressText(bytes: number, total: number | null): string {
  const megabytes = (count: number) => (count / MEGABYTE).toFixed(1);
  if (total === null) return `${megabytes(bytes)} MB`;
  return `${megabytes(bytes)} of ${megabytes(total)} MB (${Math.floor((100 * bytes) / total)} %)`;
}
