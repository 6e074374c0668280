/** @file Errors of reports. */

/** Rows that no report can show truthfully, for example a value that is not a number. */
export class ReportError extends Error {
  override readonly name = 'ReportError';
}
