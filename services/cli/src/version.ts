/** @file The version that `regatta --version` and reports name, read from the package. */
import packageJson from '../package.json' with { type: 'json' };

export const VERSION: string = packageJson.version;
