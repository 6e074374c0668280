/**
 * @file What a report is made of. Shapes only: rows of the store's views fit them as they are, and so do rows read back
 * from an export.
 */

/** One line of the view `leaderboard`: one number of one entry, averaged over its draws. */
export interface ReportRow {
  readonly encoder: string;
  readonly role: 'pretrained' | 'control';
  readonly dataset: string;
  /** `test`, `id`, `ood`, or the name of a domain. */
  readonly subset: string;
  readonly protocol: string;
  readonly method: string;
  readonly variant: string;
  /** Labels per class, or `all`. */
  readonly budget: string;
  readonly metric: string;
  /** Is it the metric that the dataset is ranked by? Absent in exports of older versions. */
  readonly isHeadline?: boolean;
  /** The number and its 95 % interval, `low <= value <= high`; a share from 0 to 1 where the metric is one. */
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Test images behind the number. */
  readonly n: number;
  readonly draws: number;
  /** Standard deviation over draws; null with fewer than two. */
  readonly drawSd: number | null;
  readonly rank: number;
}

/** A cell without a result, and why. */
export interface ReportHole {
  readonly cell: string;
  readonly encoder: string;
  readonly dataset: string;
  readonly method: string;
  readonly variant: string;
  readonly budget: string;
  readonly draw: number;
  readonly state: string;
  readonly reason: string;
}

/** A reason not to believe a number. */
export interface ReportDoubt {
  readonly kind: string;
  readonly encoder: string;
  readonly dataset: string;
  readonly method: string;
  readonly variant: string;
  readonly budget: string;
  readonly evidence: string;
}

export interface ReportUnreadable {
  readonly dataset: string;
  readonly path: string;
  readonly reason: string;
}

export interface ReportSweep {
  readonly name: string;
  readonly state: string;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
  readonly cells: {
    readonly pending: number;
    readonly done: number;
    readonly failed: number;
    readonly cancelled: number;
  };
}

/** An encoder or dataset with whatever is known of it; plain values become columns of a table, in the order given. */
export interface ReportSubject {
  readonly name: string;
}
