/** @file Text of unknown origin (log lines, messages of native code) made fit for a column. */

/** A reason, stack or log line says nothing more beyond this. @unit UTF-16 code units */
const LENGTH_MAX = 10_000;

/** PostgreSQL stores neither U+0000 nor half of a surrogate pair. */
export function storableText(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}

/** The same, ending with an ellipsis when it is too long. */
export function shortText(text: string): string {
  return storableText(text.length > LENGTH_MAX ? `${text.slice(0, LENGTH_MAX - 1)}…` : text);
}
