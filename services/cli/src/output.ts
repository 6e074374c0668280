/**
 * @file What a command says. Its answer goes to standard output, as text or, with `--json`, as one document (NDJSON where
 * it streams); progress and remarks go to standard error, so that a pipe gets nothing but the answer.
 */
const WIDTH_DEFAULT = 100;
/** Where lines cannot be rewritten, progress is told at most this often. @unit milliseconds */
const PROGRESS_LINE_MS = 5000;
const PROGRESS_REWRITE_MS = 100;

export interface OutputOptions {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly stdin: NodeJS.ReadStream;
  readonly isJson: boolean;
  readonly isVerbose: boolean;
}

export class Output {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly stdin: NodeJS.ReadStream;
  readonly isJson: boolean;
  readonly isVerbose: boolean;
  #progressShown = false;
  #progressMs = -Infinity;

  constructor({ stdout, stderr, stdin, isJson, isVerbose }: OutputOptions) {
    this.stdout = stdout;
    this.stderr = stderr;
    this.stdin = stdin;
    this.isJson = isJson;
    this.isVerbose = isVerbose;
  }

  /** True when a person sits before it: a live picture may be drawn. */
  get isInteractive(): boolean {
    return this.stdout.isTTY && !this.isJson;
  }

  get width(): number {
    return this.stdout.columns || WIDTH_DEFAULT;
  }

  /** The command's answer in the form that was asked for. */
  answer({ text, json }: { text: () => string; json: () => unknown }): void {
    this.endProgress();
    if (this.isJson) this.document(json());
    else this.stdout.write(withNewline(text()));
  }

  /** One JSON document on a line of its own; for commands that stream, and only with `--json`. */
  document(value: unknown): void {
    this.stdout.write(`${JSON.stringify(value)}\n`);
  }

  /** A line of text that is part of the answer; nothing with `--json`, whose documents say it in their own way. */
  line(text: string): void {
    this.endProgress();
    if (!this.isJson) this.stdout.write(`${text}\n`);
  }

  /** A remark for the person, beside the answer. */
  note(text: string): void {
    this.endProgress();
    this.stderr.write(`${text}\n`);
  }

  /** How far something is. On a terminal the line is rewritten; elsewhere it is told now and then. */
  progress(text: string): void {
    const now = performance.now();
    const isRewritten = this.stderr.isTTY;
    if (now - this.#progressMs < (isRewritten ? PROGRESS_REWRITE_MS : PROGRESS_LINE_MS)) return;
    this.#progressMs = now;
    if (!isRewritten) {
      this.stderr.write(`${text}\n`);
      return;
    }
    this.stderr.write(`\r\x1b[2K${text.slice(0, (this.stderr.columns || WIDTH_DEFAULT) - 1)}`);
    this.#progressShown = true;
  }

  /** Takes an unfinished progress line away, before anything else writes to the terminal. */
  endProgress(): void {
    if (this.#progressShown) this.stderr.write('\r\x1b[2K');
    this.#progressShown = false;
    this.#progressMs = -Infinity;
  }
}

function withNewline(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}
