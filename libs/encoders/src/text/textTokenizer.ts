/** @file What a text tower needs of its tokenizer, whichever it is. */

export interface TextTokenizer {
  /** Fills a row behind its text. */
  readonly padId: number;
  /** Ids with the marks of beginning and end. A longer text is cut, and still ends as the model has learnt. */
  encode(text: string, options: { readonly contextLength: number }): number[];
}
