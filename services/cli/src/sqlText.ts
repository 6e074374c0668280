/** @file Values within a statement that is sent as text. */

/** A literal of SQL. */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
