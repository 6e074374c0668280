-- What tables, views and the less obvious columns mean, for whoever looks with psql: \d+ shows it.
COMMENT ON TABLE "sweep" IS 'A named set of cells, with the file it was launched from. running, paused, cancelled or done.';
--> statement-breakpoint
COMMENT ON TABLE "listing" IS 'Where each cell stands in a sweep: the names, budget and draw it was asked for under. A cell whose split serves two budgets is listed under both.';
--> statement-breakpoint
COMMENT ON TABLE "cell" IS 'One entry of the matrix: encoder x dataset x split x method. Its id is a hash of all that decides its numbers, so sweeps share it and it is computed once.';
--> statement-breakpoint
COMMENT ON COLUMN "cell"."reason" IS 'Why the cell has no result; null while it is pending or done.';
--> statement-breakpoint
COMMENT ON TABLE "encoder" IS 'Encoders that cells name, with the hash of their weights and their resolved manifest.';
--> statement-breakpoint
COMMENT ON TABLE "dataset" IS 'Datasets that cells name, with a summary of their manifest.';
--> statement-breakpoint
COMMENT ON TABLE "job" IS 'A unit of execution for a worker, with its state and its lease. waiting, ready, running, done, failed or cancelled.';
--> statement-breakpoint
COMMENT ON COLUMN "job"."token" IS 'The fencing token: grows with every claim; writes under an older one are refused.';
--> statement-breakpoint
COMMENT ON COLUMN "job"."lease_until" IS 'Until then the worker may run the job, by the clock of this database.';
--> statement-breakpoint
COMMENT ON COLUMN "job"."not_before" IS 'A ready job may be claimed from then on; null for at once.';
--> statement-breakpoint
COMMENT ON COLUMN "job"."reason" IS 'Why the last attempt ended without success.';
--> statement-breakpoint
COMMENT ON TABLE "dependency" IS 'Which jobs must be done before a job is ready.';
--> statement-breakpoint
COMMENT ON TABLE "job_cell" IS 'Which cells a job computes. A cell is live in at most one job.';
--> statement-breakpoint
COMMENT ON TABLE "sweep_job" IS 'Which sweeps want a job.';
--> statement-breakpoint
COMMENT ON TABLE "attempt" IS 'Each try at a job: by whom, under which token, and how it ended.';
--> statement-breakpoint
COMMENT ON TABLE "dead_letter" IS 'Jobs that were given up, with the reason and the last log lines.';
--> statement-breakpoint
COMMENT ON TABLE "result" IS 'The one accepted result of a finished cell, without its numbers, which lie in metric.';
--> statement-breakpoint
COMMENT ON TABLE "metric" IS 'Numbers in long form: one per cell, name and subset, with a 95 % interval over n test images. NaN and infinity are refused.';
--> statement-breakpoint
COMMENT ON COLUMN "metric"."subset" IS 'test, id, ood, or the name of a domain.';
--> statement-breakpoint
COMMENT ON COLUMN "metric"."interval" IS 'The method that made low and high.';
--> statement-breakpoint
COMMENT ON TABLE "worker" IS 'Workers, what they are, and when they were last heard of.';
--> statement-breakpoint
COMMENT ON TABLE "event" IS 'A journal of launches, pauses, deaths and changes of the lead.';
--> statement-breakpoint
COMMENT ON TABLE "leadership" IS 'Which coordinator leads, until when, in which epoch.';
--> statement-breakpoint
COMMENT ON VIEW "leaderboard" IS 'Each number of each entry (encoder, method, variant at a budget), averaged over its draws. Every row has its interval and n.';
--> statement-breakpoint
COMMENT ON COLUMN "leaderboard"."value" IS 'Mean over draws; draws with the same split count once.';
--> statement-breakpoint
COMMENT ON COLUMN "leaderboard"."low" IS 'Lower end of a 95 % interval over test images: the mean of the draws'' lower ends, for all draws share their test images.';
--> statement-breakpoint
COMMENT ON COLUMN "leaderboard"."high" IS 'Upper end, made alike.';
--> statement-breakpoint
COMMENT ON COLUMN "leaderboard"."n" IS 'Test images behind the number: the smallest of the draws'', never their sum.';
--> statement-breakpoint
COMMENT ON COLUMN "leaderboard"."draws" IS 'Draws with different splits behind the mean.';
--> statement-breakpoint
COMMENT ON COLUMN "leaderboard"."draw_sd" IS 'Standard deviation over draws, which the interval does not contain; null with fewer than two.';
--> statement-breakpoint
COMMENT ON COLUMN "leaderboard"."rank" IS '1 + the number of entries of the same sweep, dataset, subset, protocol, budget and metric that are significantly better: the 95 % interval of the difference (square-and-add, Newcombe 1998, method 10) lies above zero.';
--> statement-breakpoint
COMMENT ON VIEW "holes" IS 'Every listing of a cell without a result, and why it has none (yet).';
