/** @file How content is named everywhere: by its SHA-256. */
import { z } from 'zod';

export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'Expected 64 lower-case hex digits');
