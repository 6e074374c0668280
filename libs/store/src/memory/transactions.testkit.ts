/** @file What a role of the store does when each of its methods is one indivisible step. */

/** A role whose methods answer at once: nothing can come between the beginning of a transaction and its end. */
export type Transactions<Role> = {
  readonly [Method in keyof Role]: Role[Method] extends (...given: infer Given) => Promise<infer Answer>
    ? (...given: Given) => Answer
    : Role[Method] extends (...given: infer Given) => AsyncIterable<infer Row>
      ? (...given: Given) => readonly Row[]
      : never;
};
