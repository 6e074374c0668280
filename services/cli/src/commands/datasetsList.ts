import { declare, run } from '../command.ts';
import { formatOption, type Format } from '../formats.ts';

const COLUMNS = ['name', 'images', 'classes', 'domains', 'shards', 'megabytes', 'hash'];

export const list = declare('list', {
  summary: 'the datasets that can race',
  description: 'Lists the datasets of this project with their sizes.',
  examples: [['datasets list', 'what can be named in a sweep file']],
})
  .addOption(formatOption())
  .action(
    run<[{ readonly format: Format }]>(async (context, { format }) => {
      const [{ withCatalog }, { rowsAnswer }] = await Promise.all([
        import('../connect.ts'),
        import('../rowsAnswer.ts'),
      ]);
      await withCatalog(context, async (catalog) => {
        const summaries = await Promise.all(
          (await catalog.datasets()).map(async ({ name }) => (await catalog.dataset(name)).summary),
        );
        const rows = summaries.map(({ name, images, classes, domains, shards, bytes, hash }) => [
          name,
          images,
          classes.length,
          domains.length,
          shards,
          Math.round(bytes / 1e5) / 10,
          hash.slice(0, 8),
        ]);
        context.output.answer({
          text: () =>
            rows.length === 0 && format === 'text'
              ? 'There is no dataset yet: `regatta datasets add FOLDER` imports one, `regatta demo` brings its own.'
              : rowsAnswer({ columns: COLUMNS, rows }, format, context.output),
          json: () => ({ type: 'datasets', datasets: summaries }),
        });
      });
    }),
  );
