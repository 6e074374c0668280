export { leaderboardMarkdown } from './leaderboardMarkdown.ts';
export { leaderboardText, type LeaderboardTextOptions } from './leaderboardText.ts';
export { compareText, leaderboards, type Leaderboard, type LeaderboardEntry } from './leaderboard.ts';
export { verdict, verdictParts, type VerdictPart } from './verdict.ts';
export { tableToCsv, toCsv } from './toCsv.ts';
export { reportHtml, type ReportInput } from './html/reportHtml.ts';
export { datasetHtml, type DatasetPage, type ReportSuspects } from './html/datasetHtml.ts';
export {
  duplicatesSentences,
  type DuplicateKind,
  type ReportDuplicateSet,
  type ReportDuplicates,
} from './html/duplicatesSection.ts';
export type { ReportPicture } from './html/pictures.ts';
export { difference, isWithinNoise } from './difference.ts';
export { formatBudget, formatCount, formatScore, formatShort, formatValue, type Interval } from './formatScore.ts';
export { cutText, displayWidth, fitText, stripControls } from './text.ts';
export { ReportError } from './errors.ts';
export type { ReportDoubt, ReportHole, ReportRow, ReportSubject, ReportSweep, ReportUnreadable } from './rows.ts';
