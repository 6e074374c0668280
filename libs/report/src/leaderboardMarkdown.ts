/** @file The leaderboard as GitHub-flavoured Markdown tables. */
import { formatScore } from './formatScore.ts';
import { leaderboards, type LeaderboardEntry } from './leaderboard.ts';
import { encoderLabel, methodLabel, titleOf } from './leaderboardText.ts';
import type { ReportRow } from './rows.ts';

/** One heading and table per dataset, protocol and budget, all subsets in it; rank 1 is bold. */
export function leaderboardMarkdown(rows: readonly ReportRow[], { metric }: { readonly metric?: string } = {}): string {
  const boards = leaderboards(rows, metric);
  if (boards.length === 0) return 'No results yet.\n';
  const tables = boards.map((board) => {
    const columns = board.subsets.flatMap((subset) => {
      const score = ({ scores }: LeaderboardEntry) => scores.get(subset);
      const isLastOfPair = subset === 'ood' && board.subsets.includes('id');
      return isLastOfPair
        ? [
            { title: subset, score },
            { title: 'gap', score: ({ gap }: LeaderboardEntry) => gap },
          ]
        : [{ title: subset, score }];
    });
    const head = ['#', 'encoder', 'method', ...columns.map(({ title }) => title)];
    const body = board.entries.map((entry) => {
      const scores = columns
        .map(({ score }) => score(entry))
        .map((value) => (value ? formatScore(value, board.metric) : '-'));
      const name = escapeMarkdown(encoderLabel(entry));
      return [
        Number.isFinite(entry.rank) ? String(entry.rank) : '-',
        entry.rank === 1 ? `**${name}**` : name,
        escapeMarkdown(methodLabel(entry)),
        ...scores,
      ];
    });
    const aligned = head.map((_, i) => (i === 1 || i === 2 ? ':--' : '--:'));
    const lines = [head.map(escapeMarkdown), aligned, ...body].map((cells) => `| ${cells.join(' | ')} |`);
    return [`### ${escapeMarkdown(titleOf(board))}`, '', ...lines].join('\n');
  });
  const legend = 'Intervals are 95 %, over test images; \\* marks a control, the gap is id minus ood.';
  return `${[...tables, legend].join('\n\n')}\n`;
}

function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_[\]|<>#]/g, '\\$&');
}
