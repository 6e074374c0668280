CREATE TABLE "kept_score" (
	"sweep" text NOT NULL,
	"encoder" text NOT NULL,
	"dataset" text NOT NULL,
	"subset" text NOT NULL,
	"protocol" text NOT NULL,
	"method" text NOT NULL,
	"variant" text NOT NULL,
	"budget" text NOT NULL,
	"metric" text NOT NULL,
	"is_headline" boolean NOT NULL,
	"value" double precision NOT NULL,
	"low" double precision NOT NULL,
	"high" double precision NOT NULL,
	"n" integer NOT NULL,
	"draws" integer NOT NULL,
	"draw_sd" double precision,
	"rank" integer NOT NULL,
	"merit" double precision NOT NULL,
	"merit_low" double precision NOT NULL,
	"merit_high" double precision NOT NULL,
	"encoder_hash" text NOT NULL,
	"labels" double precision NOT NULL,
	"seconds" double precision NOT NULL
);
--> statement-breakpoint
CREATE TABLE "study_cell" (
	"encoder" text NOT NULL,
	"encoder_here" text NOT NULL,
	"dataset" text NOT NULL,
	"method" text NOT NULL,
	"budget" text NOT NULL,
	"subset" text NOT NULL,
	"metric" text NOT NULL,
	"value" double precision NOT NULL,
	"low" double precision,
	"high" double precision,
	"n" integer,
	"revision" text NOT NULL,
	"obstacle" text,
	CONSTRAINT "study_cell_encoder_dataset_method_budget_subset_metric_pk" PRIMARY KEY("encoder","dataset","method","budget","subset","metric"),
	CONSTRAINT "study_cell_value" CHECK ("study_cell"."value" > '-Infinity' AND "study_cell"."value" < 'Infinity')
);
--> statement-breakpoint
DROP VIEW "public"."leaderboard";
--> statement-breakpoint
ALTER TABLE "sweep" ADD COLUMN "is_kept" boolean DEFAULT false NOT NULL;
--> statement-breakpoint
ALTER TABLE "kept_score" ADD CONSTRAINT "kept_score_sweep_sweep_name_fk" FOREIGN KEY ("sweep") REFERENCES "public"."sweep"("name") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
CREATE INDEX "kept_score_place" ON "kept_score" USING btree ("sweep","metric","dataset","subset");
--> statement-breakpoint
CREATE VIEW "public"."live_score" AS (
WITH entry_cell AS (
  SELECT DISTINCT listing.sweep, listing.encoder, listing.dataset, listing.protocol, listing.method, listing.variant,
    listing.budget, listing.cell
  FROM listing
  JOIN sweep ON sweep.name = listing.sweep AND NOT sweep.is_kept
), mean AS (
  SELECT entry_cell.sweep, entry_cell.encoder, encoder.role, entry_cell.dataset, metric.subset, entry_cell.protocol,
    entry_cell.method, entry_cell.variant, entry_cell.budget, metric.name AS metric,
    bool_or(metric.is_headline) AS is_headline,
    avg(metric.value ORDER BY metric.value, metric.low, metric.high) AS value,
    avg(metric.low ORDER BY metric.value, metric.low, metric.high) AS low,
    avg(metric.high ORDER BY metric.value, metric.low, metric.high) AS high,
    min(metric.n) AS n,
    count(*)::integer AS draws,
    stddev_samp(metric.value ORDER BY metric.value, metric.low, metric.high) AS draw_sd,
    min(cell.encoder) AS encoder_hash,
    avg(result.train + result.val)::float8 AS labels,
    avg(result.seconds ORDER BY result.seconds) AS seconds
  FROM entry_cell
  JOIN cell ON cell.id = entry_cell.cell
  JOIN encoder ON encoder.hash = cell.encoder
  JOIN result ON result.cell = cell.id
  JOIN metric ON metric.cell = cell.id
  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
), judged AS (
  SELECT mean.*,
    CASE WHEN metric IN ('log-loss', 'calibration-error') THEN -value ELSE value END AS merit,
    CASE WHEN metric IN ('log-loss', 'calibration-error') THEN -high ELSE low END AS merit_low,
    CASE WHEN metric IN ('log-loss', 'calibration-error') THEN -low ELSE high END AS merit_high
  FROM mean
), compared AS (
  SELECT judged.*, array_agg(merit) OVER peers AS peer_merits, array_agg(merit_low) OVER peers AS peer_lows
  FROM judged
  WINDOW peers AS (PARTITION BY sweep, dataset, subset, protocol, budget, metric)
), paired AS (
  SELECT sweep_job.sweep, job.payload -> 'dataset' ->> 'name' AS dataset, job.payload ->> 'protocol' AS protocol,
    job.payload ->> 'budget' AS budget, standing.subset, standing.metric, standing.encoder, standing.method,
    standing.variant, standing.rank
  FROM sweep_job
  JOIN job ON job.id = sweep_job.job AND job.kind = 'compare' AND job.state = 'done'
  JOIN standing ON standing.job = job.id
)
SELECT sweep, role, encoder, dataset, subset, protocol, method, variant, budget, metric, is_headline, value, low, high, n, draws,
  draw_sd,
  coalesce(paired.rank, 1 + (
    SELECT count(*)::integer
    FROM unnest(peer_merits, peer_lows) AS peer (peer_merit, peer_low)
    WHERE peer_merit > merit
      AND peer_merit - merit > sqrt(
        power(greatest(abs(peer_merit - peer_low), 1e-100), 2) + power(greatest(abs(merit_high - merit), 1e-100), 2))
  )) AS rank,
  merit, merit_low, merit_high, encoder_hash, labels, seconds
FROM compared
LEFT JOIN paired USING (sweep, dataset, protocol, budget, subset, metric, encoder, method, variant)
);
--> statement-breakpoint
CREATE VIEW "public"."score" AS (
SELECT kept_score.sweep, encoder.role, kept_score.encoder, dataset, subset, protocol, method, variant, budget, metric,
  is_headline, value, low, high, n, draws, draw_sd, rank, merit, merit_low, merit_high, encoder_hash, labels, seconds
FROM kept_score
JOIN sweep ON sweep.name = kept_score.sweep AND sweep.is_kept
JOIN encoder ON encoder.hash = kept_score.encoder_hash
UNION ALL
SELECT * FROM live_score
);
--> statement-breakpoint
CREATE VIEW "public"."provenance" AS (
SELECT listing.sweep, listing.encoder, listing.dataset, listing.protocol, listing.method, listing.variant, listing.budget,
  listing.draw, cell.id AS cell, cell.state, metric.value, metric.low, metric.high, metric.n, encoder.hash AS encoder_hash,
  encoder.weights, encoder.tap, encoder.preprocessing, encoder.precision, cell.dataset AS dataset_hash, cell.split,
  cell.parameters, cell.seed, result.train, result.val, result.chosen, result.predictions, result.provider, result.threads,
  result.versions, result.notes, result.seconds, result.job, attempt.worker, result.created_at AS made_at
FROM listing
JOIN cell ON cell.id = listing.cell
JOIN encoder ON encoder.hash = cell.encoder
LEFT JOIN result ON result.cell = cell.id
LEFT JOIN attempt ON attempt.job = result.job AND attempt.token = result.token
LEFT JOIN LATERAL (
  SELECT value, low, high, n FROM metric
  WHERE metric.cell = cell.id AND metric.name = 'accuracy' AND metric.subset IN ('test', 'id')
  LIMIT 1
) AS metric ON true
);
--> statement-breakpoint
CREATE VIEW "public"."cost" AS (
WITH embedding AS (
  SELECT sweep_job.sweep, job.payload -> 'encoder' ->> 'hash' AS encoder_hash, job.payload -> 'dataset' ->> 'name' AS dataset,
    sum((job.result ->> 'rows')::float8 / (job.result ->> 'imagesPerSecond')::float8) AS embed_seconds
  FROM sweep_job
  JOIN job ON job.id = sweep_job.job AND job.kind = 'embed' AND job.state = 'done'
  WHERE NOT (job.result ->> 'reused')::boolean AND (job.result ->> 'imagesPerSecond')::float8 > 0
  GROUP BY 1, 2, 3
)
SELECT sweep, encoder, dataset, subset, protocol, method, variant, budget, metric, value, low, high, n, draws, seconds,
  embed_seconds, seconds / (100 * nullif(points.value_, 0)) AS seconds_per_point,
  seconds / (100 * nullif(points.high_, 0)) AS seconds_per_point_low,
  seconds / (100 * nullif(points.low_, 0)) AS seconds_per_point_high
FROM score
LEFT JOIN embedding USING (sweep, encoder_hash, dataset)
CROSS JOIN LATERAL (
  SELECT CASE WHEN merit = value THEN value END AS value_, CASE WHEN merit = value THEN low END AS low_,
    CASE WHEN merit = value THEN high END AS high_
) AS points
);
--> statement-breakpoint
CREATE VIEW "public"."drift" AS (
WITH pair AS (
  SELECT sweep, encoder, role, dataset, protocol, method, variant, budget, metric, id.value AS id, id.low AS id_low,
    id.high AS id_high, id.n AS id_n, ood.value AS ood, ood.low AS ood_low, ood.high AS ood_high, ood.n AS n,
    CASE WHEN id.metric = 'log-loss' THEN id.value ELSE ln(id_share / (1 - id_share)) END AS x,
    CASE WHEN id.metric = 'log-loss' THEN ood.value ELSE ln(ood_share / (1 - ood_share)) END AS y
  FROM (SELECT * FROM score WHERE subset = 'id') AS id
  JOIN (SELECT * FROM score WHERE subset = 'ood') AS ood
    USING (sweep, encoder, role, dataset, protocol, method, variant, budget, metric)
  CROSS JOIN LATERAL (
    SELECT least(greatest(id.value, 0.5 / (id.n + 1)), 1 - 0.5 / (id.n + 1)) AS id_share,
      least(greatest(ood.value, 0.5 / (ood.n + 1)), 1 - 0.5 / (ood.n + 1)) AS ood_share
  ) AS shares
), fit AS (
  SELECT pair.*, count(*) OVER line AS entries,
    regr_intercept(y, x) OVER line + regr_slope(y, x) OVER line * x AS fitted_y
  FROM pair
  WINDOW line AS (PARTITION BY sweep, dataset, protocol, metric)
), drawn AS (
  SELECT fit.*, CASE WHEN entries < 3 THEN NULL WHEN metric = 'log-loss' THEN fitted_y ELSE 1 / (1 + exp(-fitted_y)) END AS fitted
  FROM fit
)
SELECT sweep, encoder, dataset, protocol, method, variant, budget, metric, id, id_low, id_high, ood, ood_low, ood_high, id_n, n,
  id - ood AS gap, id - ood - sqrt((id - id_low) ^ 2 + (ood_high - ood) ^ 2) AS gap_low,
  id - ood + sqrt((id_high - id) ^ 2 + (ood - ood_low) ^ 2) AS gap_high, entries::integer AS entries, fitted,
  ood - fitted AS effective_robustness, ood_low - fitted AS effective_low, ood_high - fitted AS effective_high, role
FROM drawn
);
--> statement-breakpoint
CREATE VIEW "public"."label_efficiency" AS (
WITH point AS (
  SELECT sweep, encoder, dataset, subset, protocol, method, variant, budget, metric, value, low, high, n, labels, merit, merit_low,
    merit_high
  FROM score
  WHERE is_headline AND labels > 0
), step AS (
  SELECT point.*, lag(labels) OVER curve AS labels_before, lag(merit) OVER curve AS merit_before,
    lag(merit_low) OVER curve AS low_before, lag(merit_high) OVER curve AS high_before
  FROM point
  WINDOW curve AS (
    PARTITION BY sweep, encoder, dataset, subset, protocol, method, variant, metric
    ORDER BY labels, nullif(budget, 'all')::integer NULLS LAST)
), crossing AS (
  SELECT step.sweep, step.encoder, other.dataset, other.subset, other.protocol, other.method, other.variant, other.budget,
    other.metric, other.encoder AS other_encoder, other.value, other.low, other.high, other.n, other.labels AS other_labels,
    min(CASE WHEN step.merit_before IS NULL THEN step.labels
      ELSE step.labels_before * (step.labels / step.labels_before)
        ^ ((other.merit - step.merit_before) / (step.merit - step.merit_before)) END)
      FILTER (WHERE step.merit >= other.merit AND coalesce(step.merit_before < other.merit, true)) AS labels,
    min(CASE WHEN step.high_before IS NULL THEN step.labels
      ELSE step.labels_before * (step.labels / step.labels_before)
        ^ ((other.merit - step.high_before) / (step.merit_high - step.high_before)) END)
      FILTER (WHERE step.merit_high >= other.merit AND coalesce(step.high_before < other.merit, true)) AS labels_low,
    min(CASE WHEN step.low_before IS NULL THEN step.labels
      ELSE step.labels_before * (step.labels / step.labels_before)
        ^ ((other.merit - step.low_before) / (step.merit_low - step.low_before)) END)
      FILTER (WHERE step.merit_low >= other.merit AND coalesce(step.low_before < other.merit, true)) AS labels_high,
    bool_or(step.merit_before IS NULL AND step.merit > other.merit) AS is_at_most
  FROM point AS other
  JOIN step USING (sweep, dataset, subset, protocol, method, variant, metric)
  WHERE step.encoder <> other.encoder
  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
)
SELECT sweep, encoder, dataset, subset, protocol, method, variant, budget, metric, other_encoder, value, low, high, n,
  other_labels, labels, labels_low, labels_high,
  CASE WHEN labels IS NULL THEN 'not reached' WHEN is_at_most THEN 'at most' END AS bound,
  other_labels - labels AS saved, other_labels - labels_high AS saved_low, other_labels - labels_low AS saved_high,
  other_labels / labels AS factor
FROM crossing
);
--> statement-breakpoint
CREATE VIEW "public"."learning_curve" AS (
SELECT sweep, encoder, dataset, subset, protocol, method, variant, budget, metric, value, low, high, n, draws, draw_sd, labels,
  budget_before, value - value_before AS gain,
  value - value_before - sqrt((value - low) ^ 2 + (high_before - value_before) ^ 2) AS gain_low,
  value - value_before + sqrt((high - value) ^ 2 + (value_before - low_before) ^ 2) AS gain_high,
  (value - value_before) / nullif(labels - labels_before, 0) AS gain_per_label
FROM (
  SELECT score.*, lag(budget) OVER steps AS budget_before, lag(value) OVER steps AS value_before,
    lag(low) OVER steps AS low_before, lag(high) OVER steps AS high_before, lag(labels) OVER steps AS labels_before
  FROM score
  WINDOW steps AS (
    PARTITION BY sweep, encoder, dataset, subset, protocol, method, variant, metric
    ORDER BY nullif(budget, 'all')::integer NULLS LAST)
) AS stepped
);
--> statement-breakpoint
CREATE VIEW "public"."one_for_all" AS (
WITH home AS (
  SELECT score.*, CASE subset WHEN 'ood' THEN 'ood' ELSE 'test' END AS side
  FROM score
  WHERE subset IN ('test', 'id', 'ood')
), judged AS (
  SELECT home.*, first_value(merit) OVER best AS best_merit, first_value(merit_low) OVER best AS best_low,
    first_value(merit_high) OVER best AS best_high, first_value(seconds) OVER best AS best_seconds
  FROM home
  WINDOW best AS (PARTITION BY sweep, dataset, protocol, budget, side, metric ORDER BY merit DESC, seconds, encoder)
), reach AS (
  SELECT sweep, protocol, budget, side, metric, count(DISTINCT dataset)::integer AS datasets_of_all
  FROM home
  GROUP BY 1, 2, 3, 4, 5
), kept AS (
  SELECT sweep, encoder, method, variant, protocol, budget, side, metric, avg(best_merit - merit) AS regret,
    sqrt(sum((best_merit - best_low) ^ 2 + (merit_high - merit) ^ 2)) / count(*) AS below,
    sqrt(sum((best_high - best_merit) ^ 2 + (merit - merit_low) ^ 2)) / count(*) AS above,
    min(n) AS n, avg(value) AS mean, max(best_merit - merit) AS worst_regret,
    (array_agg(dataset ORDER BY best_merit - merit DESC, dataset))[1] AS worst_dataset,
    (count(*) FILTER (WHERE merit = best_merit))::integer AS wins, count(*)::integer AS datasets,
    sum(seconds) AS seconds, sum(best_seconds) AS best_seconds
  FROM judged
  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
)
SELECT sweep, encoder, method, variant, protocol, budget, side AS subset, metric, regret AS value, regret - below AS low,
  regret + above AS high, n, mean, worst_regret, worst_dataset, wins, datasets, datasets_of_all, seconds, best_seconds
FROM kept
JOIN reach USING (sweep, protocol, budget, side, metric)
);
--> statement-breakpoint
CREATE VIEW "public"."performance_order" AS (
SELECT sweep, encoder, dataset, subset, protocol, metric,
  string_agg(name, '>' ORDER BY merit DESC, name) AS "order", count(*)::integer AS entries,
  (array_agg(value ORDER BY merit DESC, name))[1] AS value, (array_agg(low ORDER BY merit DESC, name))[1] AS low,
  (array_agg(high ORDER BY merit DESC, name))[1] AS high, (array_agg(n ORDER BY merit DESC, name))[1] AS n
FROM (
  SELECT score.*, CASE WHEN stem = '' THEN '' ELSE stem || '_' END || budget
    || CASE WHEN subset = 'ood' THEN '_ood' ELSE '' END AS name
  FROM score
  CROSS JOIN LATERAL (
    SELECT CASE method WHEN 'logistic-regression' THEN 'lr' WHEN 'fine-tune' THEN '' ELSE replace(method, '-', '_') END
      || CASE WHEN variant = '' THEN '' ELSE '(' || variant || ')' END AS stem
  ) AS called
) AS named
GROUP BY sweep, encoder, dataset, subset, protocol, metric
);
--> statement-breakpoint
CREATE VIEW "public"."speed" AS (
SELECT sweep, encoder, dataset, provider,
  sum(images) FILTER (WHERE is_timed) / sum(images / nullif(rate, 0)) FILTER (WHERE is_timed) AS value,
  min(rate) FILTER (WHERE is_timed) AS low, max(rate) FILTER (WHERE is_timed) AS high,
  coalesce(sum(images) FILTER (WHERE is_timed), 0)::integer AS n, (count(*) FILTER (WHERE is_timed))::integer AS shards,
  (count(*) FILTER (WHERE NOT is_timed))::integer AS reused
FROM (
  SELECT sweep_job.sweep, job.payload -> 'encoder' ->> 'name' AS encoder, job.payload -> 'dataset' ->> 'name' AS dataset,
    job.result ->> 'provider' AS provider, (job.result ->> 'rows')::float8 AS images,
    (job.result ->> 'imagesPerSecond')::float8 AS rate,
    NOT (job.result ->> 'reused')::boolean AND (job.result ->> 'imagesPerSecond')::float8 > 0 AS is_timed
  FROM sweep_job
  JOIN job ON job.id = sweep_job.job AND job.kind = 'embed' AND job.state = 'done' AND job.result IS NOT NULL
) AS shard
GROUP BY 1, 2, 3, 4
);
--> statement-breakpoint
CREATE VIEW "public"."study_comparison" AS (
WITH ours AS (
  SELECT score.*, split_part(encoder.name, '+', 1) AS encoder_name, encoder.preprocessing
  FROM score
  JOIN encoder ON encoder.hash = score.encoder_hash
), beside AS (
  SELECT study_cell.*, ours.sweep, ours.variant, ours.value AS our_value, ours.low AS our_low, ours.high AS our_high, ours.n AS our_n,
    ours.draws, ours.value - study_cell.value AS difference,
    CASE WHEN ours.value > study_cell.value
      THEN sqrt((ours.value - ours.low) ^ 2 + (study_cell.high - study_cell.value) ^ 2)
      ELSE sqrt((ours.high - ours.value) ^ 2 + (study_cell.value - study_cell.low) ^ 2)
    END + CASE study_cell.method WHEN 'knn' THEN 0.025 WHEN 'logistic-regression' THEN 0.016 ELSE 0 END AS noise,
    CASE
      WHEN ours.sweep IS NULL THEN 'there is no number here'
      WHEN study_cell.obstacle IS NOT NULL THEN study_cell.obstacle
      WHEN ours.protocol <> 'study' THEN 'another split: protocol ' || ours.protocol
      WHEN ours.preprocessing <> 'study' THEN 'other preprocessing: ' || ours.preprocessing
      WHEN study_cell.low IS NULL THEN 'the published number has no interval'
    END AS reason
  FROM study_cell
  LEFT JOIN ours ON ours.encoder_name = study_cell.encoder_here AND ours.dataset = study_cell.dataset
    AND ours.method = study_cell.method AND ours.budget = study_cell.budget AND ours.subset = study_cell.subset
    AND ours.metric = study_cell.metric
)
SELECT sweep, encoder, encoder_here, dataset, method, variant, budget, subset, metric, value AS published, low AS published_low,
  high AS published_high, n AS published_n, our_value AS value, our_low AS low, our_high AS high, our_n AS n, draws, difference, noise,
  CASE WHEN reason IS NOT NULL THEN 'not comparable' WHEN abs(difference) <= noise THEN 'agrees' ELSE 'differs beyond noise'
  END AS verdict, reason
FROM beside
);
--> statement-breakpoint
CREATE VIEW "public"."ties" AS (
WITH best AS (
  SELECT DISTINCT ON (job, subset, metric) job, subset, metric, contestant, concat_ws(' ', encoder, method, nullif(variant, '')) AS name
  FROM standing
  ORDER BY job, subset, metric, value DESC, contestant
)
SELECT sweep_job.sweep, standing.encoder, job.payload -> 'dataset' ->> 'name' AS dataset, standing.subset,
  job.payload ->> 'protocol' AS protocol, standing.method, standing.variant, job.payload ->> 'budget' AS budget, standing.metric,
  coalesce(CASE WHEN pair.a = standing.contestant THEN pair.difference ELSE -pair.difference END, 0) AS value,
  coalesce(CASE WHEN pair.a = standing.contestant THEN pair.low ELSE -pair.high END, 0) AS low,
  coalesce(CASE WHEN pair.a = standing.contestant THEN pair.high ELSE -pair.low END, 0) AS high,
  standing.n, best.name AS best, standing.rank, pair.p_adjusted, coalesce(pair.p_adjusted >= 0.05, true) AS is_tied
FROM sweep_job
JOIN job ON job.id = sweep_job.job AND job.kind = 'compare' AND job.state = 'done'
JOIN standing ON standing.job = job.id
JOIN best ON best.job = job.id AND best.subset = standing.subset AND best.metric = standing.metric
LEFT JOIN paired_test AS pair ON pair.job = job.id AND pair.subset = standing.subset AND pair.metric = standing.metric
  AND pair.a = least(standing.contestant, best.contestant) AND pair.b = greatest(standing.contestant, best.contestant)
);
--> statement-breakpoint
CREATE VIEW "public"."worst_group" AS (
SELECT sweep, encoder, dataset, protocol, method, variant, budget, metric, subset AS worst, value, low, high, n,
  groups::integer AS groups, group_mean
FROM (
  SELECT score.*, row_number() OVER (entry ORDER BY merit, subset) AS place, count(*) OVER entry AS groups,
    avg(value) OVER entry AS group_mean
  FROM score
  WHERE subset NOT IN ('test', 'id', 'ood')
  WINDOW entry AS (PARTITION BY sweep, encoder, dataset, protocol, method, variant, budget, metric)
) AS placed
WHERE place = 1
);
--> statement-breakpoint
CREATE VIEW "public"."leaderboard" AS (
SELECT sweep, encoder, role, dataset, subset, protocol, method, variant, budget, metric, is_headline, value, low, high, n, draws,
  draw_sd, rank
FROM score
);
--> statement-breakpoint
INSERT INTO "study_cell" ("encoder", "encoder_here", "dataset", "method", "budget", "subset", "metric", "value", "low", "high", "n", "revision", "obstacle") VALUES
('clip', 'clip-vit-b-32', 'flowers102', 'knn', '10', 'test', 'accuracy', 0.803922, 0.755785, 0.844522, 306, '2022-05-19', NULL),
('dino', 'dino-vit-b-16', 'ucmerced', 'knn', '10', 'test', 'accuracy', 0.781475, 0.756240, 0.804772, 1112, '2022-05-19', 'it tested on 1112 images where its own split leaves 1071: it trained on other labels than it says'),
('dino', 'dino-vit-b-16', 'isic', 'knn', '10', 'test', 'accuracy', 0.650528, 0.622336, 0.677705, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 1132: it trained on other labels than it says'),
('dino', 'dino-vit-b-16', 'dtd', 'knn', '10', 'test', 'accuracy', 0.523533, 0.498650, 0.548300, 1551, '2022-05-19', 'it tested on 1551 images where its own split leaves 1457: it trained on other labels than it says'),
('clip', 'clip-vit-b-32', 'patternnet', 'knn', '10', 'test', 'accuracy', 0.864434, 0.860523, 0.868253, 30133, '2022-05-19', 'it tested on 30133 images where its own split leaves 30058: it trained on other labels than it says'),
('dino', 'dino-vit-b-16', 'fgvc-aircraft', 'knn', '10', 'test', 'accuracy', 0.202958, 0.187454, 0.219399, 2434, '2022-05-19', NULL),
('dino', 'dino-vit-b-16', 'flowers102', 'knn', '10', 'test', 'accuracy', 0.826797, 0.780415, 0.865076, 306, '2022-05-19', NULL),
('vit_l_32', 'vit-l-32', 'ucmerced', 'knn', '10', 'test', 'accuracy', 0.646583, 0.618026, 0.674131, 1112, '2022-05-19', 'it tested on 1112 images where its own split leaves 1071: it trained on other labels than it says'),
('vit_b_32', 'vit-b-32', 'isic', 'knn', '10', 'test', 'accuracy', 0.598592, 0.569801, 0.626718, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 1132: it trained on other labels than it says'),
('clip', 'clip-vit-b-32', 'dtd', 'knn', '10', 'test', 'accuracy', 0.493875, 0.469039, 0.518741, 1551, '2022-05-19', 'it tested on 1551 images where its own split leaves 1457: it trained on other labels than it says'),
('dino', 'dino-vit-b-16', 'patternnet', 'knn', '10', 'test', 'accuracy', 0.863704, 0.859784, 0.867532, 30133, '2022-05-19', 'it tested on 30133 images where its own split leaves 30058: it trained on other labels than it says'),
('vit_l_16', 'vit-l-16', 'fgvc-aircraft', 'knn', '10', 'test', 'accuracy', 0.122432, 0.110002, 0.136052, 2434, '2022-05-19', NULL),
('vit_b_16', 'vit-b-16', 'flowers102', 'knn', '10', 'test', 'accuracy', 0.568627, 0.512623, 0.622930, 306, '2022-05-19', NULL),
('vit_b_32', 'vit-b-32', 'ucmerced', 'knn', '10', 'test', 'accuracy', 0.67536, 0.647276, 0.702236, 1112, '2022-05-19', 'it tested on 1112 images where its own split leaves 1071: it trained on other labels than it says'),
('mae', 'vit-mae-b-16', 'isic', 'knn', '10', 'test', 'accuracy', 0.720951, 0.694157, 0.746255, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 1132: it trained on other labels than it says'),
('convnext_base', 'convnext-base', 'dtd', 'knn', '10', 'test', 'accuracy', 0.355899, 0.332455, 0.380056, 1551, '2022-05-19', 'it tested on 1551 images where its own split leaves 1457: it trained on other labels than it says'),
('vit_l_16', 'vit-l-16', 'patternnet', 'knn', '10', 'test', 'accuracy', 0.729499, 0.724455, 0.734485, 30133, '2022-05-19', 'it tested on 30133 images where its own split leaves 30058: it trained on other labels than it says'),
('vit_b_16', 'vit-b-16', 'fgvc-aircraft', 'knn', '10', 'test', 'accuracy', 0.133936, 0.120981, 0.148045, 2434, '2022-05-19', NULL),
('vit_l_16', 'vit-l-16', 'flowers102', 'knn', '10', 'test', 'accuracy', 0.513072, 0.457255, 0.568565, 306, '2022-05-19', NULL),
('vit_l_16', 'vit-l-16', 'ucmerced', 'knn', '10', 'test', 'accuracy', 0.58723, 0.558041, 0.615819, 1112, '2022-05-19', 'it tested on 1112 images where its own split leaves 1071: it trained on other labels than it says'),
('vit_l_16', 'vit-l-16', 'isic', 'knn', '10', 'test', 'accuracy', 0.570423, 0.541447, 0.598923, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 1132: it trained on other labels than it says'),
('vit_b_32', 'vit-b-32', 'dtd', 'knn', '10', 'test', 'accuracy', 0.411348, 0.387107, 0.436027, 1551, '2022-05-19', 'it tested on 1551 images where its own split leaves 1457: it trained on other labels than it says'),
('convnext_tiny', 'convnext-tiny', 'patternnet', 'knn', '10', 'test', 'accuracy', 0.787542, 0.782887, 0.792124, 30133, '2022-05-19', 'it tested on 30133 images where its own split leaves 30058: it trained on other labels than it says'),
('convnext_tiny', 'convnext-tiny', 'fgvc-aircraft', 'knn', '10', 'test', 'accuracy', 0.11175, 0.099841, 0.124883, 2434, '2022-05-19', NULL),
('vit_l_32', 'vit-l-32', 'flowers102', 'knn', '10', 'test', 'accuracy', 0.486928, 0.431435, 0.542745, 306, '2022-05-19', NULL),
('clip', 'clip-vit-b-32', 'ucmerced', 'knn', '10', 'test', 'accuracy', 0.78777, 0.762768, 0.810791, 1112, '2022-05-19', 'it tested on 1112 images where its own split leaves 1071: it trained on other labels than it says'),
('convnext_base', 'convnext-base', 'isic', 'knn', '10', 'test', 'accuracy', 0.534331, 0.505257, 0.563174, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 1132: it trained on other labels than it says'),
('vit_b_16', 'vit-b-16', 'dtd', 'knn', '10', 'test', 'accuracy', 0.387492, 0.363553, 0.411987, 1551, '2022-05-19', 'it tested on 1551 images where its own split leaves 1457: it trained on other labels than it says'),
('vit_b_16', 'vit-b-16', 'patternnet', 'knn', '10', 'test', 'accuracy', 0.800451, 0.795901, 0.804925, 30133, '2022-05-19', 'it tested on 30133 images where its own split leaves 30058: it trained on other labels than it says'),
('vit_l_32', 'vit-l-32', 'fgvc-aircraft', 'knn', '10', 'test', 'accuracy', 0.131471, 0.118625, 0.145478, 2434, '2022-05-19', NULL),
('convnext_base', 'convnext-base', 'flowers102', 'knn', '10', 'test', 'accuracy', 0.447712, 0.392989, 0.503733, 306, '2022-05-19', NULL),
('convnext_base', 'convnext-base', 'ucmerced', 'knn', '10', 'test', 'accuracy', 0.651978, 0.623501, 0.679409, 1112, '2022-05-19', 'it tested on 1112 images where its own split leaves 1071: it trained on other labels than it says'),
('vit_b_16', 'vit-b-16', 'isic', 'knn', '10', 'test', 'accuracy', 0.605634, 0.576904, 0.633651, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 1132: it trained on other labels than it says'),
('convnext_tiny', 'convnext-tiny', 'dtd', 'knn', '10', 'test', 'accuracy', 0.350097, 0.326755, 0.374180, 1551, '2022-05-19', 'it tested on 1551 images where its own split leaves 1457: it trained on other labels than it says'),
('vit_l_32', 'vit-l-32', 'patternnet', 'knn', '10', 'test', 'accuracy', 0.794046, 0.789443, 0.798575, 30133, '2022-05-19', 'it tested on 30133 images where its own split leaves 30058: it trained on other labels than it says'),
('clip', 'clip-vit-b-32', 'fgvc-aircraft', 'knn', '10', 'test', 'accuracy', 0.235826, 0.219385, 0.253099, 2434, '2022-05-19', NULL),
('convnext_tiny', 'convnext-tiny', 'flowers102', 'knn', '10', 'test', 'accuracy', 0.526144, 0.470221, 0.581418, 306, '2022-05-19', NULL),
('convnext_tiny', 'convnext-tiny', 'ucmerced', 'knn', '10', 'test', 'accuracy', 0.613309, 0.584343, 0.641496, 1112, '2022-05-19', 'it tested on 1112 images where its own split leaves 1071: it trained on other labels than it says'),
('convnext_tiny', 'convnext-tiny', 'isic', 'knn', '10', 'test', 'accuracy', 0.571303, 0.542332, 0.599793, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 1132: it trained on other labels than it says'),
('vit_l_16', 'vit-l-16', 'dtd', 'knn', '10', 'test', 'accuracy', 0.323017, 0.300207, 0.346703, 1551, '2022-05-19', 'it tested on 1551 images where its own split leaves 1457: it trained on other labels than it says'),
('vit_b_32', 'vit-b-32', 'patternnet', 'knn', '10', 'test', 'accuracy', 0.786049, 0.781382, 0.790642, 30133, '2022-05-19', 'it tested on 30133 images where its own split leaves 30058: it trained on other labels than it says'),
('vit_b_32', 'vit-b-32', 'fgvc-aircraft', 'knn', '10', 'test', 'accuracy', 0.124897, 0.112352, 0.138625, 2434, '2022-05-19', NULL),
('vit_b_32', 'vit-b-32', 'flowers102', 'knn', '10', 'test', 'accuracy', 0.53268, 0.476719, 0.587830, 306, '2022-05-19', NULL),
('vit_b_16', 'vit-b-16', 'ucmerced', 'knn', '10', 'test', 'accuracy', 0.714928, 0.687689, 0.740687, 1112, '2022-05-19', 'it tested on 1112 images where its own split leaves 1071: it trained on other labels than it says'),
('vit_l_32', 'vit-l-32', 'isic', 'knn', '10', 'test', 'accuracy', 0.553697, 0.524657, 0.582375, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 1132: it trained on other labels than it says'),
('vit_l_32', 'vit-l-32', 'dtd', 'knn', '10', 'test', 'accuracy', 0.310123, 0.287596, 0.333587, 1551, '2022-05-19', 'it tested on 1551 images where its own split leaves 1457: it trained on other labels than it says'),
('convnext_base', 'convnext-base', 'patternnet', 'knn', '10', 'test', 'accuracy', 0.709587, 0.704436, 0.714686, 30133, '2022-05-19', 'it tested on 30133 images where its own split leaves 30058: it trained on other labels than it says'),
('convnext_base', 'convnext-base', 'fgvc-aircraft', 'knn', '10', 'test', 'accuracy', 0.0784717, 0.068441, 0.089831, 2434, '2022-05-19', NULL),
('mae', 'vit-mae-b-16', 'flowers102', 'knn', '10', 'test', 'accuracy', 0.179739, 0.140771, 0.226647, 306, '2022-05-19', NULL),
('mae', 'vit-mae-b-16', 'ucmerced', 'knn', '10', 'test', 'accuracy', 0.348022, 0.320591, 0.376499, 1112, '2022-05-19', 'it tested on 1112 images where its own split leaves 1071: it trained on other labels than it says'),
('data2vec', 'data2vec-vision-b-16', 'isic', 'knn', '10', 'test', 'accuracy', 0.691021, 0.663545, 0.717210, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 1132: it trained on other labels than it says'),
('mae', 'vit-mae-b-16', 'dtd', 'knn', '10', 'test', 'accuracy', 0.117988, 0.102870, 0.134995, 1551, '2022-05-19', 'it tested on 1551 images where its own split leaves 1457: it trained on other labels than it says'),
('mae', 'vit-mae-b-16', 'patternnet', 'knn', '10', 'test', 'accuracy', 0.474629, 0.468995, 0.480270, 30133, '2022-05-19', 'it tested on 30133 images where its own split leaves 30058: it trained on other labels than it says'),
('mae', 'vit-mae-b-16', 'fgvc-aircraft', 'knn', '10', 'test', 'accuracy', 0.0246508, 0.019199, 0.031600, 2434, '2022-05-19', NULL),
('beit', 'beit-b-16', 'flowers102', 'knn', '10', 'test', 'accuracy', 0.140523, 0.106028, 0.183932, 306, '2022-05-19', NULL),
('beit', 'beit-b-16', 'ucmerced', 'knn', '10', 'test', 'accuracy', 0.383094, 0.354969, 0.412023, 1112, '2022-05-19', 'it tested on 1112 images where its own split leaves 1071: it trained on other labels than it says'),
('beit', 'beit-b-16', 'isic', 'knn', '10', 'test', 'accuracy', 0.683099, 0.655464, 0.709499, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 1132: it trained on other labels than it says'),
('beit', 'beit-b-16', 'dtd', 'knn', '10', 'test', 'accuracy', 0.0870406, 0.074012, 0.102110, 1551, '2022-05-19', 'it tested on 1551 images where its own split leaves 1457: it trained on other labels than it says'),
('beit', 'beit-b-16', 'patternnet', 'knn', '10', 'test', 'accuracy', 0.478777, 0.473140, 0.484420, 30133, '2022-05-19', 'it tested on 30133 images where its own split leaves 30058: it trained on other labels than it says'),
('beit', 'beit-b-16', 'fgvc-aircraft', 'knn', '10', 'test', 'accuracy', 0.0209532, 0.015973, 0.027443, 2434, '2022-05-19', NULL),
('data2vec', 'data2vec-vision-b-16', 'flowers102', 'knn', '10', 'test', 'accuracy', 0.0784314, 0.053270, 0.114046, 306, '2022-05-19', NULL),
('data2vec', 'data2vec-vision-b-16', 'ucmerced', 'knn', '10', 'test', 'accuracy', 0.198741, 0.176341, 0.223215, 1112, '2022-05-19', 'it tested on 1112 images where its own split leaves 1071: it trained on other labels than it says'),
('efficientnet_b2', 'efficientnet-b2', 'isic', 'knn', '10', 'test', 'accuracy', 0.49912, 0.470096, 0.528149, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 1132: it trained on other labels than it says'),
('data2vec', 'data2vec-vision-b-16', 'dtd', 'knn', '10', 'test', 'accuracy', 0.0444874, 0.035303, 0.055923, 1551, '2022-05-19', 'it tested on 1551 images where its own split leaves 1457: it trained on other labels than it says'),
('data2vec', 'data2vec-vision-b-16', 'patternnet', 'knn', '10', 'test', 'accuracy', 0.246175, 0.241344, 0.251071, 30133, '2022-05-19', 'it tested on 30133 images where its own split leaves 30058: it trained on other labels than it says'),
('data2vec', 'data2vec-vision-b-16', 'fgvc-aircraft', 'knn', '10', 'test', 'accuracy', 0.0147905, 0.010703, 0.020407, 2434, '2022-05-19', NULL),
('efficientnet_b6', 'efficientnet-b6', 'flowers102', 'knn', '10', 'test', 'accuracy', 0.0130719, 0.005095, 0.033123, 306, '2022-05-19', NULL),
('efficientnet_b6', 'efficientnet-b6', 'ucmerced', 'knn', '10', 'test', 'accuracy', 0.0530576, 0.041355, 0.067838, 1112, '2022-05-19', 'it tested on 1112 images where its own split leaves 1071: it trained on other labels than it says'),
('clip', 'clip-vit-b-32', 'isic', 'knn', '10', 'test', 'accuracy', 0.582746, 0.553840, 0.611095, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 1132: it trained on other labels than it says'),
('efficientnet_b6', 'efficientnet-b6', 'dtd', 'knn', '10', 'test', 'accuracy', 0.030303, 0.022864, 0.040063, 1551, '2022-05-19', 'it tested on 1551 images where its own split leaves 1457: it trained on other labels than it says'),
('efficientnet_b6', 'efficientnet-b6', 'patternnet', 'knn', '10', 'test', 'accuracy', 0.0297348, 0.027876, 0.031713, 30133, '2022-05-19', 'it tested on 30133 images where its own split leaves 30058: it trained on other labels than it says'),
('efficientnet_b6', 'efficientnet-b6', 'fgvc-aircraft', 'knn', '10', 'test', 'accuracy', 0.0110929, 0.007635, 0.016092, 2434, '2022-05-19', NULL),
('efficientnet_b2', 'efficientnet-b2', 'flowers102', 'knn', '10', 'test', 'accuracy', 0.0130719, 0.005095, 0.033123, 306, '2022-05-19', NULL),
('efficientnet_b2', 'efficientnet-b2', 'ucmerced', 'knn', '10', 'test', 'accuracy', 0.0620504, 0.049323, 0.077793, 1112, '2022-05-19', 'it tested on 1112 images where its own split leaves 1071: it trained on other labels than it says'),
('efficientnet_b6', 'efficientnet-b6', 'isic', 'knn', '10', 'test', 'accuracy', 0.5, 0.470973, 0.529027, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 1132: it trained on other labels than it says'),
('efficientnet_b2', 'efficientnet-b2', 'dtd', 'knn', '10', 'test', 'accuracy', 0.0199871, 0.014116, 0.028230, 1551, '2022-05-19', 'it tested on 1551 images where its own split leaves 1457: it trained on other labels than it says'),
('efficientnet_b2', 'efficientnet-b2', 'patternnet', 'knn', '10', 'test', 'accuracy', 0.029934, 0.028069, 0.031919, 30133, '2022-05-19', 'it tested on 30133 images where its own split leaves 30058: it trained on other labels than it says'),
('efficientnet_b2', 'efficientnet-b2', 'fgvc-aircraft', 'knn', '10', 'test', 'accuracy', 0.00862777, 0.005650, 0.013154, 2434, '2022-05-19', NULL),
('clip', 'clip-vit-b-32', 'flowers102', 'knn', '100', 'test', 'accuracy', 0.830, 0.783954, 0.867992, 306, '2022-05-19', NULL),
('dino', 'dino-vit-b-16', 'ucmerced', 'knn', '100', 'test', 'accuracy', 0.904573, 0.875745, 0.927268, 503, '2022-05-19', 'it tested on 503 images where its own split leaves 504: it trained on other labels than it says'),
('dino', 'dino-vit-b-16', 'isic', 'knn', '100', 'test', 'accuracy', 0.538732, 0.509662, 0.567542, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 952: it trained on other labels than it says'),
('dino', 'dino-vit-b-16', 'dtd', 'knn', '100', 'test', 'accuracy', 0.661939, 0.615581, 0.705382, 423, '2022-05-19', NULL),
('clip', 'clip-vit-b-32', 'patternnet', 'knn', '100', 'test', 'accuracy', 0.942952, 0.940234, 0.945554, 29221, '2022-05-19', 'it tested on 29221 images where its own split leaves 26638: it trained on other labels than it says'),
('dino', 'dino-vit-b-16', 'fgvc-aircraft', 'knn', '100', 'test', 'accuracy', 0.28777, 0.258073, 0.319413, 834, '2022-05-19', NULL),
('dino', 'dino-vit-b-16', 'flowers102', 'knn', '100', 'test', 'accuracy', 0.761, 0.710629, 0.805764, 306, '2022-05-19', NULL),
('vit_l_32', 'vit-l-32', 'ucmerced', 'knn', '100', 'test', 'accuracy', 0.831014, 0.795784, 0.861226, 503, '2022-05-19', 'it tested on 503 images where its own split leaves 504: it trained on other labels than it says'),
('vit_b_32', 'vit-b-32', 'isic', 'knn', '100', 'test', 'accuracy', 0.591549, 0.562703, 0.619778, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 952: it trained on other labels than it says'),
('clip', 'clip-vit-b-32', 'dtd', 'knn', '100', 'test', 'accuracy', 0.63357, 0.586642, 0.678093, 423, '2022-05-19', NULL),
('dino', 'dino-vit-b-16', 'patternnet', 'knn', '100', 'test', 'accuracy', 0.947846, 0.945237, 0.950337, 29221, '2022-05-19', 'it tested on 29221 images where its own split leaves 26638: it trained on other labels than it says'),
('vit_l_16', 'vit-l-16', 'fgvc-aircraft', 'knn', '100', 'test', 'accuracy', 0.220624, 0.193797, 0.250012, 834, '2022-05-19', NULL),
('vit_b_16', 'vit-b-16', 'flowers102', 'knn', '100', 'test', 'accuracy', 0.584, 0.529040, 0.638788, 306, '2022-05-19', NULL),
('vit_b_32', 'vit-b-32', 'ucmerced', 'knn', '100', 'test', 'accuracy', 0.852883, 0.819254, 0.881162, 503, '2022-05-19', 'it tested on 503 images where its own split leaves 504: it trained on other labels than it says'),
('mae', 'vit-mae-b-16', 'isic', 'knn', '100', 'test', 'accuracy', 0.723592, 0.696864, 0.748812, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 952: it trained on other labels than it says'),
('convnext_base', 'convnext-base', 'dtd', 'knn', '100', 'test', 'accuracy', 0.520095, 0.472518, 0.567309, 423, '2022-05-19', NULL),
('vit_l_16', 'vit-l-16', 'patternnet', 'knn', '100', 'test', 'accuracy', 0.866705, 0.862760, 0.870554, 29221, '2022-05-19', 'it tested on 29221 images where its own split leaves 26638: it trained on other labels than it says'),
('vit_b_16', 'vit-b-16', 'fgvc-aircraft', 'knn', '100', 'test', 'accuracy', 0.207434, 0.181287, 0.236263, 834, '2022-05-19', NULL),
('vit_l_16', 'vit-l-16', 'flowers102', 'knn', '100', 'test', 'accuracy', 0.562, 0.506074, 0.616570, 306, '2022-05-19', NULL),
('vit_l_16', 'vit-l-16', 'ucmerced', 'knn', '100', 'test', 'accuracy', 0.791252, 0.753594, 0.824496, 503, '2022-05-19', 'it tested on 503 images where its own split leaves 504: it trained on other labels than it says'),
('vit_l_16', 'vit-l-16', 'isic', 'knn', '100', 'test', 'accuracy', 0.590669, 0.561816, 0.618910, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 952: it trained on other labels than it says'),
('vit_b_32', 'vit-b-32', 'dtd', 'knn', '100', 'test', 'accuracy', 0.550827, 0.503180, 0.597560, 423, '2022-05-19', NULL),
('convnext_tiny', 'convnext-tiny', 'patternnet', 'knn', '100', 'test', 'accuracy', 0.889839, 0.886198, 0.893378, 29221, '2022-05-19', 'it tested on 29221 images where its own split leaves 26638: it trained on other labels than it says'),
('convnext_tiny', 'convnext-tiny', 'fgvc-aircraft', 'knn', '100', 'test', 'accuracy', 0.148681, 0.126148, 0.174436, 834, '2022-05-19', NULL),
('vit_l_32', 'vit-l-32', 'flowers102', 'knn', '100', 'test', 'accuracy', 0.513, 0.457255, 0.568565, 306, '2022-05-19', NULL),
('clip', 'clip-vit-b-32', 'ucmerced', 'knn', '100', 'test', 'accuracy', 0.89662, 0.866939, 0.920290, 503, '2022-05-19', 'it tested on 503 images where its own split leaves 504: it trained on other labels than it says'),
('convnext_base', 'convnext-base', 'isic', 'knn', '100', 'test', 'accuracy', 0.509683, 0.480629, 0.538672, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 952: it trained on other labels than it says'),
('vit_b_16', 'vit-b-16', 'dtd', 'knn', '100', 'test', 'accuracy', 0.550827, 0.503180, 0.597560, 423, '2022-05-19', NULL),
('vit_b_16', 'vit-b-16', 'patternnet', 'knn', '100', 'test', 'accuracy', 0.888265, 0.884602, 0.891827, 29221, '2022-05-19', 'it tested on 29221 images where its own split leaves 26638: it trained on other labels than it says'),
('vit_l_32', 'vit-l-32', 'fgvc-aircraft', 'knn', '100', 'test', 'accuracy', 0.20024, 0.174482, 0.228746, 834, '2022-05-19', NULL),
('convnext_base', 'convnext-base', 'flowers102', 'knn', '100', 'test', 'accuracy', 0.408, 0.354886, 0.464376, 306, '2022-05-19', NULL),
('convnext_base', 'convnext-base', 'ucmerced', 'knn', '100', 'test', 'accuracy', 0.813121, 0.776728, 0.844768, 503, '2022-05-19', 'it tested on 503 images where its own split leaves 504: it trained on other labels than it says'),
('vit_b_16', 'vit-b-16', 'isic', 'knn', '100', 'test', 'accuracy', 0.551937, 0.522891, 0.580632, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 952: it trained on other labels than it says'),
('convnext_tiny', 'convnext-tiny', 'dtd', 'knn', '100', 'test', 'accuracy', 0.529551, 0.481934, 0.576636, 423, '2022-05-19', NULL),
('vit_l_32', 'vit-l-32', 'patternnet', 'knn', '100', 'test', 'accuracy', 0.881216, 0.877456, 0.884875, 29221, '2022-05-19', 'it tested on 29221 images where its own split leaves 26638: it trained on other labels than it says'),
('clip', 'clip-vit-b-32', 'fgvc-aircraft', 'knn', '100', 'test', 'accuracy', 0.31295, 0.282398, 0.345217, 834, '2022-05-19', NULL),
('convnext_tiny', 'convnext-tiny', 'flowers102', 'knn', '100', 'test', 'accuracy', 0.509, 0.454019, 0.565345, 306, '2022-05-19', NULL),
('convnext_tiny', 'convnext-tiny', 'ucmerced', 'knn', '100', 'test', 'accuracy', 0.769384, 0.730614, 0.804070, 503, '2022-05-19', 'it tested on 503 images where its own split leaves 504: it trained on other labels than it says'),
('convnext_tiny', 'convnext-tiny', 'isic', 'knn', '100', 'test', 'accuracy', 0.512324, 0.483265, 0.541300, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 952: it trained on other labels than it says'),
('vit_l_16', 'vit-l-16', 'dtd', 'knn', '100', 'test', 'accuracy', 0.522459, 0.474870, 0.569643, 423, '2022-05-19', NULL),
('vit_b_32', 'vit-b-32', 'patternnet', 'knn', '100', 'test', 'accuracy', 0.878957, 0.875167, 0.882647, 29221, '2022-05-19', 'it tested on 29221 images where its own split leaves 26638: it trained on other labels than it says'),
('vit_b_32', 'vit-b-32', 'fgvc-aircraft', 'knn', '100', 'test', 'accuracy', 0.178657, 0.154150, 0.206110, 834, '2022-05-19', NULL),
('vit_b_32', 'vit-b-32', 'flowers102', 'knn', '100', 'test', 'accuracy', 0.503, 0.447555, 0.558900, 306, '2022-05-19', NULL),
('vit_b_16', 'vit-b-16', 'ucmerced', 'knn', '100', 'test', 'accuracy', 0.83499, 0.800036, 0.864866, 503, '2022-05-19', 'it tested on 503 images where its own split leaves 504: it trained on other labels than it says'),
('vit_l_32', 'vit-l-32', 'isic', 'knn', '100', 'test', 'accuracy', 0.535211, 0.506138, 0.564047, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 952: it trained on other labels than it says'),
('vit_l_32', 'vit-l-32', 'dtd', 'knn', '100', 'test', 'accuracy', 0.484634, 0.437361, 0.532183, 423, '2022-05-19', NULL),
('convnext_base', 'convnext-base', 'patternnet', 'knn', '100', 'test', 'accuracy', 0.854591, 0.850502, 0.858586, 29221, '2022-05-19', 'it tested on 29221 images where its own split leaves 26638: it trained on other labels than it says'),
('convnext_base', 'convnext-base', 'fgvc-aircraft', 'knn', '100', 'test', 'accuracy', 0.106715, 0.087534, 0.129502, 834, '2022-05-19', NULL),
('mae', 'vit-mae-b-16', 'flowers102', 'knn', '100', 'test', 'accuracy', 0.153, 0.117513, 0.198266, 306, '2022-05-19', NULL),
('mae', 'vit-mae-b-16', 'ucmerced', 'knn', '100', 'test', 'accuracy', 0.594433, 0.550966, 0.636470, 503, '2022-05-19', 'it tested on 503 images where its own split leaves 504: it trained on other labels than it says'),
('data2vec', 'data2vec-vision-b-16', 'isic', 'knn', '100', 'test', 'accuracy', 0.701585, 0.674333, 0.727477, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 952: it trained on other labels than it says'),
('mae', 'vit-mae-b-16', 'dtd', 'knn', '100', 'test', 'accuracy', 0.219858, 0.183009, 0.261749, 423, '2022-05-19', NULL),
('mae', 'vit-mae-b-16', 'patternnet', 'knn', '100', 'test', 'accuracy', 0.67164, 0.666234, 0.677002, 29221, '2022-05-19', 'it tested on 29221 images where its own split leaves 26638: it trained on other labels than it says'),
('mae', 'vit-mae-b-16', 'fgvc-aircraft', 'knn', '100', 'test', 'accuracy', 0.0383693, 0.027308, 0.053664, 834, '2022-05-19', NULL),
('beit', 'beit-b-16', 'flowers102', 'knn', '100', 'test', 'accuracy', 0.137, 0.103173, 0.180332, 306, '2022-05-19', NULL),
('beit', 'beit-b-16', 'ucmerced', 'knn', '100', 'test', 'accuracy', 0.624254, 0.581138, 0.665487, 503, '2022-05-19', 'it tested on 503 images where its own split leaves 504: it trained on other labels than it says'),
('beit', 'beit-b-16', 'isic', 'knn', '100', 'test', 'accuracy', 0.623239, 0.594690, 0.650958, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 952: it trained on other labels than it says'),
('beit', 'beit-b-16', 'dtd', 'knn', '100', 'test', 'accuracy', 0.160757, 0.128831, 0.198788, 423, '2022-05-19', NULL),
('beit', 'beit-b-16', 'patternnet', 'knn', '100', 'test', 'accuracy', 0.649841, 0.644352, 0.655290, 29221, '2022-05-19', 'it tested on 29221 images where its own split leaves 26638: it trained on other labels than it says'),
('beit', 'beit-b-16', 'fgvc-aircraft', 'knn', '100', 'test', 'accuracy', 0.0311751, 0.021362, 0.045287, 834, '2022-05-19', NULL),
('data2vec', 'data2vec-vision-b-16', 'flowers102', 'knn', '100', 'test', 'accuracy', 0.098, 0.069539, 0.136507, 306, '2022-05-19', NULL),
('data2vec', 'data2vec-vision-b-16', 'ucmerced', 'knn', '100', 'test', 'accuracy', 0.310139, 0.271283, 0.351873, 503, '2022-05-19', 'it tested on 503 images where its own split leaves 504: it trained on other labels than it says'),
('efficientnet_b2', 'efficientnet-b2', 'isic', 'knn', '100', 'test', 'accuracy', 0.502641, 0.473606, 0.531658, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 952: it trained on other labels than it says'),
('data2vec', 'data2vec-vision-b-16', 'dtd', 'knn', '100', 'test', 'accuracy', 0.0661939, 0.046191, 0.094005, 423, '2022-05-19', NULL),
('data2vec', 'data2vec-vision-b-16', 'patternnet', 'knn', '100', 'test', 'accuracy', 0.394374, 0.388785, 0.399991, 29221, '2022-05-19', 'it tested on 29221 images where its own split leaves 26638: it trained on other labels than it says'),
('data2vec', 'data2vec-vision-b-16', 'fgvc-aircraft', 'knn', '100', 'test', 'accuracy', 0.0335731, 0.023329, 0.048095, 834, '2022-05-19', NULL),
('efficientnet_b6', 'efficientnet-b6', 'flowers102', 'knn', '100', 'test', 'accuracy', 0.013, 0.005095, 0.033123, 306, '2022-05-19', NULL),
('efficientnet_b6', 'efficientnet-b6', 'ucmerced', 'knn', '100', 'test', 'accuracy', 0.0516899, 0.035516, 0.074660, 503, '2022-05-19', 'it tested on 503 images where its own split leaves 504: it trained on other labels than it says'),
('clip', 'clip-vit-b-32', 'isic', 'knn', '100', 'test', 'accuracy', 0.637324, 0.608947, 0.664775, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 952: it trained on other labels than it says'),
('efficientnet_b6', 'efficientnet-b6', 'dtd', 'knn', '100', 'test', 'accuracy', 0.0236407, 0.012891, 0.042965, 423, '2022-05-19', NULL),
('efficientnet_b6', 'efficientnet-b6', 'patternnet', 'knn', '100', 'test', 'accuracy', 0.0370966, 0.034990, 0.039325, 29221, '2022-05-19', 'it tested on 29221 images where its own split leaves 26638: it trained on other labels than it says'),
('efficientnet_b6', 'efficientnet-b6', 'fgvc-aircraft', 'knn', '100', 'test', 'accuracy', 0.00959233, 0.004868, 0.018813, 834, '2022-05-19', NULL),
('efficientnet_b2', 'efficientnet-b2', 'flowers102', 'knn', '100', 'test', 'accuracy', 0.022, 0.011124, 0.046458, 306, '2022-05-19', NULL),
('efficientnet_b2', 'efficientnet-b2', 'ucmerced', 'knn', '100', 'test', 'accuracy', 0.0755467, 0.055533, 0.101995, 503, '2022-05-19', 'it tested on 503 images where its own split leaves 504: it trained on other labels than it says'),
('efficientnet_b6', 'efficientnet-b6', 'isic', 'knn', '100', 'test', 'accuracy', 0.5, 0.470973, 0.529027, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 952: it trained on other labels than it says'),
('efficientnet_b2', 'efficientnet-b2', 'dtd', 'knn', '100', 'test', 'accuracy', 0.035461, 0.021606, 0.057678, 423, '2022-05-19', NULL),
('efficientnet_b2', 'efficientnet-b2', 'patternnet', 'knn', '100', 'test', 'accuracy', 0.0318264, 0.029874, 0.033901, 29221, '2022-05-19', 'it tested on 29221 images where its own split leaves 26638: it trained on other labels than it says'),
('efficientnet_b2', 'efficientnet-b2', 'fgvc-aircraft', 'knn', '100', 'test', 'accuracy', 0.0179856, 0.010929, 0.029462, 834, '2022-05-19', NULL),
('clip', 'clip-vit-b-32', 'flowers102', 'logistic-regression', '10', 'test', 'accuracy', 0.905229, 0.867207, 0.933203, 306, '2022-05-19', NULL),
('dino', 'dino-vit-b-16', 'ucmerced', 'logistic-regression', '10', 'test', 'accuracy', 0.885791, 0.865754, 0.903173, 1112, '2022-05-19', 'it tested on 1112 images where its own split leaves 1071: it trained on other labels than it says'),
('dino', 'dino-vit-b-16', 'isic', 'logistic-regression', '10', 'test', 'accuracy', 0.715669, 0.688745, 0.741140, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 1132: it trained on other labels than it says'),
('dino', 'dino-vit-b-16', 'dtd', 'logistic-regression', '10', 'test', 'accuracy', 0.602192, 0.577610, 0.626269, 1551, '2022-05-19', 'it tested on 1551 images where its own split leaves 1457: it trained on other labels than it says'),
('clip', 'clip-vit-b-32', 'patternnet', 'logistic-regression', '10', 'test', 'accuracy', 0.944148, 0.941498, 0.946684, 30133, '2022-05-19', 'it tested on 30133 images where its own split leaves 30058: it trained on other labels than it says'),
('dino', 'dino-vit-b-16', 'fgvc-aircraft', 'logistic-regression', '10', 'test', 'accuracy', 0.38373, 0.364609, 0.403218, 2434, '2022-05-19', NULL),
('dino', 'dino-vit-b-16', 'flowers102', 'logistic-regression', '10', 'test', 'accuracy', 0.937908, 0.905066, 0.959893, 306, '2022-05-19', NULL),
('vit_l_32', 'vit-l-32', 'ucmerced', 'logistic-regression', '10', 'test', 'accuracy', 0.83723, 0.814378, 0.857760, 1112, '2022-05-19', 'it tested on 1112 images where its own split leaves 1071: it trained on other labels than it says'),
('vit_b_32', 'vit-b-32', 'isic', 'logistic-regression', '10', 'test', 'accuracy', 0.623239, 0.594690, 0.650958, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 1132: it trained on other labels than it says'),
('clip', 'clip-vit-b-32', 'dtd', 'logistic-regression', '10', 'test', 'accuracy', 0.600903, 0.576311, 0.624996, 1551, '2022-05-19', 'it tested on 1551 images where its own split leaves 1457: it trained on other labels than it says'),
('dino', 'dino-vit-b-16', 'patternnet', 'logistic-regression', '10', 'test', 'accuracy', 0.955066, 0.952668, 0.957347, 30133, '2022-05-19', 'it tested on 30133 images where its own split leaves 30058: it trained on other labels than it says'),
('vit_l_16', 'vit-l-16', 'fgvc-aircraft', 'logistic-regression', '10', 'test', 'accuracy', 0.312654, 0.294545, 0.331354, 2434, '2022-05-19', NULL),
('vit_b_16', 'vit-b-16', 'flowers102', 'logistic-regression', '10', 'test', 'accuracy', 0.856209, 0.812475, 0.891111, 306, '2022-05-19', NULL),
('vit_b_32', 'vit-b-32', 'ucmerced', 'logistic-regression', '10', 'test', 'accuracy', 0.843525, 0.820993, 0.863692, 1112, '2022-05-19', 'it tested on 1112 images where its own split leaves 1071: it trained on other labels than it says'),
('mae', 'vit-mae-b-16', 'isic', 'logistic-regression', '10', 'test', 'accuracy', 0.701585, 0.674333, 0.727477, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 1132: it trained on other labels than it says'),
('convnext_base', 'convnext-base', 'dtd', 'logistic-regression', '10', 'test', 'accuracy', 0.573179, 0.548412, 0.597584, 1551, '2022-05-19', 'it tested on 1551 images where its own split leaves 1457: it trained on other labels than it says'),
('vit_l_16', 'vit-l-16', 'patternnet', 'logistic-regression', '10', 'test', 'accuracy', 0.923207, 0.920147, 0.926160, 30133, '2022-05-19', 'it tested on 30133 images where its own split leaves 30058: it trained on other labels than it says'),
('vit_b_16', 'vit-b-16', 'fgvc-aircraft', 'logistic-regression', '10', 'test', 'accuracy', 0.314708, 0.296563, 0.333437, 2434, '2022-05-19', NULL),
('vit_l_16', 'vit-l-16', 'flowers102', 'logistic-regression', '10', 'test', 'accuracy', 0.869281, 0.826890, 0.902515, 306, '2022-05-19', NULL),
('vit_l_16', 'vit-l-16', 'ucmerced', 'logistic-regression', '10', 'test', 'accuracy', 0.851619, 0.829516, 0.871301, 1112, '2022-05-19', 'it tested on 1112 images where its own split leaves 1071: it trained on other labels than it says'),
('vit_l_16', 'vit-l-16', 'isic', 'logistic-regression', '10', 'test', 'accuracy', 0.632042, 0.603598, 0.659597, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 1132: it trained on other labels than it says'),
('vit_b_32', 'vit-b-32', 'dtd', 'logistic-regression', '10', 'test', 'accuracy', 0.555126, 0.530288, 0.579691, 1551, '2022-05-19', 'it tested on 1551 images where its own split leaves 1457: it trained on other labels than it says'),
('convnext_tiny', 'convnext-tiny', 'patternnet', 'logistic-regression', '10', 'test', 'accuracy', 0.914612, 0.911403, 0.917715, 30133, '2022-05-19', 'it tested on 30133 images where its own split leaves 30058: it trained on other labels than it says'),
('convnext_tiny', 'convnext-tiny', 'fgvc-aircraft', 'logistic-regression', '10', 'test', 'accuracy', 0.280608, 0.263115, 0.298792, 2434, '2022-05-19', NULL),
('vit_l_32', 'vit-l-32', 'flowers102', 'logistic-regression', '10', 'test', 'accuracy', 0.810458, 0.762798, 0.850419, 306, '2022-05-19', NULL),
('clip', 'clip-vit-b-32', 'ucmerced', 'logistic-regression', '10', 'test', 'accuracy', 0.878597, 0.858087, 0.896501, 1112, '2022-05-19', 'it tested on 1112 images where its own split leaves 1071: it trained on other labels than it says'),
('convnext_base', 'convnext-base', 'isic', 'logistic-regression', '10', 'test', 'accuracy', 0.665493, 0.637539, 0.692331, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 1132: it trained on other labels than it says'),
('vit_b_16', 'vit-b-16', 'dtd', 'logistic-regression', '10', 'test', 'accuracy', 0.548034, 0.523177, 0.572653, 1551, '2022-05-19', 'it tested on 1551 images where its own split leaves 1457: it trained on other labels than it says'),
('vit_b_16', 'vit-b-16', 'patternnet', 'logistic-regression', '10', 'test', 'accuracy', 0.910596, 0.907322, 0.913766, 30133, '2022-05-19', 'it tested on 30133 images where its own split leaves 30058: it trained on other labels than it says'),
('vit_l_32', 'vit-l-32', 'fgvc-aircraft', 'logistic-regression', '10', 'test', 'accuracy', 0.309778, 0.291720, 0.328436, 2434, '2022-05-19', NULL),
('convnext_base', 'convnext-base', 'flowers102', 'logistic-regression', '10', 'test', 'accuracy', 0.830065, 0.783954, 0.867992, 306, '2022-05-19', NULL),
('convnext_base', 'convnext-base', 'ucmerced', 'logistic-regression', '10', 'test', 'accuracy', 0.821043, 0.797420, 0.842456, 1112, '2022-05-19', 'it tested on 1112 images where its own split leaves 1071: it trained on other labels than it says'),
('vit_b_16', 'vit-b-16', 'isic', 'logistic-regression', '10', 'test', 'accuracy', 0.636444, 0.608055, 0.663913, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 1132: it trained on other labels than it says'),
('convnext_tiny', 'convnext-tiny', 'dtd', 'logistic-regression', '10', 'test', 'accuracy', 0.586718, 0.562027, 0.610981, 1551, '2022-05-19', 'it tested on 1551 images where its own split leaves 1457: it trained on other labels than it says'),
('vit_l_32', 'vit-l-32', 'patternnet', 'logistic-regression', '10', 'test', 'accuracy', 0.901736, 0.898323, 0.905046, 30133, '2022-05-19', 'it tested on 30133 images where its own split leaves 30058: it trained on other labels than it says'),
('clip', 'clip-vit-b-32', 'fgvc-aircraft', 'logistic-regression', '10', 'test', 'accuracy', 0.345933, 0.327292, 0.365059, 2434, '2022-05-19', NULL),
('convnext_tiny', 'convnext-tiny', 'flowers102', 'logistic-regression', '10', 'test', 'accuracy', 0.830065, 0.783954, 0.867992, 306, '2022-05-19', NULL),
('convnext_tiny', 'convnext-tiny', 'ucmerced', 'logistic-regression', '10', 'test', 'accuracy', 0.818345, 0.794600, 0.839898, 1112, '2022-05-19', 'it tested on 1112 images where its own split leaves 1071: it trained on other labels than it says'),
('convnext_tiny', 'convnext-tiny', 'isic', 'logistic-regression', '10', 'test', 'accuracy', 0.62412, 0.595580, 0.651823, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 1132: it trained on other labels than it says'),
('vit_l_16', 'vit-l-16', 'dtd', 'logistic-regression', '10', 'test', 'accuracy', 0.544165, 0.519300, 0.568812, 1551, '2022-05-19', 'it tested on 1551 images where its own split leaves 1457: it trained on other labels than it says'),
('vit_b_32', 'vit-b-32', 'patternnet', 'logistic-regression', '10', 'test', 'accuracy', 0.887997, 0.884386, 0.891508, 30133, '2022-05-19', 'it tested on 30133 images where its own split leaves 30058: it trained on other labels than it says'),
('vit_b_32', 'vit-b-32', 'fgvc-aircraft', 'logistic-regression', '10', 'test', 'accuracy', 0.275267, 0.257888, 0.293355, 2434, '2022-05-19', NULL),
('vit_b_32', 'vit-b-32', 'flowers102', 'logistic-regression', '10', 'test', 'accuracy', 0.810458, 0.762798, 0.850419, 306, '2022-05-19', NULL),
('vit_b_16', 'vit-b-16', 'ucmerced', 'logistic-regression', '10', 'test', 'accuracy', 0.807554, 0.783340, 0.829650, 1112, '2022-05-19', 'it tested on 1112 images where its own split leaves 1071: it trained on other labels than it says'),
('vit_l_32', 'vit-l-32', 'isic', 'logistic-regression', '10', 'test', 'accuracy', 0.6875, 0.659952, 0.713784, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 1132: it trained on other labels than it says'),
('vit_l_32', 'vit-l-32', 'dtd', 'logistic-regression', '10', 'test', 'accuracy', 0.548034, 0.523177, 0.572653, 1551, '2022-05-19', 'it tested on 1551 images where its own split leaves 1457: it trained on other labels than it says'),
('convnext_base', 'convnext-base', 'patternnet', 'logistic-regression', '10', 'test', 'accuracy', 0.897355, 0.893878, 0.900731, 30133, '2022-05-19', 'it tested on 30133 images where its own split leaves 30058: it trained on other labels than it says'),
('convnext_base', 'convnext-base', 'fgvc-aircraft', 'logistic-regression', '10', 'test', 'accuracy', 0.222268, 0.206195, 0.239216, 2434, '2022-05-19', NULL),
('mae', 'vit-mae-b-16', 'flowers102', 'logistic-regression', '10', 'test', 'accuracy', 0.542484, 0.486482, 0.597432, 306, '2022-05-19', NULL),
('mae', 'vit-mae-b-16', 'ucmerced', 'logistic-regression', '10', 'test', 'accuracy', 0.607014, 0.577986, 0.635306, 1112, '2022-05-19', 'it tested on 1112 images where its own split leaves 1071: it trained on other labels than it says'),
('data2vec', 'data2vec-vision-b-16', 'isic', 'logistic-regression', '10', 'test', 'accuracy', 0.65493, 0.626805, 0.682010, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 1132: it trained on other labels than it says'),
('mae', 'vit-mae-b-16', 'dtd', 'logistic-regression', '10', 'test', 'accuracy', 0.406834, 0.382646, 0.431483, 1551, '2022-05-19', 'it tested on 1551 images where its own split leaves 1457: it trained on other labels than it says'),
('mae', 'vit-mae-b-16', 'patternnet', 'logistic-regression', '10', 'test', 'accuracy', 0.817044, 0.812639, 0.821369, 30133, '2022-05-19', 'it tested on 30133 images where its own split leaves 30058: it trained on other labels than it says'),
('mae', 'vit-mae-b-16', 'fgvc-aircraft', 'logistic-regression', '10', 'test', 'accuracy', 0.0969597, 0.085832, 0.109358, 2434, '2022-05-19', NULL),
('beit', 'beit-b-16', 'flowers102', 'logistic-regression', '10', 'test', 'accuracy', 0.320261, 0.270490, 0.374490, 306, '2022-05-19', NULL),
('beit', 'beit-b-16', 'ucmerced', 'logistic-regression', '10', 'test', 'accuracy', 0.531475, 0.502087, 0.560646, 1112, '2022-05-19', 'it tested on 1112 images where its own split leaves 1071: it trained on other labels than it says'),
('beit', 'beit-b-16', 'isic', 'logistic-regression', '10', 'test', 'accuracy', 0.735035, 0.708611, 0.759875, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 1132: it trained on other labels than it says'),
('beit', 'beit-b-16', 'dtd', 'logistic-regression', '10', 'test', 'accuracy', 0.137975, 0.121704, 0.156035, 1551, '2022-05-19', 'it tested on 1551 images where its own split leaves 1457: it trained on other labels than it says'),
('beit', 'beit-b-16', 'patternnet', 'logistic-regression', '10', 'test', 'accuracy', 0.683238, 0.677962, 0.688467, 30133, '2022-05-19', 'it tested on 30133 images where its own split leaves 30058: it trained on other labels than it says'),
('beit', 'beit-b-16', 'fgvc-aircraft', 'logistic-regression', '10', 'test', 'accuracy', 0.0439606, 0.036510, 0.052849, 2434, '2022-05-19', NULL),
('data2vec', 'data2vec-vision-b-16', 'flowers102', 'logistic-regression', '10', 'test', 'accuracy', 0.183007, 0.143703, 0.230170, 306, '2022-05-19', NULL),
('data2vec', 'data2vec-vision-b-16', 'ucmerced', 'logistic-regression', '10', 'test', 'accuracy', 0.283273, 0.257571, 0.310468, 1112, '2022-05-19', 'it tested on 1112 images where its own split leaves 1071: it trained on other labels than it says'),
('efficientnet_b2', 'efficientnet-b2', 'isic', 'logistic-regression', '10', 'test', 'accuracy', 0.518486, 0.489417, 0.547430, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 1132: it trained on other labels than it says'),
('data2vec', 'data2vec-vision-b-16', 'dtd', 'logistic-regression', '10', 'test', 'accuracy', 0.0754352, 0.063315, 0.089653, 1551, '2022-05-19', 'it tested on 1551 images where its own split leaves 1457: it trained on other labels than it says'),
('data2vec', 'data2vec-vision-b-16', 'patternnet', 'logistic-regression', '10', 'test', 'accuracy', 0.393987, 0.388483, 0.399517, 30133, '2022-05-19', 'it tested on 30133 images where its own split leaves 30058: it trained on other labels than it says'),
('data2vec', 'data2vec-vision-b-16', 'fgvc-aircraft', 'logistic-regression', '10', 'test', 'accuracy', 0.0299918, 0.023921, 0.037544, 2434, '2022-05-19', NULL),
('efficientnet_b6', 'efficientnet-b6', 'flowers102', 'logistic-regression', '10', 'test', 'accuracy', 0.0130719, 0.005095, 0.033123, 306, '2022-05-19', NULL),
('efficientnet_b6', 'efficientnet-b6', 'ucmerced', 'logistic-regression', '10', 'test', 'accuracy', 0.0809353, 0.066311, 0.098445, 1112, '2022-05-19', 'it tested on 1112 images where its own split leaves 1071: it trained on other labels than it says'),
('clip', 'clip-vit-b-32', 'isic', 'logistic-regression', '10', 'test', 'accuracy', 0.662852, 0.634854, 0.689753, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 1132: it trained on other labels than it says'),
('efficientnet_b6', 'efficientnet-b6', 'dtd', 'logistic-regression', '10', 'test', 'accuracy', 0.0257898, 0.018996, 0.034927, 1551, '2022-05-19', 'it tested on 1551 images where its own split leaves 1457: it trained on other labels than it says'),
('efficientnet_b6', 'efficientnet-b6', 'patternnet', 'logistic-regression', '10', 'test', 'accuracy', 0.050078, 0.047672, 0.052598, 30133, '2022-05-19', 'it tested on 30133 images where its own split leaves 30058: it trained on other labels than it says'),
('efficientnet_b6', 'efficientnet-b6', 'fgvc-aircraft', 'logistic-regression', '10', 'test', 'accuracy', 0.0168447, 0.012441, 0.022771, 2434, '2022-05-19', NULL),
('efficientnet_b2', 'efficientnet-b2', 'flowers102', 'logistic-regression', '10', 'test', 'accuracy', 0.0359477, 0.020189, 0.063213, 306, '2022-05-19', NULL),
('efficientnet_b2', 'efficientnet-b2', 'ucmerced', 'logistic-regression', '10', 'test', 'accuracy', 0.0557554, 0.043735, 0.070834, 1112, '2022-05-19', 'it tested on 1112 images where its own split leaves 1071: it trained on other labels than it says'),
('efficientnet_b6', 'efficientnet-b6', 'isic', 'logistic-regression', '10', 'test', 'accuracy', 0.506162, 0.477117, 0.535166, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 1132: it trained on other labels than it says'),
('efficientnet_b2', 'efficientnet-b2', 'dtd', 'logistic-regression', '10', 'test', 'accuracy', 0.0238556, 0.017356, 0.032708, 1551, '2022-05-19', 'it tested on 1551 images where its own split leaves 1457: it trained on other labels than it says'),
('efficientnet_b2', 'efficientnet-b2', 'patternnet', 'logistic-regression', '10', 'test', 'accuracy', 0.0427106, 0.040485, 0.045053, 30133, '2022-05-19', 'it tested on 30133 images where its own split leaves 30058: it trained on other labels than it says'),
('efficientnet_b2', 'efficientnet-b2', 'fgvc-aircraft', 'logistic-regression', '10', 'test', 'accuracy', 0.0115037, 0.007971, 0.016576, 2434, '2022-05-19', NULL),
('clip', 'clip-vit-b-32', 'flowers102', 'logistic-regression', '100', 'test', 'accuracy', 0.921, 0.885954, 0.946730, 306, '2022-05-19', NULL),
('dino', 'dino-vit-b-16', 'ucmerced', 'logistic-regression', '100', 'test', 'accuracy', 0.970179, 0.951384, 0.981846, 503, '2022-05-19', 'it tested on 503 images where its own split leaves 504: it trained on other labels than it says'),
('dino', 'dino-vit-b-16', 'isic', 'logistic-regression', '100', 'test', 'accuracy', 0.71919, 0.692352, 0.744551, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 952: it trained on other labels than it says'),
('dino', 'dino-vit-b-16', 'dtd', 'logistic-regression', '100', 'test', 'accuracy', 0.742317, 0.698588, 0.781684, 423, '2022-05-19', NULL),
('clip', 'clip-vit-b-32', 'patternnet', 'logistic-regression', '100', 'test', 'accuracy', 0.979638, 0.977954, 0.981195, 29221, '2022-05-19', 'it tested on 29221 images where its own split leaves 26638: it trained on other labels than it says'),
('dino', 'dino-vit-b-16', 'fgvc-aircraft', 'logistic-regression', '100', 'test', 'accuracy', 0.516787, 0.482872, 0.550547, 834, '2022-05-19', NULL),
('dino', 'dino-vit-b-16', 'flowers102', 'logistic-regression', '100', 'test', 'accuracy', 0.921, 0.885954, 0.946730, 306, '2022-05-19', NULL),
('vit_l_32', 'vit-l-32', 'ucmerced', 'logistic-regression', '100', 'test', 'accuracy', 0.94831, 0.925340, 0.964484, 503, '2022-05-19', 'it tested on 503 images where its own split leaves 504: it trained on other labels than it says'),
('vit_b_32', 'vit-b-32', 'isic', 'logistic-regression', '100', 'test', 'accuracy', 0.676056, 0.648289, 0.702637, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 952: it trained on other labels than it says'),
('clip', 'clip-vit-b-32', 'dtd', 'logistic-regression', '100', 'test', 'accuracy', 0.737589, 0.693659, 0.777241, 423, '2022-05-19', NULL),
('dino', 'dino-vit-b-16', 'patternnet', 'logistic-regression', '100', 'test', 'accuracy', 0.97844, 0.976711, 0.980044, 29221, '2022-05-19', 'it tested on 29221 images where its own split leaves 26638: it trained on other labels than it says'),
('vit_l_16', 'vit-l-16', 'fgvc-aircraft', 'logistic-regression', '100', 'test', 'accuracy', 0.461631, 0.428050, 0.495563, 834, '2022-05-19', NULL),
('vit_b_16', 'vit-b-16', 'flowers102', 'logistic-regression', '100', 'test', 'accuracy', 0.852, 0.808888, 0.888243, 306, '2022-05-19', NULL),
('vit_b_32', 'vit-b-32', 'ucmerced', 'logistic-regression', '100', 'test', 'accuracy', 0.944334, 0.920724, 0.961209, 503, '2022-05-19', 'it tested on 503 images where its own split leaves 504: it trained on other labels than it says'),
('mae', 'vit-mae-b-16', 'isic', 'logistic-regression', '100', 'test', 'accuracy', 0.670775, 0.642912, 0.697486, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 952: it trained on other labels than it says'),
('convnext_base', 'convnext-base', 'dtd', 'logistic-regression', '100', 'test', 'accuracy', 0.718676, 0.674006, 0.759410, 423, '2022-05-19', NULL),
('vit_l_16', 'vit-l-16', 'patternnet', 'logistic-regression', '100', 'test', 'accuracy', 0.972143, 0.970194, 0.973969, 29221, '2022-05-19', 'it tested on 29221 images where its own split leaves 26638: it trained on other labels than it says'),
('vit_b_16', 'vit-b-16', 'fgvc-aircraft', 'logistic-regression', '100', 'test', 'accuracy', 0.447242, 0.413816, 0.481152, 834, '2022-05-19', NULL),
('vit_l_16', 'vit-l-16', 'flowers102', 'logistic-regression', '100', 'test', 'accuracy', 0.849, 0.805308, 0.885368, 306, '2022-05-19', NULL),
('vit_l_16', 'vit-l-16', 'ucmerced', 'logistic-regression', '100', 'test', 'accuracy', 0.942346, 0.918426, 0.959561, 503, '2022-05-19', 'it tested on 503 images where its own split leaves 504: it trained on other labels than it says'),
('vit_l_16', 'vit-l-16', 'isic', 'logistic-regression', '100', 'test', 'accuracy', 0.65757, 0.629487, 0.684592, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 952: it trained on other labels than it says'),
('vit_b_32', 'vit-b-32', 'dtd', 'logistic-regression', '100', 'test', 'accuracy', 0.690307, 0.644698, 0.732491, 423, '2022-05-19', NULL),
('convnext_tiny', 'convnext-tiny', 'patternnet', 'logistic-regression', '100', 'test', 'accuracy', 0.968174, 0.966099, 0.970126, 29221, '2022-05-19', 'it tested on 29221 images where its own split leaves 26638: it trained on other labels than it says'),
('convnext_tiny', 'convnext-tiny', 'fgvc-aircraft', 'logistic-regression', '100', 'test', 'accuracy', 0.43765, 0.404343, 0.471529, 834, '2022-05-19', NULL),
('vit_l_32', 'vit-l-32', 'flowers102', 'logistic-regression', '100', 'test', 'accuracy', 0.839, 0.794605, 0.876706, 306, '2022-05-19', NULL),
('clip', 'clip-vit-b-32', 'ucmerced', 'logistic-regression', '100', 'test', 'accuracy', 0.934394, 0.909296, 0.952906, 503, '2022-05-19', 'it tested on 503 images where its own split leaves 504: it trained on other labels than it says'),
('convnext_base', 'convnext-base', 'isic', 'logistic-regression', '100', 'test', 'accuracy', 0.654049, 0.625911, 0.681150, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 952: it trained on other labels than it says'),
('vit_b_16', 'vit-b-16', 'dtd', 'logistic-regression', '100', 'test', 'accuracy', 0.685579, 0.639832, 0.727986, 423, '2022-05-19', NULL),
('vit_b_16', 'vit-b-16', 'patternnet', 'logistic-regression', '100', 'test', 'accuracy', 0.964409, 0.962223, 0.966473, 29221, '2022-05-19', 'it tested on 29221 images where its own split leaves 26638: it trained on other labels than it says'),
('vit_l_32', 'vit-l-32', 'fgvc-aircraft', 'logistic-regression', '100', 'test', 'accuracy', 0.434053, 0.400793, 0.467917, 834, '2022-05-19', NULL),
('convnext_base', 'convnext-base', 'flowers102', 'logistic-regression', '100', 'test', 'accuracy', 0.839, 0.794605, 0.876706, 306, '2022-05-19', NULL),
('convnext_base', 'convnext-base', 'ucmerced', 'logistic-regression', '100', 'test', 'accuracy', 0.934394, 0.909296, 0.952906, 503, '2022-05-19', 'it tested on 503 images where its own split leaves 504: it trained on other labels than it says'),
('vit_b_16', 'vit-b-16', 'isic', 'logistic-regression', '100', 'test', 'accuracy', 0.638204, 0.609839, 0.665638, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 952: it trained on other labels than it says'),
('convnext_tiny', 'convnext-tiny', 'dtd', 'logistic-regression', '100', 'test', 'accuracy', 0.683215, 0.637401, 0.725731, 423, '2022-05-19', NULL),
('vit_l_32', 'vit-l-32', 'patternnet', 'logistic-regression', '100', 'test', 'accuracy', 0.964272, 0.962082, 0.966340, 29221, '2022-05-19', 'it tested on 29221 images where its own split leaves 26638: it trained on other labels than it says'),
('clip', 'clip-vit-b-32', 'fgvc-aircraft', 'logistic-regression', '100', 'test', 'accuracy', 0.420863, 0.387795, 0.454657, 834, '2022-05-19', NULL),
('convnext_tiny', 'convnext-tiny', 'flowers102', 'logistic-regression', '100', 'test', 'accuracy', 0.826, 0.780415, 0.865076, 306, '2022-05-19', NULL),
('convnext_tiny', 'convnext-tiny', 'ucmerced', 'logistic-regression', '100', 'test', 'accuracy', 0.932406, 0.907028, 0.951229, 503, '2022-05-19', 'it tested on 503 images where its own split leaves 504: it trained on other labels than it says'),
('convnext_tiny', 'convnext-tiny', 'isic', 'logistic-regression', '100', 'test', 'accuracy', 0.627641, 0.599143, 0.655279, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 952: it trained on other labels than it says'),
('vit_l_16', 'vit-l-16', 'dtd', 'logistic-regression', '100', 'test', 'accuracy', 0.680851, 0.634972, 0.723475, 423, '2022-05-19', NULL),
('vit_b_32', 'vit-b-32', 'patternnet', 'logistic-regression', '100', 'test', 'accuracy', 0.9615, 0.959233, 0.963646, 29221, '2022-05-19', 'it tested on 29221 images where its own split leaves 26638: it trained on other labels than it says'),
('vit_b_32', 'vit-b-32', 'fgvc-aircraft', 'logistic-regression', '100', 'test', 'accuracy', 0.377698, 0.345426, 0.411091, 834, '2022-05-19', NULL),
('vit_b_32', 'vit-b-32', 'flowers102', 'logistic-regression', '100', 'test', 'accuracy', 0.797, 0.748791, 0.838606, 306, '2022-05-19', NULL),
('vit_b_16', 'vit-b-16', 'ucmerced', 'logistic-regression', '100', 'test', 'accuracy', 0.932406, 0.907028, 0.951229, 503, '2022-05-19', 'it tested on 503 images where its own split leaves 504: it trained on other labels than it says'),
('vit_l_32', 'vit-l-32', 'isic', 'logistic-regression', '100', 'test', 'accuracy', 0.615317, 0.586682, 0.643175, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 952: it trained on other labels than it says'),
('vit_l_32', 'vit-l-32', 'dtd', 'logistic-regression', '100', 'test', 'accuracy', 0.652482, 0.605915, 0.696305, 423, '2022-05-19', NULL),
('convnext_base', 'convnext-base', 'patternnet', 'logistic-regression', '100', 'test', 'accuracy', 0.961466, 0.959198, 0.963613, 29221, '2022-05-19', 'it tested on 29221 images where its own split leaves 26638: it trained on other labels than it says'),
('convnext_base', 'convnext-base', 'fgvc-aircraft', 'logistic-regression', '100', 'test', 'accuracy', 0.364508, 0.332534, 0.397725, 834, '2022-05-19', NULL),
('mae', 'vit-mae-b-16', 'flowers102', 'logistic-regression', '100', 'test', 'accuracy', 0.558, 0.502803, 0.613386, 306, '2022-05-19', NULL),
('mae', 'vit-mae-b-16', 'ucmerced', 'logistic-regression', '100', 'test', 'accuracy', 0.888668, 0.858181, 0.913264, 503, '2022-05-19', 'it tested on 503 images where its own split leaves 504: it trained on other labels than it says'),
('data2vec', 'data2vec-vision-b-16', 'isic', 'logistic-regression', '100', 'test', 'accuracy', 0.612676, 0.584014, 0.640579, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 952: it trained on other labels than it says'),
('mae', 'vit-mae-b-16', 'dtd', 'logistic-regression', '100', 'test', 'accuracy', 0.63357, 0.586642, 0.678093, 423, '2022-05-19', NULL),
('mae', 'vit-mae-b-16', 'patternnet', 'logistic-regression', '100', 'test', 'accuracy', 0.925533, 0.922467, 0.928487, 29221, '2022-05-19', 'it tested on 29221 images where its own split leaves 26638: it trained on other labels than it says'),
('mae', 'vit-mae-b-16', 'fgvc-aircraft', 'logistic-regression', '100', 'test', 'accuracy', 0.14988, 0.127262, 0.175709, 834, '2022-05-19', NULL),
('beit', 'beit-b-16', 'flowers102', 'logistic-regression', '100', 'test', 'accuracy', 0.307, 0.258157, 0.361003, 306, '2022-05-19', NULL),
('beit', 'beit-b-16', 'ucmerced', 'logistic-regression', '100', 'test', 'accuracy', 0.787276, 0.749405, 0.820793, 503, '2022-05-19', 'it tested on 503 images where its own split leaves 504: it trained on other labels than it says'),
('beit', 'beit-b-16', 'isic', 'logistic-regression', '100', 'test', 'accuracy', 0.575704, 0.546756, 0.604142, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 952: it trained on other labels than it says'),
('beit', 'beit-b-16', 'dtd', 'logistic-regression', '100', 'test', 'accuracy', 0.267139, 0.227208, 0.311263, 423, '2022-05-19', NULL),
('beit', 'beit-b-16', 'patternnet', 'logistic-regression', '100', 'test', 'accuracy', 0.829985, 0.825635, 0.834249, 29221, '2022-05-19', 'it tested on 29221 images where its own split leaves 26638: it trained on other labels than it says'),
('beit', 'beit-b-16', 'fgvc-aircraft', 'logistic-regression', '100', 'test', 'accuracy', 0.0611511, 0.046815, 0.079512, 834, '2022-05-19', NULL),
('data2vec', 'data2vec-vision-b-16', 'flowers102', 'logistic-regression', '100', 'test', 'accuracy', 0.140, 0.106028, 0.183932, 306, '2022-05-19', NULL),
('data2vec', 'data2vec-vision-b-16', 'ucmerced', 'logistic-regression', '100', 'test', 'accuracy', 0.429423, 0.386862, 0.473055, 503, '2022-05-19', 'it tested on 503 images where its own split leaves 504: it trained on other labels than it says'),
('efficientnet_b2', 'efficientnet-b2', 'isic', 'logistic-regression', '100', 'test', 'accuracy', 0.536092, 0.507019, 0.564921, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 952: it trained on other labels than it says'),
('data2vec', 'data2vec-vision-b-16', 'dtd', 'logistic-regression', '100', 'test', 'accuracy', 0.113475, 0.086664, 0.147243, 423, '2022-05-19', NULL),
('data2vec', 'data2vec-vision-b-16', 'patternnet', 'logistic-regression', '100', 'test', 'accuracy', 0.477978, 0.472254, 0.483708, 29221, '2022-05-19', 'it tested on 29221 images where its own split leaves 26638: it trained on other labels than it says'),
('data2vec', 'data2vec-vision-b-16', 'fgvc-aircraft', 'logistic-regression', '100', 'test', 'accuracy', 0.0371703, 0.026308, 0.052277, 834, '2022-05-19', NULL),
('efficientnet_b6', 'efficientnet-b6', 'flowers102', 'logistic-regression', '100', 'test', 'accuracy', 0.026, 0.013306, 0.050732, 306, '2022-05-19', NULL),
('efficientnet_b6', 'efficientnet-b6', 'ucmerced', 'logistic-regression', '100', 'test', 'accuracy', 0.149105, 0.120641, 0.182888, 503, '2022-05-19', 'it tested on 503 images where its own split leaves 504: it trained on other labels than it says'),
('clip', 'clip-vit-b-32', 'isic', 'logistic-regression', '100', 'test', 'accuracy', 0.52993, 0.500854, 0.558803, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 952: it trained on other labels than it says'),
('efficientnet_b6', 'efficientnet-b6', 'dtd', 'logistic-regression', '100', 'test', 'accuracy', 0.0330969, 0.019816, 0.054782, 423, '2022-05-19', NULL),
('efficientnet_b6', 'efficientnet-b6', 'patternnet', 'logistic-regression', '100', 'test', 'accuracy', 0.0851442, 0.081998, 0.088399, 29221, '2022-05-19', 'it tested on 29221 images where its own split leaves 26638: it trained on other labels than it says'),
('efficientnet_b6', 'efficientnet-b6', 'fgvc-aircraft', 'logistic-regression', '100', 'test', 'accuracy', 0.029976, 0.020385, 0.043877, 834, '2022-05-19', NULL),
('efficientnet_b2', 'efficientnet-b2', 'flowers102', 'logistic-regression', '100', 'test', 'accuracy', 0.022, 0.011124, 0.046458, 306, '2022-05-19', NULL),
('efficientnet_b2', 'efficientnet-b2', 'ucmerced', 'logistic-regression', '100', 'test', 'accuracy', 0.0815109, 0.060652, 0.108714, 503, '2022-05-19', 'it tested on 503 images where its own split leaves 504: it trained on other labels than it says'),
('efficientnet_b6', 'efficientnet-b6', 'isic', 'logistic-regression', '100', 'test', 'accuracy', 0.525528, 0.496453, 0.554431, 1136, '2022-05-19', 'it tested on 1136 images where its own split leaves 952: it trained on other labels than it says'),
('efficientnet_b2', 'efficientnet-b2', 'dtd', 'logistic-regression', '100', 'test', 'accuracy', 0.0283688, 0.016301, 0.048925, 423, '2022-05-19', NULL),
('efficientnet_b2', 'efficientnet-b2', 'patternnet', 'logistic-regression', '100', 'test', 'accuracy', 0.0660142, 0.063224, 0.068919, 29221, '2022-05-19', 'it tested on 29221 images where its own split leaves 26638: it trained on other labels than it says'),
('efficientnet_b2', 'efficientnet-b2', 'fgvc-aircraft', 'logistic-regression', '100', 'test', 'accuracy', 0.0203837, 0.012765, 0.032400, 834, '2022-05-19', NULL),
('convnext_base', 'convnext-base', 'patternnet', 'fine-tune', '10', 'test', 'accuracy', 0.969792, 0.967796, 0.971667, 30058, '2022-05-19', NULL),
('convnext_base', 'convnext-base', 'patternnet', 'fine-tune', '100', 'test', 'accuracy', 0.991441, 0.990262, 0.992478, 26638, '2022-05-19', NULL),
('convnext_base', 'convnext-base', 'patternnet', 'fine-tune', '1000', 'test', 'accuracy', 0.996404, 0.994561, 0.997624, 6118, '2022-05-19', NULL),
('dino', 'dino-vit-b-16', 'patternnet', 'fine-tune', '10', 'test', 'accuracy', 0.871781, 0.867954, 0.875513, 30058, '2022-05-19', NULL),
('dino', 'dino-vit-b-16', 'patternnet', 'fine-tune', '100', 'test', 'accuracy', 0.986673, 0.985224, 0.987982, 26638, '2022-05-19', NULL),
('dino', 'dino-vit-b-16', 'patternnet', 'fine-tune', '1000', 'test', 'accuracy', 0.996241, 0.994365, 0.997494, 6118, '2022-05-19', NULL),
('convnext_tiny', 'convnext-tiny', 'patternnet', 'fine-tune', '10', 'test', 'accuracy', 0.957815, 0.955483, 0.960029, 30058, '2022-05-19', NULL),
('convnext_tiny', 'convnext-tiny', 'patternnet', 'fine-tune', '100', 'test', 'accuracy', 0.989414, 0.988112, 0.990574, 26638, '2022-05-19', NULL),
('convnext_tiny', 'convnext-tiny', 'patternnet', 'fine-tune', '1000', 'test', 'accuracy', 0.996077, 0.994169, 0.997362, 6118, '2022-05-19', NULL),
('efficientnet_b2', 'efficientnet-b2', 'patternnet', 'fine-tune', '10', 'test', 'accuracy', 0.904551, 0.901178, 0.907821, 30058, '2022-05-19', NULL),
('efficientnet_b2', 'efficientnet-b2', 'patternnet', 'fine-tune', '100', 'test', 'accuracy', 0.984083, 0.982509, 0.985518, 26638, '2022-05-19', NULL),
('efficientnet_b2', 'efficientnet-b2', 'patternnet', 'fine-tune', '1000', 'test', 'accuracy', 0.996077, 0.994169, 0.997362, 6118, '2022-05-19', NULL),
('vit_b_16', 'vit-b-16', 'patternnet', 'fine-tune', '10', 'test', 'accuracy', 0.929669, 0.926723, 0.932505, 30058, '2022-05-19', NULL),
('vit_b_16', 'vit-b-16', 'patternnet', 'fine-tune', '100', 'test', 'accuracy', 0.991028, 0.989823, 0.992092, 26638, '2022-05-19', NULL),
('vit_b_16', 'vit-b-16', 'patternnet', 'fine-tune', '1000', 'test', 'accuracy', 0.995914, 0.993974, 0.997231, 6118, '2022-05-19', NULL),
('efficientnet_b6', 'efficientnet-b6', 'patternnet', 'fine-tune', '10', 'test', 'accuracy', 0.893473, 0.889934, 0.896910, 30058, '2022-05-19', NULL),
('efficientnet_b6', 'efficientnet-b6', 'patternnet', 'fine-tune', '100', 'test', 'accuracy', 0.982919, 0.981292, 0.984407, 26638, '2022-05-19', NULL),
('efficientnet_b6', 'efficientnet-b6', 'patternnet', 'fine-tune', '1000', 'test', 'accuracy', 0.995096, 0.993009, 0.996563, 6118, '2022-05-19', NULL),
('beit', 'beit-b-16', 'patternnet', 'fine-tune', '10', 'test', 'accuracy', 0.765354, 0.760529, 0.770110, 30058, '2022-05-19', NULL),
('beit', 'beit-b-16', 'patternnet', 'fine-tune', '100', 'test', 'accuracy', 0.972857, 0.970838, 0.974743, 26638, '2022-05-19', NULL),
('beit', 'beit-b-16', 'patternnet', 'fine-tune', '1000', 'test', 'accuracy', 0.994933, 0.992817, 0.996428, 6118, '2022-05-19', NULL),
('clip', 'clip-vit-b-32', 'patternnet', 'fine-tune', '10', 'test', 'accuracy', 0.925378, 0.922352, 0.928294, 30058, '2022-05-19', NULL),
('clip', 'clip-vit-b-32', 'patternnet', 'fine-tune', '100', 'test', 'accuracy', 0.991028, 0.989823, 0.992092, 26638, '2022-05-19', NULL),
('clip', 'clip-vit-b-32', 'patternnet', 'fine-tune', '1000', 'test', 'accuracy', 0.994606, 0.992435, 0.996157, 6118, '2022-05-19', NULL),
('mae', 'vit-mae-b-16', 'patternnet', 'fine-tune', '10', 'test', 'accuracy', 0.839876, 0.835687, 0.843979, 30058, '2022-05-19', NULL),
('mae', 'vit-mae-b-16', 'patternnet', 'fine-tune', '100', 'test', 'accuracy', 0.979352, 0.977575, 0.980993, 26638, '2022-05-19', NULL),
('mae', 'vit-mae-b-16', 'patternnet', 'fine-tune', '1000', 'test', 'accuracy', 0.990847, 0.988133, 0.992944, 6118, '2022-05-19', NULL),
('vit_b_32', 'vit-b-32', 'patternnet', 'fine-tune', '10', 'test', 'accuracy', 0.930834, 0.927910, 0.933647, 30058, '2022-05-19', NULL),
('vit_b_32', 'vit-b-32', 'patternnet', 'fine-tune', '100', 'test', 'accuracy', 0.985246, 0.983727, 0.986626, 26638, '2022-05-19', NULL),
('vit_b_32', 'vit-b-32', 'patternnet', 'fine-tune', '1000', 'test', 'accuracy', 0.990193, 0.987398, 0.992373, 6118, '2022-05-19', NULL),
('data2vec', 'data2vec-vision-b-16', 'patternnet', 'fine-tune', '10', 'test', 'accuracy', 0.500133, 0.494481, 0.505785, 30058, '2022-05-19', NULL),
('data2vec', 'data2vec-vision-b-16', 'patternnet', 'fine-tune', '100', 'test', 'accuracy', 0.814168, 0.809459, 0.818801, 26638, '2022-05-19', NULL),
('data2vec', 'data2vec-vision-b-16', 'patternnet', 'fine-tune', '1000', 'test', 'accuracy', 0.943609, 0.937546, 0.949116, 6118, '2022-05-19', NULL),
('convnext_base', 'convnext-base', 'flowers102', 'fine-tune', '10', 'test', 'accuracy', 0.938998, 0.906356, 0.960754, 306, '2022-05-19', NULL),
('dino', 'dino-vit-b-16', 'flowers102', 'fine-tune', '10', 'test', 'accuracy', 0.738562, 0.686587, 0.784621, 306, '2022-05-19', NULL),
('clip', 'clip-vit-b-32', 'flowers102', 'fine-tune', '10', 'test', 'accuracy', 0.831264, 0.785254, 0.869060, 306, '2022-05-19', NULL),
('convnext_tiny', 'convnext-tiny', 'flowers102', 'fine-tune', '10', 'test', 'accuracy', 0.897603, 0.858558, 0.926789, 306, '2022-05-19', NULL),
('vit_b_16', 'vit-b-16', 'flowers102', 'fine-tune', '10', 'test', 'accuracy', 0.839446, 0.794144, 0.876331, 306, '2022-05-19', NULL),
('vit_b_32', 'vit-b-32', 'flowers102', 'fine-tune', '10', 'test', 'accuracy', 0.771242, 0.720989, 0.814769, 306, '2022-05-19', NULL),
('efficientnet_b2', 'efficientnet-b2', 'flowers102', 'fine-tune', '10', 'test', 'accuracy', 0.78976, 0.740654, 0.831681, 306, '2022-05-19', NULL),
('efficientnet_b6', 'efficientnet-b6', 'flowers102', 'fine-tune', '10', 'test', 'accuracy', 0.775599, 0.725604, 0.818760, 306, '2022-05-19', NULL),
('mae', 'vit-mae-b-16', 'flowers102', 'fine-tune', '10', 'test', 'accuracy', 0.545685, 0.489675, 0.600562, 306, '2022-05-19', NULL),
('beit', 'beit-b-16', 'flowers102', 'fine-tune', '10', 'test', 'accuracy', 0.274743, 0.227754, 0.327318, 306, '2022-05-19', NULL),
('data2vec', 'data2vec-vision-b-16', 'flowers102', 'fine-tune', '10', 'test', 'accuracy', 0.262474, 0.216340, 0.314498, 306, '2022-05-19', NULL),
('dino', 'dino-vit-b-16', 'dtd', 'fine-tune', '10', 'test', 'accuracy', 0.350721, 0.326640, 0.375587, 1457, '2022-05-19', NULL),
('dino', 'dino-vit-b-16', 'dtd', 'fine-tune', '100', 'test', 'accuracy', 0.591017, 0.543550, 0.636846, 423, '2022-05-19', NULL),
('clip', 'clip-vit-b-32', 'dtd', 'fine-tune', '10', 'test', 'accuracy', 0.545642, 0.519989, 0.571055, 1457, '2022-05-19', NULL),
('clip', 'clip-vit-b-32', 'dtd', 'fine-tune', '100', 'test', 'accuracy', 0.678487, 0.632543, 0.721218, 423, '2022-05-19', NULL),
('convnext_base', 'convnext-base', 'dtd', 'fine-tune', '10', 'test', 'accuracy', 0.624571, 0.599410, 0.649077, 1457, '2022-05-19', NULL),
('convnext_base', 'convnext-base', 'dtd', 'fine-tune', '100', 'test', 'accuracy', 0.686761, 0.641048, 0.729113, 423, '2022-05-19', NULL),
('convnext_tiny', 'convnext-tiny', 'dtd', 'fine-tune', '10', 'test', 'accuracy', 0.592999, 0.567561, 0.617948, 1457, '2022-05-19', NULL),
('convnext_tiny', 'convnext-tiny', 'dtd', 'fine-tune', '100', 'test', 'accuracy', 0.717494, 0.672781, 0.758292, 423, '2022-05-19', NULL),
('vit_b_32', 'vit-b-32', 'dtd', 'fine-tune', '10', 'test', 'accuracy', 0.486616, 0.461021, 0.512282, 1457, '2022-05-19', NULL),
('vit_b_32', 'vit-b-32', 'dtd', 'fine-tune', '100', 'test', 'accuracy', 0.605201, 0.557873, 0.650636, 423, '2022-05-19', NULL),
('vit_b_16', 'vit-b-16', 'dtd', 'fine-tune', '10', 'test', 'accuracy', 0.51407, 0.488403, 0.539663, 1457, '2022-05-19', NULL),
('vit_b_16', 'vit-b-16', 'dtd', 'fine-tune', '100', 'test', 'accuracy', 0.641844, 0.595065, 0.686070, 423, '2022-05-19', NULL),
('mae', 'vit-mae-b-16', 'dtd', 'fine-tune', '10', 'test', 'accuracy', 0.385038, 0.360385, 0.410295, 1457, '2022-05-19', NULL),
('mae', 'vit-mae-b-16', 'dtd', 'fine-tune', '100', 'test', 'accuracy', 0.531915, 0.484290, 0.578965, 423, '2022-05-19', NULL),
('efficientnet_b2', 'efficientnet-b2', 'dtd', 'fine-tune', '10', 'test', 'accuracy', 0.40906, 0.384085, 0.434512, 1457, '2022-05-19', NULL),
('efficientnet_b2', 'efficientnet-b2', 'dtd', 'fine-tune', '100', 'test', 'accuracy', 0.573286, 0.525701, 0.619552, 423, '2022-05-19', NULL),
('efficientnet_b6', 'efficientnet-b6', 'dtd', 'fine-tune', '10', 'test', 'accuracy', 0.396706, 0.371889, 0.422065, 1457, '2022-05-19', NULL),
('efficientnet_b6', 'efficientnet-b6', 'dtd', 'fine-tune', '100', 'test', 'accuracy', 0.542553, 0.494907, 0.589433, 423, '2022-05-19', NULL),
('beit', 'beit-b-16', 'dtd', 'fine-tune', '10', 'test', 'accuracy', 0.185999, 0.166854, 0.206795, 1457, '2022-05-19', NULL),
('beit', 'beit-b-16', 'dtd', 'fine-tune', '100', 'test', 'accuracy', 0.364066, 0.319626, 0.410953, 423, '2022-05-19', NULL),
('data2vec', 'data2vec-vision-b-16', 'dtd', 'fine-tune', '10', 'test', 'accuracy', 0.103638, 0.089016, 0.120344, 1457, '2022-05-19', NULL),
('data2vec', 'data2vec-vision-b-16', 'dtd', 'fine-tune', '100', 'test', 'accuracy', 0.176123, 0.142783, 0.215292, 423, '2022-05-19', NULL),
('dino', 'dino-vit-b-16', 'ucmerced', 'fine-tune', '10', 'test', 'accuracy', 0.776844, 0.750944, 0.800766, 1071, '2022-05-19', NULL),
('dino', 'dino-vit-b-16', 'ucmerced', 'fine-tune', '100', 'test', 'accuracy', 0.943452, 0.919731, 0.960464, 504, '2022-05-19', NULL),
('convnext_base', 'convnext-base', 'ucmerced', 'fine-tune', '10', 'test', 'accuracy', 0.907563, 0.888730, 0.923483, 1071, '2022-05-19', NULL),
('convnext_base', 'convnext-base', 'ucmerced', 'fine-tune', '100', 'test', 'accuracy', 0.96627, 0.946650, 0.978836, 504, '2022-05-19', NULL),
('clip', 'clip-vit-b-32', 'ucmerced', 'fine-tune', '10', 'test', 'accuracy', 0.852474, 0.829976, 0.872453, 1071, '2022-05-19', NULL),
('clip', 'clip-vit-b-32', 'ucmerced', 'fine-tune', '100', 'test', 'accuracy', 0.963264, 0.943028, 0.976492, 504, '2022-05-19', NULL),
('vit_b_16', 'vit-b-16', 'ucmerced', 'fine-tune', '10', 'test', 'accuracy', 0.867414, 0.845784, 0.886417, 1071, '2022-05-19', NULL),
('vit_b_16', 'vit-b-16', 'ucmerced', 'fine-tune', '100', 'test', 'accuracy', 0.962276, 0.941844, 0.975715, 504, '2022-05-19', NULL),
('convnext_tiny', 'convnext-tiny', 'ucmerced', 'fine-tune', '10', 'test', 'accuracy', 0.845938, 0.823085, 0.866319, 1071, '2022-05-19', NULL),
('convnext_tiny', 'convnext-tiny', 'ucmerced', 'fine-tune', '100', 'test', 'accuracy', 0.957341, 0.935968, 0.971795, 504, '2022-05-19', NULL),
('vit_b_32', 'vit-b-32', 'ucmerced', 'fine-tune', '10', 'test', 'accuracy', 0.8338, 0.810321, 0.854894, 1071, '2022-05-19', NULL),
('vit_b_32', 'vit-b-32', 'ucmerced', 'fine-tune', '100', 'test', 'accuracy', 0.948357, 0.925421, 0.964510, 504, '2022-05-19', NULL),
('efficientnet_b2', 'efficientnet-b2', 'ucmerced', 'fine-tune', '10', 'test', 'accuracy', 0.789916, 0.764504, 0.813255, 1071, '2022-05-19', NULL),
('efficientnet_b2', 'efficientnet-b2', 'ucmerced', 'fine-tune', '100', 'test', 'accuracy', 0.927579, 0.901572, 0.947117, 504, '2022-05-19', NULL),
('efficientnet_b6', 'efficientnet-b6', 'ucmerced', 'fine-tune', '10', 'test', 'accuracy', 0.779645, 0.753846, 0.803445, 1071, '2022-05-19', NULL),
('efficientnet_b6', 'efficientnet-b6', 'ucmerced', 'fine-tune', '100', 'test', 'accuracy', 0.924603, 0.898204, 0.944578, 504, '2022-05-19', NULL),
('mae', 'vit-mae-b-16', 'ucmerced', 'fine-tune', '10', 'test', 'accuracy', 0.647993, 0.618907, 0.676021, 1071, '2022-05-19', NULL),
('mae', 'vit-mae-b-16', 'ucmerced', 'fine-tune', '100', 'test', 'accuracy', 0.896743, 0.867107, 0.920377, 504, '2022-05-19', NULL),
('beit', 'beit-b-16', 'ucmerced', 'fine-tune', '10', 'test', 'accuracy', 0.53408, 0.504136, 0.563781, 1071, '2022-05-19', NULL),
('beit', 'beit-b-16', 'ucmerced', 'fine-tune', '100', 'test', 'accuracy', 0.835148, 0.800242, 0.864983, 504, '2022-05-19', NULL),
('data2vec', 'data2vec-vision-b-16', 'ucmerced', 'fine-tune', '10', 'test', 'accuracy', 0.409897, 0.380816, 0.439623, 1071, '2022-05-19', NULL),
('data2vec', 'data2vec-vision-b-16', 'ucmerced', 'fine-tune', '100', 'test', 'accuracy', 0.59085, 0.547395, 0.632931, 504, '2022-05-19', NULL),
('convnext_base', 'convnext-base', 'fgvc-aircraft', 'fine-tune', '10', 'test', 'accuracy', 0.493837, 0.474001, 0.513693, 2434, '2022-05-19', NULL),
('convnext_base', 'convnext-base', 'fgvc-aircraft', 'fine-tune', '100', 'test', 'accuracy', 0.673261, 0.640698, 0.704235, 834, '2022-05-19', NULL),
('convnext_tiny', 'convnext-tiny', 'fgvc-aircraft', 'fine-tune', '10', 'test', 'accuracy', 0.396878, 0.377618, 0.416462, 2434, '2022-05-19', NULL),
('convnext_tiny', 'convnext-tiny', 'fgvc-aircraft', 'fine-tune', '100', 'test', 'accuracy', 0.617506, 0.584055, 0.649880, 834, '2022-05-19', NULL),
('clip', 'clip-vit-b-32', 'fgvc-aircraft', 'fine-tune', '10', 'test', 'accuracy', 0.318817, 0.300601, 0.337603, 2434, '2022-05-19', NULL),
('clip', 'clip-vit-b-32', 'fgvc-aircraft', 'fine-tune', '100', 'test', 'accuracy', 0.539887, 0.505955, 0.573453, 834, '2022-05-19', NULL),
('dino', 'dino-vit-b-16', 'fgvc-aircraft', 'fine-tune', '10', 'test', 'accuracy', 0.162284, 0.148170, 0.177462, 2434, '2022-05-19', NULL),
('dino', 'dino-vit-b-16', 'fgvc-aircraft', 'fine-tune', '100', 'test', 'accuracy', 0.390288, 0.357756, 0.423826, 834, '2022-05-19', NULL),
('vit_b_16', 'vit-b-16', 'fgvc-aircraft', 'fine-tune', '10', 'test', 'accuracy', 0.288825, 0.271164, 0.307152, 2434, '2022-05-19', NULL),
('vit_b_16', 'vit-b-16', 'fgvc-aircraft', 'fine-tune', '100', 'test', 'accuracy', 0.491295, 0.457484, 0.525186, 834, '2022-05-19', NULL),
('efficientnet_b2', 'efficientnet-b2', 'fgvc-aircraft', 'fine-tune', '10', 'test', 'accuracy', 0.268694, 0.251458, 0.286658, 2434, '2022-05-19', NULL),
('efficientnet_b2', 'efficientnet-b2', 'fgvc-aircraft', 'fine-tune', '100', 'test', 'accuracy', 0.450839, 0.417372, 0.484757, 834, '2022-05-19', NULL),
('efficientnet_b6', 'efficientnet-b6', 'fgvc-aircraft', 'fine-tune', '10', 'test', 'accuracy', 0.277732, 0.260300, 0.295865, 2434, '2022-05-19', NULL),
('efficientnet_b6', 'efficientnet-b6', 'fgvc-aircraft', 'fine-tune', '100', 'test', 'accuracy', 0.440647, 0.407301, 0.474537, 834, '2022-05-19', NULL),
('vit_b_32', 'vit-b-32', 'fgvc-aircraft', 'fine-tune', '10', 'test', 'accuracy', 0.224322, 0.208192, 0.241321, 2434, '2022-05-19', NULL),
('vit_b_32', 'vit-b-32', 'fgvc-aircraft', 'fine-tune', '100', 'test', 'accuracy', 0.385492, 0.353057, 0.418978, 834, '2022-05-19', NULL),
('mae', 'vit-mae-b-16', 'fgvc-aircraft', 'fine-tune', '10', 'test', 'accuracy', 0.0772391, 0.067287, 0.088524, 2434, '2022-05-19', NULL),
('mae', 'vit-mae-b-16', 'fgvc-aircraft', 'fine-tune', '100', 'test', 'accuracy', 0.216557, 0.189936, 0.245777, 834, '2022-05-19', NULL),
('beit', 'beit-b-16', 'fgvc-aircraft', 'fine-tune', '10', 'test', 'accuracy', 0.0419063, 0.034641, 0.050615, 2434, '2022-05-19', NULL),
('beit', 'beit-b-16', 'fgvc-aircraft', 'fine-tune', '100', 'test', 'accuracy', 0.0983796, 0.079971, 0.120471, 834, '2022-05-19', NULL),
('data2vec', 'data2vec-vision-b-16', 'fgvc-aircraft', 'fine-tune', '10', 'test', 'accuracy', 0.0353328, 0.028700, 0.043430, 2434, '2022-05-19', NULL),
('data2vec', 'data2vec-vision-b-16', 'fgvc-aircraft', 'fine-tune', '100', 'test', 'accuracy', 0.0401938, 0.028836, 0.055768, 834, '2022-05-19', NULL),
('convnext_tiny', 'convnext-tiny', 'isic', 'fine-tune', '10', 'test', 'accuracy', 0.693463, 0.665988, 0.719629, 1132, '2022-05-19', NULL),
('convnext_tiny', 'convnext-tiny', 'isic', 'fine-tune', '100', 'test', 'accuracy', 0.77521, 0.747617, 0.800591, 952, '2022-05-19', NULL),
('convnext_tiny', 'convnext-tiny', 'isic', 'fine-tune', '1000', 'test', 'accuracy', 0.875, 0.826244, 0.911540, 232, '2022-05-19', NULL),
('clip', 'clip-vit-b-32', 'isic', 'fine-tune', '10', 'test', 'accuracy', 0.770318, 0.744925, 0.793883, 1132, '2022-05-19', NULL),
('clip', 'clip-vit-b-32', 'isic', 'fine-tune', '100', 'test', 'accuracy', 0.788866, 0.761806, 0.813603, 952, '2022-05-19', NULL),
('clip', 'clip-vit-b-32', 'isic', 'fine-tune', '1000', 'test', 'accuracy', 0.849138, 0.797419, 0.889483, 232, '2022-05-19', NULL),
('dino', 'dino-vit-b-16', 'isic', 'fine-tune', '10', 'test', 'accuracy', 0.758834, 0.733065, 0.782852, 1132, '2022-05-19', NULL),
('dino', 'dino-vit-b-16', 'isic', 'fine-tune', '100', 'test', 'accuracy', 0.777311, 0.749797, 0.802596, 952, '2022-05-19', NULL),
('dino', 'dino-vit-b-16', 'isic', 'fine-tune', '1000', 'test', 'accuracy', 0.844828, 0.792662, 0.885760, 232, '2022-05-19', NULL),
('efficientnet_b2', 'efficientnet-b2', 'isic', 'fine-tune', '10', 'test', 'accuracy', 0.499117, 0.470042, 0.528197, 1132, '2022-05-19', NULL),
('efficientnet_b2', 'efficientnet-b2', 'isic', 'fine-tune', '100', 'test', 'accuracy', 0.735294, 0.706364, 0.762333, 952, '2022-05-19', NULL),
('efficientnet_b2', 'efficientnet-b2', 'isic', 'fine-tune', '1000', 'test', 'accuracy', 0.840517, 0.787916, 0.882026, 232, '2022-05-19', NULL),
('mae', 'vit-mae-b-16', 'isic', 'fine-tune', '10', 'test', 'accuracy', 0.704947, 0.677722, 0.730786, 1132, '2022-05-19', NULL),
('mae', 'vit-mae-b-16', 'isic', 'fine-tune', '100', 'test', 'accuracy', 0.75, 0.721526, 0.776464, 952, '2022-05-19', NULL),
('mae', 'vit-mae-b-16', 'isic', 'fine-tune', '1000', 'test', 'accuracy', 0.831897, 0.778459, 0.874522, 232, '2022-05-19', NULL),
('vit_b_16', 'vit-b-16', 'isic', 'fine-tune', '10', 'test', 'accuracy', 0.583922, 0.554972, 0.612305, 1132, '2022-05-19', NULL),
('vit_b_16', 'vit-b-16', 'isic', 'fine-tune', '100', 'test', 'accuracy', 0.771008, 0.743259, 0.796579, 952, '2022-05-19', NULL),
('vit_b_16', 'vit-b-16', 'isic', 'fine-tune', '1000', 'test', 'accuracy', 0.814655, 0.759673, 0.859387, 232, '2022-05-19', NULL),
('beit', 'beit-b-16', 'isic', 'fine-tune', '10', 'test', 'accuracy', 0.69523, 0.667792, 0.721347, 1132, '2022-05-19', NULL),
('beit', 'beit-b-16', 'isic', 'fine-tune', '100', 'test', 'accuracy', 0.736345, 0.707446, 0.763344, 952, '2022-05-19', NULL),
('beit', 'beit-b-16', 'isic', 'fine-tune', '1000', 'test', 'accuracy', 0.806035, 0.750341, 0.851759, 232, '2022-05-19', NULL),
('vit_b_32', 'vit-b-32', 'isic', 'fine-tune', '10', 'test', 'accuracy', 0.65371, 0.625516, 0.680865, 1132, '2022-05-19', NULL),
('vit_b_32', 'vit-b-32', 'isic', 'fine-tune', '100', 'test', 'accuracy', 0.778361, 0.750888, 0.803597, 952, '2022-05-19', NULL),
('vit_b_32', 'vit-b-32', 'isic', 'fine-tune', '1000', 'test', 'accuracy', 0.771552, 0.713365, 0.820892, 232, '2022-05-19', NULL),
('convnext_base', 'convnext-base', 'isic', 'fine-tune', '10', 'test', 'accuracy', 0.708481, 0.681337, 0.734214, 1132, '2022-05-19', NULL),
('convnext_base', 'convnext-base', 'isic', 'fine-tune', '100', 'test', 'accuracy', 0.765756, 0.737818, 0.791559, 952, '2022-05-19', NULL),
('convnext_base', 'convnext-base', 'isic', 'fine-tune', '1000', 'test', 'accuracy', 0.758621, 0.699632, 0.809184, 232, '2022-05-19', NULL),
('efficientnet_b6', 'efficientnet-b6', 'isic', 'fine-tune', '10', 'test', 'accuracy', 0.539753, 0.510632, 0.568604, 1132, '2022-05-19', NULL),
('efficientnet_b6', 'efficientnet-b6', 'isic', 'fine-tune', '100', 'test', 'accuracy', 0.734244, 0.705283, 0.761322, 952, '2022-05-19', NULL),
('efficientnet_b6', 'efficientnet-b6', 'isic', 'fine-tune', '1000', 'test', 'accuracy', 0.711207, 0.649824, 0.765709, 232, '2022-05-19', NULL),
('data2vec', 'data2vec-vision-b-16', 'isic', 'fine-tune', '10', 'test', 'accuracy', 0.673145, 0.645274, 0.699844, 1132, '2022-05-19', NULL),
('data2vec', 'data2vec-vision-b-16', 'isic', 'fine-tune', '100', 'test', 'accuracy', 0.733193, 0.704201, 0.760311, 952, '2022-05-19', NULL),
('data2vec', 'data2vec-vision-b-16', 'isic', 'fine-tune', '1000', 'test', 'accuracy', 0.698276, 0.636376, 0.753716, 232, '2022-05-19', NULL),
('dino', 'dino-vit-b-16', 'iwildcam', 'knn', '10', 'id', 'accuracy', 0.132205, 0.125026, 0.139730, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('dino', 'dino-vit-b-16', 'iwildcam', 'knn', '10', 'ood', 'accuracy', 0.186979, 0.183313, 0.190701, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('dino', 'dino-vit-b-16', 'iwildcam', 'logistic-regression', '10', 'id', 'accuracy', 0.143488, 0.136047, 0.151265, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('dino', 'dino-vit-b-16', 'iwildcam', 'logistic-regression', '10', 'ood', 'accuracy', 0.177724, 0.174131, 0.181375, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('dino', 'dino-vit-b-16', 'iwildcam', 'knn', '100', 'id', 'accuracy', 0.244665, 0.235456, 0.254115, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('dino', 'dino-vit-b-16', 'iwildcam', 'knn', '100', 'ood', 'accuracy', 0.186651, 0.182988, 0.190371, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('dino', 'dino-vit-b-16', 'iwildcam', 'logistic-regression', '100', 'id', 'accuracy', 0.214619, 0.205843, 0.223663, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('dino', 'dino-vit-b-16', 'iwildcam', 'logistic-regression', '100', 'ood', 'accuracy', 0.279171, 0.274940, 0.283441, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('convnext_base', 'convnext-base', 'iwildcam', 'knn', '10', 'id', 'accuracy', 0.14128, 0.133889, 0.149010, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('convnext_base', 'convnext-base', 'iwildcam', 'knn', '10', 'ood', 'accuracy', 0.22458, 0.220651, 0.228558, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('convnext_base', 'convnext-base', 'iwildcam', 'logistic-regression', '10', 'id', 'accuracy', 0.112583, 0.105904, 0.119627, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('convnext_base', 'convnext-base', 'iwildcam', 'logistic-regression', '10', 'ood', 'accuracy', 0.188685, 0.185005, 0.192420, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('convnext_base', 'convnext-base', 'iwildcam', 'knn', '100', 'id', 'accuracy', 0.221609, 0.212727, 0.230754, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('convnext_base', 'convnext-base', 'iwildcam', 'knn', '100', 'ood', 'accuracy', 0.23776, 0.233750, 0.241817, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('convnext_base', 'convnext-base', 'iwildcam', 'logistic-regression', '100', 'id', 'accuracy', 0.200883, 0.192328, 0.209719, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('convnext_base', 'convnext-base', 'iwildcam', 'logistic-regression', '100', 'ood', 'accuracy', 0.22916, 0.225203, 0.233167, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('convnext_tiny', 'convnext-tiny', 'iwildcam', 'knn', '10', 'id', 'accuracy', 0.140545, 0.133170, 0.148258, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('convnext_tiny', 'convnext-tiny', 'iwildcam', 'knn', '10', 'ood', 'accuracy', 0.219369, 0.215473, 0.223315, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('convnext_tiny', 'convnext-tiny', 'iwildcam', 'logistic-regression', '10', 'id', 'accuracy', 0.116017, 0.109246, 0.123149, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('convnext_tiny', 'convnext-tiny', 'iwildcam', 'logistic-regression', '10', 'ood', 'accuracy', 0.158631, 0.155201, 0.162124, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('convnext_tiny', 'convnext-tiny', 'iwildcam', 'knn', '100', 'id', 'accuracy', 0.243439, 0.234246, 0.252873, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('convnext_tiny', 'convnext-tiny', 'iwildcam', 'knn', '100', 'ood', 'accuracy', 0.225304, 0.221371, 0.229287, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('convnext_tiny', 'convnext-tiny', 'iwildcam', 'logistic-regression', '100', 'id', 'accuracy', 0.195242, 0.186782, 0.203988, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('convnext_tiny', 'convnext-tiny', 'iwildcam', 'logistic-regression', '100', 'ood', 'accuracy', 0.203594, 0.199806, 0.207436, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('vit_b_16', 'vit-b-16', 'iwildcam', 'knn', '10', 'id', 'accuracy', 0.114668, 0.107933, 0.121766, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('vit_b_16', 'vit-b-16', 'iwildcam', 'knn', '10', 'ood', 'accuracy', 0.0812087, 0.078658, 0.083835, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('vit_b_16', 'vit-b-16', 'iwildcam', 'logistic-regression', '10', 'id', 'accuracy', 0.110375, 0.103756, 0.117361, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('vit_b_16', 'vit-b-16', 'iwildcam', 'logistic-regression', '10', 'ood', 'accuracy', 0.0957444, 0.092993, 0.098569, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('vit_b_16', 'vit-b-16', 'iwildcam', 'knn', '100', 'id', 'accuracy', 0.191072, 0.182685, 0.199750, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('vit_b_16', 'vit-b-16', 'iwildcam', 'knn', '100', 'ood', 'accuracy', 0.151901, 0.148532, 0.155333, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('vit_b_16', 'vit-b-16', 'iwildcam', 'logistic-regression', '100', 'id', 'accuracy', 0.182487, 0.174254, 0.191020, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('vit_b_16', 'vit-b-16', 'iwildcam', 'logistic-regression', '100', 'ood', 'accuracy', 0.16639, 0.162891, 0.169949, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('vit_b_32', 'vit-b-32', 'iwildcam', 'knn', '10', 'id', 'accuracy', 0.0954133, 0.089226, 0.101982, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('vit_b_32', 'vit-b-32', 'iwildcam', 'knn', '10', 'ood', 'accuracy', 0.0899722, 0.087298, 0.092720, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('vit_b_32', 'vit-b-32', 'iwildcam', 'logistic-regression', '10', 'id', 'accuracy', 0.0804513, 0.074743, 0.086554, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('vit_b_32', 'vit-b-32', 'iwildcam', 'logistic-regression', '10', 'ood', 'accuracy', 0.0831483, 0.080570, 0.085802, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('vit_b_32', 'vit-b-32', 'iwildcam', 'knn', '100', 'id', 'accuracy', 0.142261, 0.134848, 0.150012, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('vit_b_32', 'vit-b-32', 'iwildcam', 'knn', '100', 'ood', 'accuracy', 0.133626, 0.130435, 0.136883, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('vit_b_32', 'vit-b-32', 'iwildcam', 'logistic-regression', '100', 'id', 'accuracy', 0.151705, 0.144082, 0.159655, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('vit_b_32', 'vit-b-32', 'iwildcam', 'logistic-regression', '100', 'ood', 'accuracy', 0.142273, 0.138995, 0.145615, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('clip', 'clip-vit-b-32', 'iwildcam', 'knn', '10', 'id', 'accuracy', 0.0927152, 0.086610, 0.099204, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('clip', 'clip-vit-b-32', 'iwildcam', 'knn', '10', 'ood', 'accuracy', 0.105326, 0.102453, 0.108270, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('clip', 'clip-vit-b-32', 'iwildcam', 'logistic-regression', '10', 'id', 'accuracy', 0.0864606, 0.080554, 0.092757, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('clip', 'clip-vit-b-32', 'iwildcam', 'logistic-regression', '10', 'ood', 'accuracy', 0.0596153, 0.057411, 0.061899, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('clip', 'clip-vit-b-32', 'iwildcam', 'knn', '100', 'id', 'accuracy', 0.190213, 0.181841, 0.198877, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('clip', 'clip-vit-b-32', 'iwildcam', 'knn', '100', 'ood', 'accuracy', 0.175224, 0.171651, 0.178855, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('clip', 'clip-vit-b-32', 'iwildcam', 'logistic-regression', '100', 'id', 'accuracy', 0.166299, 0.158374, 0.174537, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('clip', 'clip-vit-b-32', 'iwildcam', 'logistic-regression', '100', 'ood', 'accuracy', 0.137482, 0.134252, 0.140777, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('beit', 'beit-b-16', 'iwildcam', 'knn', '10', 'id', 'accuracy', 0.0334805, 0.029790, 0.037610, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('beit', 'beit-b-16', 'iwildcam', 'knn', '10', 'ood', 'accuracy', 0.0180645, 0.016845, 0.019370, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('beit', 'beit-b-16', 'iwildcam', 'logistic-regression', '10', 'id', 'accuracy', 0.0309051, 0.027364, 0.034888, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('beit', 'beit-b-16', 'iwildcam', 'logistic-regression', '10', 'ood', 'accuracy', 0.020308, 0.019014, 0.021688, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('beit', 'beit-b-16', 'iwildcam', 'knn', '100', 'id', 'accuracy', 0.0630365, 0.057965, 0.068520, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('beit', 'beit-b-16', 'iwildcam', 'knn', '100', 'ood', 'accuracy', 0.0236966, 0.022298, 0.025181, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('beit', 'beit-b-16', 'iwildcam', 'logistic-regression', '100', 'id', 'accuracy', 0.0558008, 0.051025, 0.060995, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('beit', 'beit-b-16', 'iwildcam', 'logistic-regression', '100', 'ood', 'accuracy', 0.0342362, 0.032555, 0.036001, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('mae', 'vit-mae-b-16', 'iwildcam', 'knn', '10', 'id', 'accuracy', 0.0348295, 0.031064, 0.039033, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('mae', 'vit-mae-b-16', 'iwildcam', 'knn', '10', 'ood', 'accuracy', 0.0256129, 0.024158, 0.027153, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('mae', 'vit-mae-b-16', 'iwildcam', 'logistic-regression', '10', 'id', 'accuracy', 0.0294334, 0.025981, 0.033329, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('mae', 'vit-mae-b-16', 'iwildcam', 'logistic-regression', '10', 'ood', 'accuracy', 0.0241406, 0.022728, 0.025638, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('mae', 'vit-mae-b-16', 'iwildcam', 'knn', '100', 'id', 'accuracy', 0.0469708, 0.042588, 0.051780, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('mae', 'vit-mae-b-16', 'iwildcam', 'knn', '100', 'ood', 'accuracy', 0.0193265, 0.018065, 0.020675, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('mae', 'vit-mae-b-16', 'iwildcam', 'logistic-regression', '100', 'id', 'accuracy', 0.0479519, 0.043523, 0.052806, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('mae', 'vit-mae-b-16', 'iwildcam', 'logistic-regression', '100', 'ood', 'accuracy', 0.0318992, 0.030276, 0.033607, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('data2vec', 'data2vec-vision-b-16', 'iwildcam', 'knn', '10', 'id', 'accuracy', 0.0383861, 0.034429, 0.042778, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('data2vec', 'data2vec-vision-b-16', 'iwildcam', 'knn', '10', 'ood', 'accuracy', 0.0132037, 0.012165, 0.014330, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('data2vec', 'data2vec-vision-b-16', 'iwildcam', 'logistic-regression', '10', 'id', 'accuracy', 0.0279617, 0.024600, 0.031768, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('data2vec', 'data2vec-vision-b-16', 'iwildcam', 'logistic-regression', '10', 'ood', 'accuracy', 0.0185319, 0.017297, 0.019854, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('data2vec', 'data2vec-vision-b-16', 'iwildcam', 'knn', '100', 'id', 'accuracy', 0.0470935, 0.042705, 0.051909, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('data2vec', 'data2vec-vision-b-16', 'iwildcam', 'knn', '100', 'ood', 'accuracy', 0.0133907, 0.012344, 0.014524, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('data2vec', 'data2vec-vision-b-16', 'iwildcam', 'logistic-regression', '100', 'id', 'accuracy', 0.0448859, 0.040602, 0.049598, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('data2vec', 'data2vec-vision-b-16', 'iwildcam', 'logistic-regression', '100', 'ood', 'accuracy', 0.0231591, 0.021776, 0.024628, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('clip', 'clip-vit-b-32', 'fmow', 'knn', '10', 'id', 'accuracy', 0.194403, 0.187219, 0.201794, 11327, '2022-06-13', NULL),
('clip', 'clip-vit-b-32', 'fmow', 'knn', '10', 'ood', 'accuracy', 0.188981, 0.183875, 0.194196, 22108, '2022-06-13', NULL),
('clip', 'clip-vit-b-32', 'fmow', 'logistic-regression', '10', 'id', 'accuracy', 0.12404, 0.118097, 0.130238, 11327, '2022-06-13', NULL),
('clip', 'clip-vit-b-32', 'fmow', 'logistic-regression', '10', 'ood', 'accuracy', 0.132034, 0.127635, 0.136560, 22108, '2022-06-13', NULL),
('clip', 'clip-vit-b-32', 'fmow', 'knn', '100', 'id', 'accuracy', 0.314646, 0.306159, 0.323260, 11327, '2022-06-13', NULL),
('clip', 'clip-vit-b-32', 'fmow', 'knn', '100', 'ood', 'accuracy', 0.305862, 0.299823, 0.311969, 22108, '2022-06-13', NULL),
('clip', 'clip-vit-b-32', 'fmow', 'logistic-regression', '100', 'id', 'accuracy', 0.254083, 0.246150, 0.262183, 11327, '2022-06-13', NULL),
('clip', 'clip-vit-b-32', 'fmow', 'logistic-regression', '100', 'ood', 'accuracy', 0.242401, 0.236797, 0.248094, 22108, '2022-06-13', NULL),
('dino', 'dino-vit-b-16', 'fmow', 'knn', '10', 'id', 'accuracy', 0.172773, 0.165922, 0.179846, 11327, '2022-06-13', NULL),
('dino', 'dino-vit-b-16', 'fmow', 'knn', '10', 'ood', 'accuracy', 0.16926, 0.164375, 0.174260, 22108, '2022-06-13', NULL),
('dino', 'dino-vit-b-16', 'fmow', 'logistic-regression', '10', 'id', 'accuracy', 0.105412, 0.099890, 0.111201, 11327, '2022-06-13', NULL),
('dino', 'dino-vit-b-16', 'fmow', 'logistic-regression', '10', 'ood', 'accuracy', 0.0972951, 0.093458, 0.101272, 22108, '2022-06-13', NULL),
('dino', 'dino-vit-b-16', 'fmow', 'knn', '100', 'id', 'accuracy', 0.310674, 0.302217, 0.319259, 11327, '2022-06-13', NULL),
('dino', 'dino-vit-b-16', 'fmow', 'knn', '100', 'ood', 'accuracy', 0.29763, 0.291638, 0.303691, 22108, '2022-06-13', NULL),
('dino', 'dino-vit-b-16', 'fmow', 'logistic-regression', '100', 'id', 'accuracy', 0.217357, 0.209858, 0.225047, 11327, '2022-06-13', NULL),
('dino', 'dino-vit-b-16', 'fmow', 'logistic-regression', '100', 'ood', 'accuracy', 0.195223, 0.190052, 0.200501, 22108, '2022-06-13', NULL),
('convnext_tiny', 'convnext-tiny', 'fmow', 'knn', '10', 'id', 'accuracy', 0.152732, 0.146226, 0.159475, 11327, '2022-06-13', NULL),
('convnext_tiny', 'convnext-tiny', 'fmow', 'knn', '10', 'ood', 'accuracy', 0.139361, 0.134859, 0.143989, 22108, '2022-06-13', NULL),
('convnext_tiny', 'convnext-tiny', 'fmow', 'logistic-regression', '10', 'id', 'accuracy', 0.0839587, 0.078991, 0.089208, 11327, '2022-06-13', NULL),
('convnext_tiny', 'convnext-tiny', 'fmow', 'logistic-regression', '10', 'ood', 'accuracy', 0.0714221, 0.068101, 0.074892, 22108, '2022-06-13', NULL),
('convnext_tiny', 'convnext-tiny', 'fmow', 'knn', '100', 'id', 'accuracy', 0.261676, 0.253663, 0.269850, 11327, '2022-06-13', NULL),
('convnext_tiny', 'convnext-tiny', 'fmow', 'knn', '100', 'ood', 'accuracy', 0.24905, 0.243393, 0.254794, 22108, '2022-06-13', NULL),
('convnext_tiny', 'convnext-tiny', 'fmow', 'logistic-regression', '100', 'id', 'accuracy', 0.16624, 0.159497, 0.173209, 11327, '2022-06-13', NULL),
('convnext_tiny', 'convnext-tiny', 'fmow', 'logistic-regression', '100', 'ood', 'accuracy', 0.141442, 0.136911, 0.146098, 22108, '2022-06-13', NULL),
('vit_b_16', 'vit-b-16', 'fmow', 'knn', '10', 'id', 'accuracy', 0.129337, 0.123283, 0.135643, 11327, '2022-06-13', NULL),
('vit_b_16', 'vit-b-16', 'fmow', 'knn', '10', 'ood', 'accuracy', 0.124525, 0.120238, 0.128943, 22108, '2022-06-13', NULL),
('vit_b_16', 'vit-b-16', 'fmow', 'logistic-regression', '10', 'id', 'accuracy', 0.0798093, 0.074960, 0.084944, 11327, '2022-06-13', NULL),
('vit_b_16', 'vit-b-16', 'fmow', 'logistic-regression', '10', 'ood', 'accuracy', 0.0657228, 0.062531, 0.069065, 22108, '2022-06-13', NULL),
('vit_b_16', 'vit-b-16', 'fmow', 'knn', '100', 'id', 'accuracy', 0.22645, 0.218836, 0.234250, 11327, '2022-06-13', NULL),
('vit_b_16', 'vit-b-16', 'fmow', 'knn', '100', 'ood', 'accuracy', 0.219649, 0.214241, 0.225155, 22108, '2022-06-13', NULL),
('vit_b_16', 'vit-b-16', 'fmow', 'logistic-regression', '100', 'id', 'accuracy', 0.157853, 0.151255, 0.164683, 11327, '2022-06-13', NULL),
('vit_b_16', 'vit-b-16', 'fmow', 'logistic-regression', '100', 'ood', 'accuracy', 0.133617, 0.129195, 0.138165, 22108, '2022-06-13', NULL),
('vit_b_32', 'vit-b-32', 'fmow', 'knn', '10', 'id', 'accuracy', 0.110885, 0.105235, 0.116800, 11327, '2022-06-13', NULL),
('vit_b_32', 'vit-b-32', 'fmow', 'knn', '10', 'ood', 'accuracy', 0.111905, 0.107817, 0.116128, 22108, '2022-06-13', NULL),
('vit_b_32', 'vit-b-32', 'fmow', 'logistic-regression', '10', 'id', 'accuracy', 0.0703628, 0.065797, 0.075220, 11327, '2022-06-13', NULL),
('vit_b_32', 'vit-b-32', 'fmow', 'logistic-regression', '10', 'ood', 'accuracy', 0.0673512, 0.064122, 0.070731, 22108, '2022-06-13', NULL),
('vit_b_32', 'vit-b-32', 'fmow', 'knn', '100', 'id', 'accuracy', 0.206498, 0.199143, 0.214051, 11327, '2022-06-13', NULL),
('vit_b_32', 'vit-b-32', 'fmow', 'knn', '100', 'ood', 'accuracy', 0.200878, 0.195648, 0.206211, 22108, '2022-06-13', NULL),
('vit_b_32', 'vit-b-32', 'fmow', 'logistic-regression', '100', 'id', 'accuracy', 0.14823, 0.141806, 0.154893, 11327, '2022-06-13', NULL),
('vit_b_32', 'vit-b-32', 'fmow', 'logistic-regression', '100', 'ood', 'accuracy', 0.124661, 0.120371, 0.129080, 22108, '2022-06-13', NULL),
('convnext_base', 'convnext-base', 'fmow', 'knn', '10', 'id', 'accuracy', 0.133575, 0.127434, 0.139964, 11327, '2022-06-13', NULL),
('convnext_base', 'convnext-base', 'fmow', 'knn', '10', 'ood', 'accuracy', 0.130089, 0.125718, 0.134587, 22108, '2022-06-13', NULL),
('convnext_base', 'convnext-base', 'fmow', 'logistic-regression', '10', 'id', 'accuracy', 0.0626821, 0.058365, 0.067296, 11327, '2022-06-13', NULL),
('convnext_base', 'convnext-base', 'fmow', 'logistic-regression', '10', 'ood', 'accuracy', 0.0531482, 0.050268, 0.056184, 22108, '2022-06-13', NULL),
('convnext_base', 'convnext-base', 'fmow', 'knn', '100', 'id', 'accuracy', 0.249846, 0.241959, 0.257902, 11327, '2022-06-13', NULL),
('convnext_base', 'convnext-base', 'fmow', 'knn', '100', 'ood', 'accuracy', 0.239913, 0.234330, 0.245587, 22108, '2022-06-13', NULL),
('convnext_base', 'convnext-base', 'fmow', 'logistic-regression', '100', 'id', 'accuracy', 0.130926, 0.124839, 0.137263, 11327, '2022-06-13', NULL),
('convnext_base', 'convnext-base', 'fmow', 'logistic-regression', '100', 'ood', 'accuracy', 0.111227, 0.107150, 0.115439, 22108, '2022-06-13', NULL),
('beit', 'beit-b-16', 'fmow', 'knn', '10', 'id', 'accuracy', 0.0664783, 0.062036, 0.071215, 11327, '2022-06-13', NULL),
('beit', 'beit-b-16', 'fmow', 'knn', '10', 'ood', 'accuracy', 0.058757, 0.055733, 0.061934, 22108, '2022-06-13', NULL),
('beit', 'beit-b-16', 'fmow', 'logistic-regression', '10', 'id', 'accuracy', 0.0300168, 0.027030, 0.033322, 11327, '2022-06-13', NULL),
('beit', 'beit-b-16', 'fmow', 'logistic-regression', '10', 'ood', 'accuracy', 0.0294916, 0.027342, 0.031805, 22108, '2022-06-13', NULL),
('beit', 'beit-b-16', 'fmow', 'knn', '100', 'id', 'accuracy', 0.12766, 0.121640, 0.133932, 11327, '2022-06-13', NULL),
('beit', 'beit-b-16', 'fmow', 'knn', '100', 'ood', 'accuracy', 0.111543, 0.107461, 0.115761, 22108, '2022-06-13', NULL),
('beit', 'beit-b-16', 'fmow', 'logistic-regression', '100', 'id', 'accuracy', 0.0583561, 0.054187, 0.062825, 11327, '2022-06-13', NULL),
('beit', 'beit-b-16', 'fmow', 'logistic-regression', '100', 'ood', 'accuracy', 0.0508413, 0.048023, 0.053816, 22108, '2022-06-13', NULL),
('mae', 'vit-mae-b-16', 'fmow', 'knn', '10', 'id', 'accuracy', 0.0379624, 0.034597, 0.041641, 11327, '2022-06-13', NULL),
('mae', 'vit-mae-b-16', 'fmow', 'knn', '10', 'ood', 'accuracy', 0.0377691, 0.035335, 0.040363, 22108, '2022-06-13', NULL),
('mae', 'vit-mae-b-16', 'fmow', 'logistic-regression', '10', 'id', 'accuracy', 0.0227774, 0.020187, 0.025691, 11327, '2022-06-13', NULL),
('mae', 'vit-mae-b-16', 'fmow', 'logistic-regression', '10', 'ood', 'accuracy', 0.0241994, 0.022255, 0.026309, 22108, '2022-06-13', NULL),
('mae', 'vit-mae-b-16', 'fmow', 'knn', '100', 'id', 'accuracy', 0.0684206, 0.063916, 0.073218, 11327, '2022-06-13', NULL),
('mae', 'vit-mae-b-16', 'fmow', 'knn', '100', 'ood', 'accuracy', 0.0621494, 0.059042, 0.065409, 22108, '2022-06-13', NULL),
('mae', 'vit-mae-b-16', 'fmow', 'logistic-regression', '100', 'id', 'accuracy', 0.0320473, 0.028959, 0.035453, 11327, '2022-06-13', NULL),
('mae', 'vit-mae-b-16', 'fmow', 'logistic-regression', '100', 'ood', 'accuracy', 0.0328388, 0.030570, 0.035270, 22108, '2022-06-13', NULL),
('data2vec', 'data2vec-vision-b-16', 'fmow', 'knn', '10', 'id', 'accuracy', 0.0404344, 0.036960, 0.044220, 11327, '2022-06-13', NULL),
('data2vec', 'data2vec-vision-b-16', 'fmow', 'knn', '10', 'ood', 'accuracy', 0.0425638, 0.039981, 0.045305, 22108, '2022-06-13', NULL),
('data2vec', 'data2vec-vision-b-16', 'fmow', 'logistic-regression', '10', 'id', 'accuracy', 0.0188929, 0.016544, 0.021568, 11327, '2022-06-13', NULL),
('data2vec', 'data2vec-vision-b-16', 'fmow', 'logistic-regression', '10', 'ood', 'accuracy', 0.0215759, 0.019742, 0.023576, 22108, '2022-06-13', NULL),
('data2vec', 'data2vec-vision-b-16', 'fmow', 'knn', '100', 'id', 'accuracy', 0.0548248, 0.050782, 0.059170, 11327, '2022-06-13', NULL),
('data2vec', 'data2vec-vision-b-16', 'fmow', 'knn', '100', 'ood', 'accuracy', 0.0519721, 0.049123, 0.054977, 22108, '2022-06-13', NULL),
('data2vec', 'data2vec-vision-b-16', 'fmow', 'logistic-regression', '100', 'id', 'accuracy', 0.0342544, 0.031060, 0.037765, 11327, '2022-06-13', NULL),
('data2vec', 'data2vec-vision-b-16', 'fmow', 'logistic-regression', '100', 'ood', 'accuracy', 0.0306224, 0.028432, 0.032976, 22108, '2022-06-13', NULL),
('convnext_base', 'convnext-base', 'fmow', 'fine-tune', '10', 'id', 'accuracy', 0.189459, 0.182348, 0.196780, 11327, '2022-06-13', NULL),
('convnext_base', 'convnext-base', 'fmow', 'fine-tune', '10', 'ood', 'accuracy', 0.166998, 0.162140, 0.171973, 22108, '2022-06-13', NULL),
('convnext_base', 'convnext-base', 'fmow', 'fine-tune', '100', 'id', 'accuracy', 0.397016, 0.388042, 0.406060, 11327, '2022-06-13', NULL),
('convnext_base', 'convnext-base', 'fmow', 'fine-tune', '100', 'ood', 'accuracy', 0.360955, 0.354649, 0.367310, 22108, '2022-06-13', NULL),
('convnext_base', 'convnext-base', 'fmow', 'fine-tune', '1000', 'id', 'accuracy', 0.578706, 0.569587, 0.587771, 11327, '2022-06-13', NULL),
('convnext_base', 'convnext-base', 'fmow', 'fine-tune', '1000', 'ood', 'accuracy', 0.519676, 0.513088, 0.526258, 22108, '2022-06-13', NULL),
('convnext_tiny', 'convnext-tiny', 'fmow', 'fine-tune', '10', 'id', 'accuracy', 0.158471, 0.151862, 0.165312, 11327, '2022-06-13', NULL),
('convnext_tiny', 'convnext-tiny', 'fmow', 'fine-tune', '10', 'ood', 'accuracy', 0.147503, 0.142890, 0.152239, 22108, '2022-06-13', NULL),
('convnext_tiny', 'convnext-tiny', 'fmow', 'fine-tune', '100', 'id', 'accuracy', 0.373179, 0.364317, 0.382128, 11327, '2022-06-13', NULL),
('convnext_tiny', 'convnext-tiny', 'fmow', 'fine-tune', '100', 'ood', 'accuracy', 0.339515, 0.333301, 0.345785, 22108, '2022-06-13', NULL),
('convnext_tiny', 'convnext-tiny', 'fmow', 'fine-tune', '1000', 'id', 'accuracy', 0.556899, 0.547734, 0.566027, 11327, '2022-06-13', NULL),
('convnext_tiny', 'convnext-tiny', 'fmow', 'fine-tune', '1000', 'ood', 'accuracy', 0.507463, 0.500872, 0.514052, 22108, '2022-06-13', NULL),
('vit_b_16', 'vit-b-16', 'fmow', 'fine-tune', '10', 'id', 'accuracy', 0.116801, 0.111015, 0.122846, 11327, '2022-06-13', NULL),
('vit_b_16', 'vit-b-16', 'fmow', 'fine-tune', '10', 'ood', 'accuracy', 0.103809, 0.099857, 0.107898, 22108, '2022-06-13', NULL),
('vit_b_16', 'vit-b-16', 'fmow', 'fine-tune', '100', 'id', 'accuracy', 0.329478, 0.320881, 0.338191, 11327, '2022-06-13', NULL),
('vit_b_16', 'vit-b-16', 'fmow', 'fine-tune', '100', 'ood', 'accuracy', 0.301656, 0.295640, 0.307740, 22108, '2022-06-13', NULL),
('vit_b_16', 'vit-b-16', 'fmow', 'fine-tune', '1000', 'id', 'accuracy', 0.52962, 0.520419, 0.538800, 11327, '2022-06-13', NULL),
('vit_b_16', 'vit-b-16', 'fmow', 'fine-tune', '1000', 'ood', 'accuracy', 0.464809, 0.458241, 0.471389, 22108, '2022-06-13', NULL),
('dino', 'dino-vit-b-16', 'fmow', 'fine-tune', '10', 'id', 'accuracy', 0.09367, 0.088441, 0.099174, 11327, '2022-06-13', NULL),
('dino', 'dino-vit-b-16', 'fmow', 'fine-tune', '10', 'ood', 'accuracy', 0.0889723, 0.085290, 0.092797, 22108, '2022-06-13', NULL),
('dino', 'dino-vit-b-16', 'fmow', 'fine-tune', '100', 'id', 'accuracy', 0.337424, 0.328773, 0.346185, 11327, '2022-06-13', NULL),
('dino', 'dino-vit-b-16', 'fmow', 'fine-tune', '100', 'ood', 'accuracy', 0.307355, 0.301307, 0.313470, 22108, '2022-06-13', NULL),
('dino', 'dino-vit-b-16', 'fmow', 'fine-tune', '1000', 'id', 'accuracy', 0.514876, 0.505669, 0.524073, 11327, '2022-06-13', NULL),
('dino', 'dino-vit-b-16', 'fmow', 'fine-tune', '1000', 'ood', 'accuracy', 0.461779, 0.455214, 0.468356, 22108, '2022-06-13', NULL),
('clip', 'clip-vit-b-32', 'fmow', 'fine-tune', '10', 'id', 'accuracy', 0.0983491, 0.093001, 0.103970, 11327, '2022-06-13', NULL),
('clip', 'clip-vit-b-32', 'fmow', 'fine-tune', '10', 'ood', 'accuracy', 0.089877, 0.086178, 0.093719, 22108, '2022-06-13', NULL),
('clip', 'clip-vit-b-32', 'fmow', 'fine-tune', '100', 'id', 'accuracy', 0.388099, 0.379164, 0.397110, 11327, '2022-06-13', NULL),
('clip', 'clip-vit-b-32', 'fmow', 'fine-tune', '100', 'ood', 'accuracy', 0.365524, 0.359200, 0.371895, 22108, '2022-06-13', NULL),
('clip', 'clip-vit-b-32', 'fmow', 'fine-tune', '1000', 'id', 'accuracy', 0.482211, 0.473016, 0.491417, 11327, '2022-06-13', NULL),
('clip', 'clip-vit-b-32', 'fmow', 'fine-tune', '1000', 'ood', 'accuracy', 0.438348, 0.431819, 0.444899, 22108, '2022-06-13', NULL),
('beit', 'beit-b-16', 'fmow', 'fine-tune', '10', 'id', 'accuracy', 0.0605633, 0.056318, 0.065107, 11327, '2022-06-13', NULL),
('beit', 'beit-b-16', 'fmow', 'fine-tune', '10', 'ood', 'accuracy', 0.0559978, 0.053044, 0.059106, 22108, '2022-06-13', NULL),
('beit', 'beit-b-16', 'fmow', 'fine-tune', '100', 'id', 'accuracy', 0.186281, 0.179217, 0.193556, 11327, '2022-06-13', NULL),
('beit', 'beit-b-16', 'fmow', 'fine-tune', '100', 'ood', 'accuracy', 0.1499, 0.145256, 0.154667, 22108, '2022-06-13', NULL),
('beit', 'beit-b-16', 'fmow', 'fine-tune', '1000', 'id', 'accuracy', 0.48892, 0.479720, 0.498128, 11327, '2022-06-13', NULL),
('beit', 'beit-b-16', 'fmow', 'fine-tune', '1000', 'ood', 'accuracy', 0.424236, 0.417735, 0.430763, 22108, '2022-06-13', NULL),
('vit_b_32', 'vit-b-32', 'fmow', 'fine-tune', '10', 'id', 'accuracy', 0.133751, 0.127607, 0.140144, 11327, '2022-06-13', NULL),
('vit_b_32', 'vit-b-32', 'fmow', 'fine-tune', '10', 'ood', 'accuracy', 0.11471, 0.110576, 0.118977, 22108, '2022-06-13', NULL),
('vit_b_32', 'vit-b-32', 'fmow', 'fine-tune', '100', 'id', 'accuracy', 0.286395, 0.278144, 0.294792, 11327, '2022-06-13', NULL),
('vit_b_32', 'vit-b-32', 'fmow', 'fine-tune', '100', 'ood', 'accuracy', 0.257328, 0.251608, 0.263132, 22108, '2022-06-13', NULL),
('vit_b_32', 'vit-b-32', 'fmow', 'fine-tune', '1000', 'id', 'accuracy', 0.449016, 0.439875, 0.458191, 11327, '2022-06-13', NULL),
('vit_b_32', 'vit-b-32', 'fmow', 'fine-tune', '1000', 'ood', 'accuracy', 0.402162, 0.395716, 0.408642, 22108, '2022-06-13', NULL),
('mae', 'vit-mae-b-16', 'fmow', 'fine-tune', '10', 'id', 'accuracy', 0.104529, 0.099028, 0.110298, 11327, '2022-06-13', NULL),
('mae', 'vit-mae-b-16', 'fmow', 'fine-tune', '10', 'ood', 'accuracy', 0.0837253, 0.080146, 0.087449, 22108, '2022-06-13', NULL),
('mae', 'vit-mae-b-16', 'fmow', 'fine-tune', '100', 'id', 'accuracy', 0.249051, 0.241173, 0.257099, 11327, '2022-06-13', NULL),
('mae', 'vit-mae-b-16', 'fmow', 'fine-tune', '100', 'ood', 'accuracy', 0.204948, 0.199679, 0.210320, 22108, '2022-06-13', NULL),
('mae', 'vit-mae-b-16', 'fmow', 'fine-tune', '1000', 'id', 'accuracy', 0.449722, 0.440579, 0.458899, 11327, '2022-06-13', NULL),
('mae', 'vit-mae-b-16', 'fmow', 'fine-tune', '1000', 'ood', 'accuracy', 0.377013, 0.370646, 0.383422, 22108, '2022-06-13', NULL),
('data2vec', 'data2vec-vision-b-16', 'fmow', 'fine-tune', '10', 'id', 'accuracy', 0.0410524, 0.037551, 0.044865, 11327, '2022-06-13', NULL),
('data2vec', 'data2vec-vision-b-16', 'fmow', 'fine-tune', '10', 'ood', 'accuracy', 0.0382667, 0.035817, 0.040877, 22108, '2022-06-13', NULL),
('data2vec', 'data2vec-vision-b-16', 'fmow', 'fine-tune', '100', 'id', 'accuracy', 0.0863424, 0.081309, 0.091656, 11327, '2022-06-13', NULL),
('data2vec', 'data2vec-vision-b-16', 'fmow', 'fine-tune', '100', 'ood', 'accuracy', 0.0692509, 0.065979, 0.072673, 22108, '2022-06-13', NULL),
('data2vec', 'data2vec-vision-b-16', 'fmow', 'fine-tune', '1000', 'id', 'accuracy', 0.147435, 0.141026, 0.154084, 11327, '2022-06-13', NULL),
('data2vec', 'data2vec-vision-b-16', 'fmow', 'fine-tune', '1000', 'ood', 'accuracy', 0.119142, 0.114938, 0.123479, 22108, '2022-06-13', NULL),
('convnext_base', 'convnext-base', 'iwildcam', 'fine-tune', '10', 'id', 'accuracy', 0.221977, 0.213089, 0.231127, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('convnext_base', 'convnext-base', 'iwildcam', 'fine-tune', '10', 'ood', 'accuracy', 0.242831, 0.238792, 0.246917, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('convnext_base', 'convnext-base', 'iwildcam', 'fine-tune', '100', 'id', 'accuracy', 0.57015, 0.559374, 0.580859, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('convnext_base', 'convnext-base', 'iwildcam', 'fine-tune', '100', 'ood', 'accuracy', 0.611157, 0.606528, 0.615765, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('convnext_base', 'convnext-base', 'iwildcam', 'fine-tune', '1000', 'id', 'accuracy', 0.660412, 0.650060, 0.670613, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('convnext_base', 'convnext-base', 'iwildcam', 'fine-tune', '1000', 'ood', 'accuracy', 0.693861, 0.689477, 0.698210, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('convnext_tiny', 'convnext-tiny', 'iwildcam', 'fine-tune', '10', 'id', 'accuracy', 0.262448, 0.253012, 0.272108, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('convnext_tiny', 'convnext-tiny', 'iwildcam', 'fine-tune', '10', 'ood', 'accuracy', 0.290435, 0.286153, 0.294755, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('convnext_tiny', 'convnext-tiny', 'iwildcam', 'fine-tune', '100', 'id', 'accuracy', 0.52833, 0.517484, 0.539149, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('convnext_tiny', 'convnext-tiny', 'iwildcam', 'fine-tune', '100', 'ood', 'accuracy', 0.537122, 0.532395, 0.541843, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('convnext_tiny', 'convnext-tiny', 'iwildcam', 'fine-tune', '1000', 'id', 'accuracy', 0.653912, 0.643516, 0.664163, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('convnext_tiny', 'convnext-tiny', 'iwildcam', 'fine-tune', '1000', 'ood', 'accuracy', 0.666425, 0.661943, 0.670877, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('vit_b_16', 'vit-b-16', 'iwildcam', 'fine-tune', '10', 'id', 'accuracy', 0.160657, 0.152847, 0.168787, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('vit_b_16', 'vit-b-16', 'iwildcam', 'fine-tune', '10', 'ood', 'accuracy', 0.117244, 0.114230, 0.120327, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('vit_b_16', 'vit-b-16', 'iwildcam', 'fine-tune', '100', 'id', 'accuracy', 0.514349, 0.503496, 0.525188, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('vit_b_16', 'vit-b-16', 'iwildcam', 'fine-tune', '100', 'ood', 'accuracy', 0.530462, 0.525731, 0.535188, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('vit_b_16', 'vit-b-16', 'iwildcam', 'fine-tune', '1000', 'id', 'accuracy', 0.654403, 0.644010, 0.664650, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('vit_b_16', 'vit-b-16', 'iwildcam', 'fine-tune', '1000', 'ood', 'accuracy', 0.622514, 0.617910, 0.627096, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('dino', 'dino-vit-b-16', 'iwildcam', 'fine-tune', '10', 'id', 'accuracy', 0.165072, 0.157172, 0.173288, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('dino', 'dino-vit-b-16', 'iwildcam', 'fine-tune', '10', 'ood', 'accuracy', 0.170877, 0.167340, 0.174473, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('dino', 'dino-vit-b-16', 'iwildcam', 'fine-tune', '100', 'id', 'accuracy', 0.418813, 0.408145, 0.429557, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('dino', 'dino-vit-b-16', 'iwildcam', 'fine-tune', '100', 'ood', 'accuracy', 0.366713, 0.362159, 0.371290, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('dino', 'dino-vit-b-16', 'iwildcam', 'fine-tune', '1000', 'id', 'accuracy', 0.626073, 0.615514, 0.636513, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('dino', 'dino-vit-b-16', 'iwildcam', 'fine-tune', '1000', 'ood', 'accuracy', 0.549812, 0.545094, 0.554521, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('vit_b_32', 'vit-b-32', 'iwildcam', 'fine-tune', '10', 'id', 'accuracy', 0.161761, 0.153928, 0.169913, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('vit_b_32', 'vit-b-32', 'iwildcam', 'fine-tune', '10', 'ood', 'accuracy', 0.0841065, 0.081514, 0.086774, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('vit_b_32', 'vit-b-32', 'iwildcam', 'fine-tune', '100', 'id', 'accuracy', 0.424822, 0.414131, 0.435584, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('vit_b_32', 'vit-b-32', 'iwildcam', 'fine-tune', '100', 'ood', 'accuracy', 0.443084, 0.438383, 0.447795, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('vit_b_32', 'vit-b-32', 'iwildcam', 'fine-tune', '1000', 'id', 'accuracy', 0.586829, 0.576102, 0.597473, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('vit_b_32', 'vit-b-32', 'iwildcam', 'fine-tune', '1000', 'ood', 'accuracy', 0.528499, 0.523767, 0.533226, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('clip', 'clip-vit-b-32', 'iwildcam', 'fine-tune', '10', 'id', 'accuracy', 0.174148, 0.166070, 0.182532, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('clip', 'clip-vit-b-32', 'iwildcam', 'fine-tune', '10', 'ood', 'accuracy', 0.12068, 0.117627, 0.123800, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('clip', 'clip-vit-b-32', 'iwildcam', 'fine-tune', '100', 'id', 'accuracy', 0.425803, 0.415108, 0.436568, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('clip', 'clip-vit-b-32', 'iwildcam', 'fine-tune', '100', 'ood', 'accuracy', 0.484658, 0.479924, 0.489394, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('clip', 'clip-vit-b-32', 'iwildcam', 'fine-tune', '1000', 'id', 'accuracy', 0.572602, 0.561833, 0.583303, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('clip', 'clip-vit-b-32', 'iwildcam', 'fine-tune', '1000', 'ood', 'accuracy', 0.518824, 0.514089, 0.523556, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('beit', 'beit-b-16', 'iwildcam', 'fine-tune', '10', 'id', 'accuracy', 0.108168, 0.101610, 0.115095, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('beit', 'beit-b-16', 'iwildcam', 'fine-tune', '10', 'ood', 'accuracy', 0.0603865, 0.058169, 0.062683, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('beit', 'beit-b-16', 'iwildcam', 'fine-tune', '100', 'id', 'accuracy', 0.281212, 0.271558, 0.291071, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('beit', 'beit-b-16', 'iwildcam', 'fine-tune', '100', 'ood', 'accuracy', 0.270384, 0.266196, 0.274613, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('beit', 'beit-b-16', 'iwildcam', 'fine-tune', '1000', 'id', 'accuracy', 0.536914, 0.526077, 0.547717, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('beit', 'beit-b-16', 'iwildcam', 'fine-tune', '1000', 'ood', 'accuracy', 0.456498, 0.451783, 0.461221, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('mae', 'vit-mae-b-16', 'iwildcam', 'fine-tune', '10', 'id', 'accuracy', 0.150356, 0.142763, 0.158278, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('mae', 'vit-mae-b-16', 'iwildcam', 'fine-tune', '10', 'ood', 'accuracy', 0.138487, 0.135247, 0.141792, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('mae', 'vit-mae-b-16', 'iwildcam', 'fine-tune', '100', 'id', 'accuracy', 0.33456, 0.324398, 0.344877, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('mae', 'vit-mae-b-16', 'iwildcam', 'fine-tune', '100', 'ood', 'accuracy', 0.291229, 0.286944, 0.295553, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('mae', 'vit-mae-b-16', 'iwildcam', 'fine-tune', '1000', 'id', 'accuracy', 0.498038, 0.487189, 0.508889, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('mae', 'vit-mae-b-16', 'iwildcam', 'fine-tune', '1000', 'ood', 'accuracy', 0.409736, 0.405084, 0.414403, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('data2vec', 'data2vec-vision-b-16', 'iwildcam', 'fine-tune', '10', 'id', 'accuracy', 0.0430464, 0.038852, 0.047671, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('data2vec', 'data2vec-vision-b-16', 'iwildcam', 'fine-tune', '10', 'ood', 'accuracy', 0.0372041, 0.035452, 0.039039, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('data2vec', 'data2vec-vision-b-16', 'iwildcam', 'fine-tune', '100', 'id', 'accuracy', 0.157346, 0.149604, 0.165411, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('data2vec', 'data2vec-vision-b-16', 'iwildcam', 'fine-tune', '100', 'ood', 'accuracy', 0.112711, 0.109749, 0.115742, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('data2vec', 'data2vec-vision-b-16', 'iwildcam', 'fine-tune', '1000', 'id', 'accuracy', 0.366569, 0.356175, 0.377088, 8154, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('data2vec', 'data2vec-vision-b-16', 'iwildcam', 'fine-tune', '1000', 'ood', 'accuracy', 0.223622, 0.219699, 0.227594, 42791, '2022-06-13', 'the labels of its training set cannot be those that it names'),
('clip', 'clip-vit-b-32', 'dtd', 'cluster', '0', 'test', 'adjusted-rand-index', 0.364, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('clip', 'clip-vit-b-32', 'fgvc-aircraft', 'cluster', '0', 'test', 'adjusted-rand-index', 0.147, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('clip', 'clip-vit-b-32', 'flowers102', 'cluster', '0', 'test', 'adjusted-rand-index', 0.654, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('data2vec', 'data2vec-vision-b-16', 'isic', 'cluster', '0', 'test', 'adjusted-rand-index', 0.177, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('clip', 'clip-vit-b-32', 'fmow', 'cluster', '0', 'id', 'adjusted-rand-index', 0.086, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('clip', 'clip-vit-b-32', 'fmow', 'cluster', '0', 'ood', 'adjusted-rand-index', 0.102, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('dino', 'dino-vit-b-16', 'iwildcam', 'cluster', '0', 'id', 'adjusted-rand-index', 0.213, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('vit_b_32', 'vit-b-32', 'iwildcam', 'cluster', '0', 'ood', 'adjusted-rand-index', 0.182, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('vit_b_32', 'vit-b-32', 'patternnet', 'cluster', '0', 'test', 'adjusted-rand-index', 0.846, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('clip', 'clip-vit-b-32', 'ucmerced', 'cluster', '0', 'test', 'adjusted-rand-index', 0.684, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('dino', 'dino-vit-b-16', 'dtd', 'cluster', '0', 'test', 'adjusted-rand-index', 0.343, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('dino', 'dino-vit-b-16', 'fgvc-aircraft', 'cluster', '0', 'test', 'adjusted-rand-index', 0.106, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('dino', 'dino-vit-b-16', 'flowers102', 'cluster', '0', 'test', 'adjusted-rand-index', 0.623, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('beit', 'beit-b-16', 'isic', 'cluster', '0', 'test', 'adjusted-rand-index', 0.164, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('dino', 'dino-vit-b-16', 'fmow', 'cluster', '0', 'id', 'adjusted-rand-index', 0.084, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('dino', 'dino-vit-b-16', 'fmow', 'cluster', '0', 'ood', 'adjusted-rand-index', 0.079, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('vit_b_32', 'vit-b-32', 'iwildcam', 'cluster', '0', 'id', 'adjusted-rand-index', 0.173, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('dino', 'dino-vit-b-16', 'iwildcam', 'cluster', '0', 'ood', 'adjusted-rand-index', 0.165, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('convnext_base', 'convnext-base', 'patternnet', 'cluster', '0', 'test', 'adjusted-rand-index', 0.841, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('vit_b_16', 'vit-b-16', 'ucmerced', 'cluster', '0', 'test', 'adjusted-rand-index', 0.649, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('convnext_tiny', 'convnext-tiny', 'dtd', 'cluster', '0', 'test', 'adjusted-rand-index', 0.303, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('vit_b_16', 'vit-b-16', 'fgvc-aircraft', 'cluster', '0', 'test', 'adjusted-rand-index', 0.072, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('convnext_tiny', 'convnext-tiny', 'flowers102', 'cluster', '0', 'test', 'adjusted-rand-index', 0.380, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('mae', 'vit-mae-b-16', 'isic', 'cluster', '0', 'test', 'adjusted-rand-index', 0.120, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('vit_b_32', 'vit-b-32', 'fmow', 'cluster', '0', 'id', 'adjusted-rand-index', 0.055, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('convnext_tiny', 'convnext-tiny', 'fmow', 'cluster', '0', 'ood', 'adjusted-rand-index', 0.057, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('clip', 'clip-vit-b-32', 'iwildcam', 'cluster', '0', 'id', 'adjusted-rand-index', 0.166, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('vit_b_16', 'vit-b-16', 'iwildcam', 'cluster', '0', 'ood', 'adjusted-rand-index', 0.148, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('convnext_tiny', 'convnext-tiny', 'patternnet', 'cluster', '0', 'test', 'adjusted-rand-index', 0.834, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('dino', 'dino-vit-b-16', 'ucmerced', 'cluster', '0', 'test', 'adjusted-rand-index', 0.645, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('convnext_base', 'convnext-base', 'dtd', 'cluster', '0', 'test', 'adjusted-rand-index', 0.291, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('vit_b_32', 'vit-b-32', 'fgvc-aircraft', 'cluster', '0', 'test', 'adjusted-rand-index', 0.062, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('vit_b_16', 'vit-b-16', 'flowers102', 'cluster', '0', 'test', 'adjusted-rand-index', 0.363, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('clip', 'clip-vit-b-32', 'isic', 'cluster', '0', 'test', 'adjusted-rand-index', 0.087, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('vit_b_16', 'vit-b-16', 'fmow', 'cluster', '0', 'id', 'adjusted-rand-index', 0.049, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('vit_b_16', 'vit-b-16', 'fmow', 'cluster', '0', 'ood', 'adjusted-rand-index', 0.057, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('vit_b_16', 'vit-b-16', 'iwildcam', 'cluster', '0', 'id', 'adjusted-rand-index', 0.161, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('convnext_tiny', 'convnext-tiny', 'iwildcam', 'cluster', '0', 'ood', 'adjusted-rand-index', 0.127, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('vit_b_16', 'vit-b-16', 'patternnet', 'cluster', '0', 'test', 'adjusted-rand-index', 0.824, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('vit_b_32', 'vit-b-32', 'ucmerced', 'cluster', '0', 'test', 'adjusted-rand-index', 0.616, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('vit_b_16', 'vit-b-16', 'dtd', 'cluster', '0', 'test', 'adjusted-rand-index', 0.284, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('convnext_tiny', 'convnext-tiny', 'fgvc-aircraft', 'cluster', '0', 'test', 'adjusted-rand-index', 0.046, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('vit_b_32', 'vit-b-32', 'flowers102', 'cluster', '0', 'test', 'adjusted-rand-index', 0.344, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('vit_b_32', 'vit-b-32', 'isic', 'cluster', '0', 'test', 'adjusted-rand-index', 0.029, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('convnext_tiny', 'convnext-tiny', 'fmow', 'cluster', '0', 'id', 'adjusted-rand-index', 0.047, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('vit_b_32', 'vit-b-32', 'fmow', 'cluster', '0', 'ood', 'adjusted-rand-index', 0.052, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('convnext_tiny', 'convnext-tiny', 'iwildcam', 'cluster', '0', 'id', 'adjusted-rand-index', 0.155, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('clip', 'clip-vit-b-32', 'iwildcam', 'cluster', '0', 'ood', 'adjusted-rand-index', 0.126, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('dino', 'dino-vit-b-16', 'patternnet', 'cluster', '0', 'test', 'adjusted-rand-index', 0.796, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('convnext_tiny', 'convnext-tiny', 'ucmerced', 'cluster', '0', 'test', 'adjusted-rand-index', 0.538, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('vit_b_32', 'vit-b-32', 'dtd', 'cluster', '0', 'test', 'adjusted-rand-index', 0.275, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('convnext_base', 'convnext-base', 'fgvc-aircraft', 'cluster', '0', 'test', 'adjusted-rand-index', 0.031, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('convnext_base', 'convnext-base', 'flowers102', 'cluster', '0', 'test', 'adjusted-rand-index', 0.257, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('vit_b_16', 'vit-b-16', 'isic', 'cluster', '0', 'test', 'adjusted-rand-index', 0.020, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('convnext_base', 'convnext-base', 'fmow', 'cluster', '0', 'id', 'adjusted-rand-index', 0.038, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('convnext_base', 'convnext-base', 'fmow', 'cluster', '0', 'ood', 'adjusted-rand-index', 0.048, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('convnext_base', 'convnext-base', 'iwildcam', 'cluster', '0', 'id', 'adjusted-rand-index', 0.135, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('convnext_base', 'convnext-base', 'iwildcam', 'cluster', '0', 'ood', 'adjusted-rand-index', 0.097, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('clip', 'clip-vit-b-32', 'patternnet', 'cluster', '0', 'test', 'adjusted-rand-index', 0.744, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('convnext_base', 'convnext-base', 'ucmerced', 'cluster', '0', 'test', 'adjusted-rand-index', 0.508, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('mae', 'vit-mae-b-16', 'dtd', 'cluster', '0', 'test', 'adjusted-rand-index', 0.030, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('mae', 'vit-mae-b-16', 'fgvc-aircraft', 'cluster', '0', 'test', 'adjusted-rand-index', 0.006, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('beit', 'beit-b-16', 'flowers102', 'cluster', '0', 'test', 'adjusted-rand-index', 0.058, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('dino', 'dino-vit-b-16', 'isic', 'cluster', '0', 'test', 'adjusted-rand-index', 0.020, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('beit', 'beit-b-16', 'fmow', 'cluster', '0', 'id', 'adjusted-rand-index', 0.009, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('beit', 'beit-b-16', 'fmow', 'cluster', '0', 'ood', 'adjusted-rand-index', 0.009, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('beit', 'beit-b-16', 'iwildcam', 'cluster', '0', 'id', 'adjusted-rand-index', 0.117, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('beit', 'beit-b-16', 'iwildcam', 'cluster', '0', 'ood', 'adjusted-rand-index', 0.089, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('mae', 'vit-mae-b-16', 'patternnet', 'cluster', '0', 'test', 'adjusted-rand-index', 0.394, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('beit', 'beit-b-16', 'ucmerced', 'cluster', '0', 'test', 'adjusted-rand-index', 0.172, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('beit', 'beit-b-16', 'dtd', 'cluster', '0', 'test', 'adjusted-rand-index', 0.022, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('beit', 'beit-b-16', 'fgvc-aircraft', 'cluster', '0', 'test', 'adjusted-rand-index', 0.006, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('mae', 'vit-mae-b-16', 'flowers102', 'cluster', '0', 'test', 'adjusted-rand-index', 0.053, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('convnext_base', 'convnext-base', 'isic', 'cluster', '0', 'test', 'adjusted-rand-index', 0.002, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('mae', 'vit-mae-b-16', 'fmow', 'cluster', '0', 'id', 'adjusted-rand-index', 0.004, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('mae', 'vit-mae-b-16', 'fmow', 'cluster', '0', 'ood', 'adjusted-rand-index', 0.005, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('data2vec', 'data2vec-vision-b-16', 'iwildcam', 'cluster', '0', 'id', 'adjusted-rand-index', 0.072, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('data2vec', 'data2vec-vision-b-16', 'iwildcam', 'cluster', '0', 'ood', 'adjusted-rand-index', 0.058, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('beit', 'beit-b-16', 'patternnet', 'cluster', '0', 'test', 'adjusted-rand-index', 0.365, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('mae', 'vit-mae-b-16', 'ucmerced', 'cluster', '0', 'test', 'adjusted-rand-index', 0.148, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('data2vec', 'data2vec-vision-b-16', 'dtd', 'cluster', '0', 'test', 'adjusted-rand-index', 0.013, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('data2vec', 'data2vec-vision-b-16', 'fgvc-aircraft', 'cluster', '0', 'test', 'adjusted-rand-index', 0.005, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('data2vec', 'data2vec-vision-b-16', 'flowers102', 'cluster', '0', 'test', 'adjusted-rand-index', 0.047, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('convnext_tiny', 'convnext-tiny', 'isic', 'cluster', '0', 'test', 'adjusted-rand-index', -0.00, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('data2vec', 'data2vec-vision-b-16', 'fmow', 'cluster', '0', 'id', 'adjusted-rand-index', 0.004, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('data2vec', 'data2vec-vision-b-16', 'fmow', 'cluster', '0', 'ood', 'adjusted-rand-index', 0.004, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('mae', 'vit-mae-b-16', 'iwildcam', 'cluster', '0', 'id', 'adjusted-rand-index', 0.058, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('mae', 'vit-mae-b-16', 'iwildcam', 'cluster', '0', 'ood', 'adjusted-rand-index', 0.040, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('data2vec', 'data2vec-vision-b-16', 'patternnet', 'cluster', '0', 'test', 'adjusted-rand-index', 0.085, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said'),
('data2vec', 'data2vec-vision-b-16', 'ucmerced', 'cluster', '0', 'test', 'adjusted-rand-index', 0.064, NULL, NULL, NULL, '2022-05-19', 'which images it clustered is not said');
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
COMMENT ON TABLE "kept_score" IS 'Scores of sweeps that have ended, as they were computed then. Read the view score instead.';
--> statement-breakpoint
COMMENT ON COLUMN "sweep"."is_kept" IS 'Are its scores those of kept_score? Else they are computed whenever they are asked for.';
--> statement-breakpoint
COMMENT ON VIEW "live_score" IS 'Scores of sweeps of which none are kept, computed from their cells. Read the view score instead.';
--> statement-breakpoint
COMMENT ON VIEW "score" IS 'Each number of each entry as in leaderboard, with what the other views are made of.';
--> statement-breakpoint
COMMENT ON COLUMN "score"."merit" IS 'The value, or less it where less is better, so that more is better always; merit_low and merit_high are its interval.';
--> statement-breakpoint
COMMENT ON COLUMN "score"."encoder_hash" IS 'Key of the encoder in the table encoder.';
--> statement-breakpoint
COMMENT ON COLUMN "score"."labels" IS 'Images that train and validate, mean over draws: what the number has cost in labels.';
--> statement-breakpoint
COMMENT ON COLUMN "score"."seconds" IS 'Seconds of a cell, mean over draws, without embedding.';
--> statement-breakpoint
COMMENT ON VIEW "learning_curve" IS 'Each number by budget, and what the step from the next smaller budget has brought.';
--> statement-breakpoint
COMMENT ON COLUMN "learning_curve"."labels" IS 'Images that train and validate, mean over draws.';
--> statement-breakpoint
COMMENT ON COLUMN "learning_curve"."budget_before" IS 'The next smaller budget of the same entry; null for the smallest, and then so is the gain.';
--> statement-breakpoint
COMMENT ON COLUMN "learning_curve"."gain" IS 'The value less that of the smaller budget, with its 95 % interval by square-and-add.';
--> statement-breakpoint
COMMENT ON COLUMN "learning_curve"."gain_per_label" IS 'Gain per further labelled image; null where there is none.';
--> statement-breakpoint
COMMENT ON VIEW "performance_order" IS 'Methods and budgets of an encoder on a dataset from best to worst, as the study of 2022 writes them: lr_100>knn_100>lr_10.';
--> statement-breakpoint
COMMENT ON COLUMN "performance_order"."order" IS 'lr_ is logistic regression; fine-tuning is its budget alone; _ood is out of distribution; a variant stands in brackets. Equal numbers stand in the order of their names.';
--> statement-breakpoint
COMMENT ON COLUMN "performance_order"."entries" IS 'Entries in the string.';
--> statement-breakpoint
COMMENT ON COLUMN "performance_order"."value" IS 'That of the best, as are low, high and n.';
--> statement-breakpoint
COMMENT ON VIEW "drift" IS 'Each entry in and out of distribution, the gap, and what it has out of distribution beyond the line of all entries.';
--> statement-breakpoint
COMMENT ON COLUMN "drift"."n" IS 'Test images out of distribution; id_n are those in distribution.';
--> statement-breakpoint
COMMENT ON COLUMN "drift"."gap" IS 'In less out of distribution, with its 95 % interval by square-and-add: the images are others.';
--> statement-breakpoint
COMMENT ON COLUMN "drift"."fitted" IS 'What the line promises out of distribution: least squares on logits over all entries of sweep, dataset, protocol and metric; null with fewer than three, or where all are equal in distribution.';
--> statement-breakpoint
COMMENT ON COLUMN "drift"."entries" IS 'Entries that the line is fitted to.';
--> statement-breakpoint
COMMENT ON COLUMN "drift"."effective_robustness" IS 'Out of distribution less fitted; its interval takes the line as certain.';
--> statement-breakpoint
COMMENT ON VIEW "worst_group" IS 'The domain on which an entry does worst. Datasets without domains have no rows.';
--> statement-breakpoint
COMMENT ON COLUMN "worst_group"."worst" IS 'The domain; value, low, high and n are those there. The worst of several is low by bad luck as well.';
--> statement-breakpoint
COMMENT ON COLUMN "worst_group"."group_mean" IS 'Mean over domains, each counted once.';
--> statement-breakpoint
COMMENT ON VIEW "one_for_all" IS 'What it costs to keep one entry for every dataset instead of the best entry for each.';
--> statement-breakpoint
COMMENT ON COLUMN "one_for_all"."value" IS 'Mean regret: the best for the dataset less this entry, averaged over datasets.';
--> statement-breakpoint
COMMENT ON COLUMN "one_for_all"."low" IS 'Lower end of its 95 % interval, by square-and-add per dataset and then over datasets; below zero for the best itself.';
--> statement-breakpoint
COMMENT ON COLUMN "one_for_all"."n" IS 'Test images of the smallest dataset.';
--> statement-breakpoint
COMMENT ON COLUMN "one_for_all"."subset" IS 'test: the test images, or those in distribution where there are two kinds; ood: out of distribution.';
--> statement-breakpoint
COMMENT ON COLUMN "one_for_all"."wins" IS 'Datasets on which it is the best.';
--> statement-breakpoint
COMMENT ON COLUMN "one_for_all"."datasets_of_all" IS 'Datasets on which any entry has a number: with fewer of its own, an entry is not comparable with those that have all.';
--> statement-breakpoint
COMMENT ON COLUMN "one_for_all"."seconds" IS 'Seconds of its cells, one draw per dataset; best_seconds those of the best for each.';
--> statement-breakpoint
COMMENT ON VIEW "label_efficiency" IS 'Labels that an encoder saves against another one at equal value of the headline metric, by interpolation on its learning curve.';
--> statement-breakpoint
COMMENT ON COLUMN "label_efficiency"."budget" IS 'Budget of the other encoder; value, low, high and n are what it has there.';
--> statement-breakpoint
COMMENT ON COLUMN "label_efficiency"."labels" IS 'Labelled images with which this encoder reaches the value; labels_low and labels_high by the upper and the lower end of its own curve. Null: not reached.';
--> statement-breakpoint
COMMENT ON COLUMN "label_efficiency"."bound" IS 'at most: its smallest budget exceeds the value already; not reached: its largest does not reach it.';
--> statement-breakpoint
COMMENT ON COLUMN "label_efficiency"."factor" IS 'Labels of the other per label of this one.';
--> statement-breakpoint
COMMENT ON VIEW "cost" IS 'Seconds that a number has cost, and seconds per point of it.';
--> statement-breakpoint
COMMENT ON COLUMN "cost"."seconds" IS 'Seconds of a cell, mean over draws.';
--> statement-breakpoint
COMMENT ON COLUMN "cost"."embed_seconds" IS 'Seconds of embedding the dataset with the encoder, once for all of its entries; null where the features were there before.';
--> statement-breakpoint
COMMENT ON COLUMN "cost"."seconds_per_point" IS 'Seconds of a cell per hundredth of the metric; null where less is better. Its interval is that of the number.';
--> statement-breakpoint
COMMENT ON VIEW "speed" IS 'Images per second by encoder, dataset and provider, over all shards that were embedded.';
--> statement-breakpoint
COMMENT ON COLUMN "speed"."value" IS 'Images by seconds of all shards together; null where every shard was there before. low and high: the slowest and the quickest shard.';
--> statement-breakpoint
COMMENT ON COLUMN "speed"."n" IS 'Images that were timed; reused counts the shards that were not.';
--> statement-breakpoint
COMMENT ON VIEW "ties" IS 'Every contestant of a comparison beside the best of it: the difference, and whether the paired test can tell them apart.';
--> statement-breakpoint
COMMENT ON COLUMN "ties"."value" IS 'The value less that of the best, with its 95 % interval over shared test images; 0 for the best itself.';
--> statement-breakpoint
COMMENT ON COLUMN "ties"."is_tied" IS 'True where p after Holm''s correction is 0.05 or more, and for the best.';
--> statement-breakpoint
COMMENT ON VIEW "provenance" IS 'For each listed cell, all that its number was made of and by whom; cells without a result are there as well.';
--> statement-breakpoint
COMMENT ON COLUMN "provenance"."value" IS 'Accuracy on the test images (in distribution where there are two kinds), with interval and n; all other numbers are in metric.';
--> statement-breakpoint
COMMENT ON TABLE "study_cell" IS 'Published numbers of the study "Explore wider usage of CLIP" (2022).';
--> statement-breakpoint
COMMENT ON COLUMN "study_cell"."budget" IS 'As the study calls it: the labels of a class are one less at most. 0 for clustering.';
--> statement-breakpoint
COMMENT ON COLUMN "study_cell"."obstacle" IS 'Why no re-run can be set beside it; null where one can.';
--> statement-breakpoint
COMMENT ON VIEW "study_comparison" IS 'Each published number of the study of 2022 beside each of ours, with a verdict. One without any of ours has one row.';
--> statement-breakpoint
COMMENT ON COLUMN "study_comparison"."noise" IS 'What the two numbers may differ by: both intervals by square-and-add, and the study''s own spread between two runs of one setting (2.5 points for kNN, 1.6 for logistic regression).';
--> statement-breakpoint
COMMENT ON COLUMN "study_comparison"."verdict" IS 'agrees, differs beyond noise, or not comparable: then reason says why.';
