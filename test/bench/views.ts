/**
 * @file How long views of results take on synthetic sweeps of 10,000 and 100,000 cells with seven metrics each: computed from
 * cells, and from kept scores. Times are the server's own, counting all rows of the view for the sweep.
 */
import { createTestDatabase } from '@regatta/store/testkit';
import { keepScoresOf, timeQueries, writeSyntheticSweep } from '@regatta/store/synthetic.testkit';

const ROUNDS = 5;
const SWEEP = { encoders: 20, variants: 9, budgets: [5, 10, 20, 50, 100], draws: 5 };
const WHOLE = 'SELECT count(value), sum(value) FROM VIEW';
const QUESTIONS: Readonly<Record<string, string>> = {
  leaderboard: "SELECT count(rank), sum(value) FROM leaderboard WHERE sweep = 'synthetic'",
  'leaderboard of one dataset and metric':
    "SELECT * FROM leaderboard WHERE sweep = 'synthetic' AND dataset = 'dataset-1' AND metric = 'accuracy'",
  ...Object.fromEntries(
    ['learning_curve', 'performance_order', 'worst_group', 'one_for_all', 'cost'].map((view) => [
      `${view} of accuracy`,
      `${WHOLE.replace('VIEW', view)} WHERE sweep = 'synthetic' AND metric = 'accuracy'`,
    ]),
  ),
  'drift of accuracy': "SELECT sum(fitted) FROM drift WHERE sweep = 'synthetic' AND metric = 'accuracy'",
  'label_efficiency of one dataset':
    "SELECT sum(saved) FROM label_efficiency WHERE sweep = 'synthetic' AND dataset = 'dataset-1' AND metric = 'accuracy'",
  'ties of accuracy': "SELECT sum(value) FROM ties WHERE sweep = 'synthetic' AND metric = 'accuracy'",
  'speed, all': "SELECT sum(value) FROM speed WHERE sweep = 'synthetic'",
};

export default async function run(): Promise<string> {
  const lines = ['| question | cells | computed from cells, ms | from kept scores, ms |', '|---|---|---|---|'];
  for (const datasets of [2, 20]) {
    const database = await createTestDatabase();
    try {
      const cells = await writeSyntheticSweep(database.url, { ...SWEEP, datasets });
      const live = await timeQueries(
        database.url,
        { leaderboard: QUESTIONS['leaderboard']! },
        datasets > 2 ? 1 : ROUNDS,
      );
      const keepMs = await keepScoresOf(database.url);
      const kept = await timeQueries(database.url, QUESTIONS, ROUNDS);
      for (const name of Object.keys(QUESTIONS))
        lines.push(`| ${name} | ${cells} | ${live[name]?.toFixed(0) ?? ''} | ${kept[name]!.toFixed(0)} |`);
      lines.push(`| keeping the scores, once per sweep | ${cells} | ${keepMs.toFixed(0)} | |`);
    } finally {
      await database.drop();
    }
  }
  return lines.join('\n');
}
