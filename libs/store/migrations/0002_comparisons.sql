CREATE TABLE "paired_test" (
	"job" text NOT NULL,
	"subset" text NOT NULL,
	"metric" text NOT NULL,
	"a" integer NOT NULL,
	"b" integer NOT NULL,
	"difference" double precision NOT NULL,
	"low" double precision NOT NULL,
	"high" double precision NOT NULL,
	"test" text NOT NULL,
	"p" double precision NOT NULL,
	"p_adjusted" double precision NOT NULL,
	CONSTRAINT "paired_test_job_subset_metric_a_b_pk" PRIMARY KEY("job","subset","metric","a","b"),
	CONSTRAINT "paired_test_order" CHECK ("paired_test"."a" < "paired_test"."b"),
	CONSTRAINT "paired_test_test" CHECK ("paired_test"."test" IN ('mcnemar', 'bootstrap')),
	CONSTRAINT "paired_test_difference" CHECK ("paired_test"."low" > '-Infinity' AND "paired_test"."low" < 'Infinity' AND "paired_test"."high" > '-Infinity' AND "paired_test"."high" < 'Infinity'),
	CONSTRAINT "paired_test_p" CHECK ("paired_test"."p" BETWEEN 0 AND 1 AND "paired_test"."p_adjusted" BETWEEN "paired_test"."p" AND 1)
);
--> statement-breakpoint
CREATE TABLE "standing" (
	"job" text NOT NULL,
	"contestant" integer NOT NULL,
	"encoder" text NOT NULL,
	"method" text NOT NULL,
	"variant" text NOT NULL,
	"subset" text NOT NULL,
	"metric" text NOT NULL,
	"value" double precision NOT NULL,
	"rank" integer NOT NULL,
	"n" integer NOT NULL,
	CONSTRAINT "standing_job_subset_metric_contestant_pk" PRIMARY KEY("job","subset","metric","contestant"),
	CONSTRAINT "standing_value" CHECK ("standing"."value" > '-Infinity' AND "standing"."value" < 'Infinity'),
	CONSTRAINT "standing_rank" CHECK ("standing"."rank" >= 1)
);
--> statement-breakpoint
CREATE TABLE "cell_doubt" (
	"cell" text NOT NULL,
	"kind" text NOT NULL,
	"evidence" text NOT NULL,
	CONSTRAINT "cell_doubt_cell_kind_pk" PRIMARY KEY("cell","kind"),
	CONSTRAINT "cell_doubt_kind" CHECK ("cell_doubt"."kind" IN ('not-converged', 'edge-of-grid', 'constant-features', 'leaked-test-images'))
);
--> statement-breakpoint
CREATE TABLE "class_count" (
	"cell" text NOT NULL,
	"subset" text NOT NULL,
	"n" integer[] NOT NULL,
	"hits" integer[] NOT NULL,
	"predicted" integer[] NOT NULL,
	CONSTRAINT "class_count_cell_subset_pk" PRIMARY KEY("cell","subset")
);
--> statement-breakpoint
DROP VIEW "public"."leaderboard";--> statement-breakpoint
ALTER TABLE "metric" ADD COLUMN "is_headline" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "paired_test" ADD CONSTRAINT "paired_test_job_job_id_fk" FOREIGN KEY ("job") REFERENCES "public"."job"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "standing" ADD CONSTRAINT "standing_job_job_id_fk" FOREIGN KEY ("job") REFERENCES "public"."job"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cell_doubt" ADD CONSTRAINT "cell_doubt_cell_result_cell_fk" FOREIGN KEY ("cell") REFERENCES "public"."result"("cell") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "class_count" ADD CONSTRAINT "class_count_cell_result_cell_fk" FOREIGN KEY ("cell") REFERENCES "public"."result"("cell") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "standing_entry" ON "standing" USING btree ("encoder","method","variant","job");--> statement-breakpoint
CREATE VIEW "public"."comparison" AS (
SELECT sweep_job.sweep, job.payload -> 'dataset' ->> 'name' AS dataset, job.payload ->> 'protocol' AS protocol,
  job.payload ->> 'budget' AS budget, paired_test.subset, paired_test.metric, a.encoder, a.method, a.variant,
  b.encoder AS other_encoder, b.method AS other_method, b.variant AS other_variant, paired_test.difference,
  paired_test.low, paired_test.high, least(a.n, b.n) AS n, paired_test.test, paired_test.p, paired_test.p_adjusted
FROM sweep_job
JOIN job ON job.id = sweep_job.job AND job.kind = 'compare' AND job.state = 'done'
JOIN paired_test ON paired_test.job = job.id
JOIN standing AS a ON a.job = job.id AND a.subset = paired_test.subset AND a.metric = paired_test.metric
  AND a.contestant = paired_test.a
JOIN standing AS b ON b.job = job.id AND b.subset = paired_test.subset AND b.metric = paired_test.metric
  AND b.contestant = paired_test.b
);--> statement-breakpoint
CREATE VIEW "public"."doubts" AS (
WITH entry_cell AS (
  SELECT DISTINCT sweep, encoder, dataset, protocol, method, variant, budget, cell FROM listing
), score AS (
  SELECT entry_cell.sweep, entry_cell.encoder, encoder.role, entry_cell.dataset, entry_cell.protocol, entry_cell.method,
    entry_cell.variant, entry_cell.budget, metric.subset, avg(metric.value) AS value, avg(metric.low) AS low,
    avg(metric.high) AS high, max(jsonb_array_length(dataset.summary -> 'classes')) AS classes
  FROM entry_cell
  JOIN cell ON cell.id = entry_cell.cell
  JOIN encoder ON encoder.hash = cell.encoder
  JOIN dataset ON dataset.hash = cell.dataset
  JOIN metric ON metric.cell = cell.id AND metric.name = 'macro-accuracy' AND metric.subset IN ('test', 'id')
  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
), steps AS (
  SELECT score.*, lag(value) OVER budgets AS value_before, lag(low) OVER budgets AS low_before,
    lag(budget) OVER budgets AS budget_before
  FROM score
  WINDOW budgets AS (
    PARTITION BY sweep, encoder, dataset, protocol, method, variant, subset
    ORDER BY nullif(budget, 'all')::integer NULLS LAST)
)
SELECT entry_cell.sweep, cell_doubt.kind, entry_cell.encoder, entry_cell.dataset, entry_cell.protocol, entry_cell.method,
  entry_cell.variant, entry_cell.budget, min(cell_doubt.evidence) AS evidence
FROM cell_doubt JOIN entry_cell ON entry_cell.cell = cell_doubt.cell
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
UNION ALL
SELECT sweep, 'chance-level', encoder, dataset, protocol, method, variant, budget,
  format('macro accuracy %s %% [%s, %s] on %s, where guessing among %s classes gets %s %%', round(100 * value::numeric, 1),
    round(100 * low::numeric, 1), round(100 * high::numeric, 1), subset, classes, round(100.0 / classes, 1))
FROM score WHERE role = 'pretrained' AND classes > 0 AND low <= 1.0 / classes
UNION ALL
SELECT sweep, 'fewer-with-more-labels', encoder, dataset, protocol, method, variant, budget,
  format('macro accuracy %s %% on %s with %s labels per class, but %s %% with %s', round(100 * value::numeric, 1), subset,
    budget, round(100 * value_before::numeric, 1), budget_before)
FROM steps WHERE high < low_before
UNION ALL
SELECT better.sweep, 'below-control', score.encoder, score.dataset, score.protocol, score.method, score.variant,
  score.budget,
  format('the control %s is %s points better on %s [%s, %s]', better.control, round(100 * better.lead::numeric, 1),
    better.subset, round(100 * better.low::numeric, 1), round(100 * better.high::numeric, 1))
FROM score
JOIN LATERAL (
  SELECT * FROM (
    SELECT sweep, subset, other_encoder AS control, -difference AS lead, -high AS low, -low AS high
    FROM comparison
    WHERE sweep = score.sweep AND dataset = score.dataset AND protocol = score.protocol AND budget = score.budget
      AND subset = score.subset AND metric = 'accuracy' AND p_adjusted < 0.05 AND difference < 0
      AND encoder = score.encoder AND method = score.method AND variant = score.variant
      AND other_method = score.method AND other_variant = score.variant
    UNION ALL
    SELECT sweep, subset, encoder, difference, low, high
    FROM comparison
    WHERE sweep = score.sweep AND dataset = score.dataset AND protocol = score.protocol AND budget = score.budget
      AND subset = score.subset AND metric = 'accuracy' AND p_adjusted < 0.05 AND difference > 0
      AND other_encoder = score.encoder AND other_method = score.method AND other_variant = score.variant
      AND method = score.method AND variant = score.variant
  ) AS pair
  WHERE EXISTS (
    SELECT FROM score AS control
    WHERE control.sweep = pair.sweep AND control.encoder = pair.control AND control.role = 'control')
  ORDER BY lead DESC LIMIT 1
) AS better ON true
WHERE score.role = 'pretrained'
);--> statement-breakpoint
CREATE VIEW "public"."per_class" AS (
SELECT listing.sweep, listing.encoder, listing.dataset, listing.protocol, listing.method, listing.variant, listing.budget,
  listing.draw, class_count.subset, coalesce(dataset.summary -> 'classes' -> (number - 1)::integer ->> 'name',
    (number - 1)::text) AS class,
  counts.n, counts.hits, counts.predicted,
  counts.hits::float8 / nullif(counts.n, 0) AS recall,
  greatest(0, (counts.hits + 1.92073 - 1.95996 * sqrt(counts.hits::float8 * (counts.n - counts.hits)
    / nullif(counts.n, 0) + 0.96036)) / (nullif(counts.n, 0) + 3.84146)) AS low,
  least(1, (counts.hits + 1.92073 + 1.95996 * sqrt(counts.hits::float8 * (counts.n - counts.hits)
    / nullif(counts.n, 0) + 0.96036)) / (nullif(counts.n, 0) + 3.84146)) AS high,
  counts.hits::float8 / nullif(counts.predicted, 0) AS precision
FROM listing
JOIN cell ON cell.id = listing.cell
JOIN dataset ON dataset.hash = cell.dataset
JOIN class_count ON class_count.cell = listing.cell
CROSS JOIN LATERAL unnest(class_count.n, class_count.hits, class_count.predicted)
  WITH ORDINALITY AS counts (n, hits, predicted, number)
);--> statement-breakpoint
CREATE VIEW "public"."leaderboard" AS (
WITH entry_cell AS (
  SELECT DISTINCT sweep, encoder, dataset, protocol, method, variant, budget, cell
  FROM listing
), score AS (
  SELECT entry_cell.sweep, entry_cell.encoder, encoder.role, entry_cell.dataset, metric.subset, entry_cell.protocol,
    entry_cell.method, entry_cell.variant, entry_cell.budget, metric.name AS metric,
    bool_or(metric.is_headline) AS is_headline,
    avg(metric.value ORDER BY metric.value, metric.low, metric.high) AS value,
    avg(metric.low ORDER BY metric.value, metric.low, metric.high) AS low,
    avg(metric.high ORDER BY metric.value, metric.low, metric.high) AS high,
    min(metric.n) AS n,
    count(*)::integer AS draws,
    stddev_samp(metric.value ORDER BY metric.value, metric.low, metric.high) AS draw_sd
  FROM entry_cell
  JOIN cell ON cell.id = entry_cell.cell
  JOIN encoder ON encoder.hash = cell.encoder
  JOIN metric ON metric.cell = cell.id
  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
), compared AS (
  SELECT judged.*, array_agg(merit) OVER peers AS peer_merits, array_agg(merit_low) OVER peers AS peer_lows
  FROM (
    SELECT score.*,
      CASE WHEN metric IN ('log-loss', 'calibration-error') THEN -value ELSE value END AS merit,
      CASE WHEN metric IN ('log-loss', 'calibration-error') THEN -high ELSE low END AS merit_low,
      CASE WHEN metric IN ('log-loss', 'calibration-error') THEN -low ELSE high END AS merit_high
    FROM score
  ) AS judged
  WINDOW peers AS (PARTITION BY sweep, dataset, subset, protocol, budget, metric)
), paired AS (
  SELECT sweep_job.sweep, job.payload -> 'dataset' ->> 'name' AS dataset, job.payload ->> 'protocol' AS protocol,
    job.payload ->> 'budget' AS budget, standing.subset, standing.metric, standing.encoder, standing.method,
    standing.variant, standing.rank
  FROM sweep_job
  JOIN job ON job.id = sweep_job.job AND job.kind = 'compare' AND job.state = 'done'
  JOIN standing ON standing.job = job.id
)
SELECT sweep, encoder, role, dataset, subset, protocol, method, variant, budget, metric, is_headline, value, low, high, n, draws,
  draw_sd,
  coalesce(paired.rank, 1 + (
    SELECT count(*)::integer
    FROM unnest(peer_merits, peer_lows) AS peer (peer_merit, peer_low)
    WHERE peer_merit > merit
      AND peer_merit - merit > sqrt(
        power(greatest(abs(peer_merit - peer_low), 1e-100), 2) + power(greatest(abs(merit_high - merit), 1e-100), 2))
  )) AS rank
FROM compared
LEFT JOIN paired USING (sweep, dataset, protocol, budget, subset, metric, encoder, method, variant)
);
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
COMMENT ON COLUMN "leaderboard"."rank" IS '1 + the number of entries of the same sweep, dataset, subset, protocol, budget and metric that are significantly better in paired tests (table standing); until these have run, and for metrics without them, by the 95 % interval of the difference (square-and-add, Newcombe 1998, method 10).';
--> statement-breakpoint
COMMENT ON COLUMN "leaderboard"."is_headline" IS 'True for the metric that the dataset is ranked by.';
--> statement-breakpoint
COMMENT ON COLUMN "metric"."is_headline" IS 'True for the one metric of the cell that its dataset is ranked by.';
--> statement-breakpoint
COMMENT ON TABLE "standing" IS 'Contestants (encoder, method, variant) of each comparison, with value and rank per subset and metric.';
--> statement-breakpoint
COMMENT ON TABLE "paired_test" IS 'Every pair of contestants of a comparison: the difference with its 95 % interval, and p before and after Holm''s correction.';
--> statement-breakpoint
COMMENT ON TABLE "class_count" IS 'Test images, right answers and answers per class, as arrays in the order of the dataset''s classes.';
--> statement-breakpoint
COMMENT ON TABLE "cell_doubt" IS 'Reasons not to believe a cell''s numbers that the cell saw by itself.';
--> statement-breakpoint
COMMENT ON VIEW "comparison" IS 'Every pair of entries of a sweep by name: the value of the first less that of the other, tested on the same images.';
--> statement-breakpoint
COMMENT ON VIEW "per_class" IS 'How each class fared in each cell: recall with Wilson''s 95 % interval, and precision.';
--> statement-breakpoint
COMMENT ON VIEW "doubts" IS 'Reasons not to believe a number, each with its evidence: not-converged, edge-of-grid, constant-features, leaked-test-images, chance-level, below-control, fewer-with-more-labels.';
