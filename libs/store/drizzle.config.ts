/** @file Read by `npm run db:generate`, from the root of the repository: it writes a migration for a changed schema. */
import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'postgresql',
  schema: './libs/store/src/schema/*.ts',
  out: './libs/store/migrations',
});
