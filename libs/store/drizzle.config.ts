/** @file Read by `npm run db:generate`, from the root of the repository: it writes a migration for a changed schema. */
import type { Config } from 'drizzle-kit';

export default {
  dialect: 'postgresql',
  schema: './libs/store/src/schema/*.ts',
  out: './libs/store/migrations',
} satisfies Config;
