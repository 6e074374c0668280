/** @file The version that a worker reports, read from its own package. */
import packageJson from '../package.json' with { type: 'json' };

export const VERSION: string = packageJson.version;
