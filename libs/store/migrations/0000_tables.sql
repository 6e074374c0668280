CREATE TABLE "attempt" (
	"job" text NOT NULL,
	"token" integer NOT NULL,
	"number" integer NOT NULL,
	"worker" text NOT NULL,
	"started_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"ended_at" timestamp with time zone,
	"outcome" text,
	"reason" text,
	"stack" text,
	"exit" text,
	"log_tail" text[],
	CONSTRAINT "attempt_job_token_pk" PRIMARY KEY("job","token"),
	CONSTRAINT "attempt_outcome" CHECK ("attempt"."outcome" IN ('done', 'interrupted', 'infrastructure', 'job', 'expired', 'fenced'))
);
--> statement-breakpoint
CREATE TABLE "cell" (
	"id" text PRIMARY KEY NOT NULL,
	"encoder" text NOT NULL,
	"dataset" text NOT NULL,
	"protocol" text NOT NULL,
	"split" text NOT NULL,
	"split_request" jsonb NOT NULL,
	"method" text NOT NULL,
	"parameters" jsonb NOT NULL,
	"seed" bigint,
	"state" text DEFAULT 'pending' NOT NULL,
	"reason" text,
	"created_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "cell_state" CHECK ("cell"."state" IN ('pending', 'done', 'failed', 'cancelled')),
	CONSTRAINT "cell_ended" CHECK (("cell"."state" = 'pending') = ("cell"."ended_at" IS NULL)),
	CONSTRAINT "cell_reason" CHECK (("cell"."state" IN ('failed', 'cancelled')) = ("cell"."reason" IS NOT NULL))
);
--> statement-breakpoint
CREATE TABLE "dead_letter" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "dead_letter_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"job" text NOT NULL,
	"token" integer NOT NULL,
	"cause" text NOT NULL,
	"reason" text NOT NULL,
	"exit" text,
	"log_tail" text[] NOT NULL,
	"created_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"redriven_at" timestamp with time zone,
	CONSTRAINT "dead_letter_cause" CHECK ("dead_letter"."cause" IN ('errors', 'quarantine', 'dependency'))
);
--> statement-breakpoint
CREATE TABLE "event" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "event_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"type" text NOT NULL,
	"subject" text NOT NULL,
	"details" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "dependency" (
	"job" text NOT NULL,
	"depends_on" text NOT NULL,
	CONSTRAINT "dependency_job_depends_on_pk" PRIMARY KEY("job","depends_on")
);
--> statement-breakpoint
CREATE TABLE "job" (
	"id" text PRIMARY KEY NOT NULL,
	"sequence" bigint GENERATED ALWAYS AS IDENTITY (sequence name "job_sequence_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"lane" text NOT NULL,
	"payload" jsonb NOT NULL,
	"label" text NOT NULL,
	"images" integer DEFAULT 0 NOT NULL,
	"state" text NOT NULL,
	"token" integer DEFAULT 0 NOT NULL,
	"worker" text,
	"lease_until" timestamp with time zone,
	"attempt" integer DEFAULT 0 NOT NULL,
	"errors" integer DEFAULT 0 NOT NULL,
	"executor_deaths" integer DEFAULT 0 NOT NULL,
	"infrastructure_errors" integer DEFAULT 0 NOT NULL,
	"interruptions" integer DEFAULT 0 NOT NULL,
	"not_before" timestamp with time zone,
	"publications" integer DEFAULT 0 NOT NULL,
	"unanswered_publications" integer DEFAULT 0 NOT NULL,
	"published_at" timestamp with time zone,
	"result" jsonb,
	"reason" text,
	"is_announced" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "job_state" CHECK ("job"."state" IN ('waiting', 'ready', 'running', 'done', 'failed', 'cancelled')),
	CONSTRAINT "job_lane" CHECK ("job"."lane" IN ('gpu', 'cpu')),
	CONSTRAINT "job_lease" CHECK (("job"."state" = 'running') = ("job"."worker" IS NOT NULL)
        AND ("job"."state" = 'running') = ("job"."lease_until" IS NOT NULL)),
	CONSTRAINT "job_ended" CHECK (("job"."state" IN ('done', 'failed', 'cancelled')) = ("job"."ended_at" IS NOT NULL)),
	CONSTRAINT "job_reason" CHECK ("job"."state" NOT IN ('failed', 'cancelled') OR "job"."reason" IS NOT NULL)
);
--> statement-breakpoint
CREATE TABLE "job_cell" (
	"job" text NOT NULL,
	"cell" text NOT NULL,
	"is_live" boolean DEFAULT true NOT NULL,
	CONSTRAINT "job_cell_job_cell_pk" PRIMARY KEY("job","cell")
);
--> statement-breakpoint
CREATE TABLE "sweep_job" (
	"sweep" text NOT NULL,
	"job" text NOT NULL,
	CONSTRAINT "sweep_job_sweep_job_pk" PRIMARY KEY("sweep","job")
);
--> statement-breakpoint
CREATE TABLE "leadership" (
	"is_the_only" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"coordinator" text NOT NULL,
	"epoch" integer NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "leadership_is_the_only" CHECK ("leadership"."is_the_only")
);
--> statement-breakpoint
CREATE TABLE "dataset" (
	"hash" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"summary" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "encoder" (
	"hash" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"weights" text NOT NULL,
	"tap" text NOT NULL,
	"preprocessing" text NOT NULL,
	"precision" text NOT NULL,
	"role" text NOT NULL,
	"manifest" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT "encoder_role" CHECK ("encoder"."role" IN ('pretrained', 'control'))
);
--> statement-breakpoint
CREATE TABLE "metric" (
	"cell" text NOT NULL,
	"name" text NOT NULL,
	"subset" text NOT NULL,
	"value" double precision NOT NULL,
	"low" double precision NOT NULL,
	"high" double precision NOT NULL,
	"interval" text NOT NULL,
	"n" integer NOT NULL,
	CONSTRAINT "metric_cell_name_subset_pk" PRIMARY KEY("cell","name","subset"),
	CONSTRAINT "metric_value_is_finite" CHECK ("metric"."value" > '-Infinity' AND "metric"."value" < 'Infinity'),
	CONSTRAINT "metric_interval_is_finite" CHECK ("metric"."low" > '-Infinity' AND "metric"."low" < 'Infinity' AND "metric"."high" > '-Infinity' AND "metric"."high" < 'Infinity'),
	CONSTRAINT "metric_interval_has_an_order" CHECK ("metric"."low" <= "metric"."high"),
	CONSTRAINT "metric_n" CHECK ("metric"."n" >= 1)
);
--> statement-breakpoint
CREATE TABLE "result" (
	"cell" text PRIMARY KEY NOT NULL,
	"job" text NOT NULL,
	"token" integer NOT NULL,
	"train" integer NOT NULL,
	"val" integer NOT NULL,
	"test" integer NOT NULL,
	"got_min" integer NOT NULL,
	"got_max" integer NOT NULL,
	"chosen" jsonb NOT NULL,
	"predictions" text NOT NULL,
	"excluded" integer NOT NULL,
	"notes" text[] NOT NULL,
	"provider" text NOT NULL,
	"threads" integer NOT NULL,
	"versions" jsonb NOT NULL,
	"seconds" double precision NOT NULL,
	"created_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT "result_seconds" CHECK ("result"."seconds" > '-Infinity' AND "result"."seconds" < 'Infinity')
);
--> statement-breakpoint
CREATE TABLE "listing" (
	"sweep" text NOT NULL,
	"cell" text NOT NULL,
	"encoder" text NOT NULL,
	"dataset" text NOT NULL,
	"protocol" text NOT NULL,
	"method" text NOT NULL,
	"variant" text NOT NULL,
	"budget" text NOT NULL,
	"draw" integer NOT NULL,
	CONSTRAINT "listing_place" PRIMARY KEY("sweep","encoder","dataset","protocol","method","variant","budget","draw")
);
--> statement-breakpoint
CREATE TABLE "sweep" (
	"name" text PRIMARY KEY NOT NULL,
	"source" text NOT NULL,
	"seed" bigint NOT NULL,
	"state" text DEFAULT 'running' NOT NULL,
	"created_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"launched_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "sweep_state" CHECK ("sweep"."state" IN ('running', 'paused', 'cancelled', 'done'))
);
--> statement-breakpoint
CREATE TABLE "worker" (
	"id" text PRIMARY KEY NOT NULL,
	"host" text NOT NULL,
	"pid" integer NOT NULL,
	"lanes" text[] NOT NULL,
	"device" text NOT NULL,
	"threads" integer NOT NULL,
	"machine_memory_bytes" bigint NOT NULL,
	"version" text NOT NULL,
	"registered_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"seen_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	"memory_bytes" bigint DEFAULT 0 NOT NULL,
	"left_at" timestamp with time zone,
	"left_reason" text
);
--> statement-breakpoint
ALTER TABLE "attempt" ADD CONSTRAINT "attempt_job_job_id_fk" FOREIGN KEY ("job") REFERENCES "public"."job"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cell" ADD CONSTRAINT "cell_encoder_encoder_hash_fk" FOREIGN KEY ("encoder") REFERENCES "public"."encoder"("hash") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cell" ADD CONSTRAINT "cell_dataset_dataset_hash_fk" FOREIGN KEY ("dataset") REFERENCES "public"."dataset"("hash") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dead_letter" ADD CONSTRAINT "dead_letter_job_job_id_fk" FOREIGN KEY ("job") REFERENCES "public"."job"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dependency" ADD CONSTRAINT "dependency_job_job_id_fk" FOREIGN KEY ("job") REFERENCES "public"."job"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dependency" ADD CONSTRAINT "dependency_depends_on_job_id_fk" FOREIGN KEY ("depends_on") REFERENCES "public"."job"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "job_cell" ADD CONSTRAINT "job_cell_job_job_id_fk" FOREIGN KEY ("job") REFERENCES "public"."job"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "job_cell" ADD CONSTRAINT "job_cell_cell_cell_id_fk" FOREIGN KEY ("cell") REFERENCES "public"."cell"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sweep_job" ADD CONSTRAINT "sweep_job_sweep_sweep_name_fk" FOREIGN KEY ("sweep") REFERENCES "public"."sweep"("name") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sweep_job" ADD CONSTRAINT "sweep_job_job_job_id_fk" FOREIGN KEY ("job") REFERENCES "public"."job"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "metric" ADD CONSTRAINT "metric_cell_result_cell_fk" FOREIGN KEY ("cell") REFERENCES "public"."result"("cell") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "result" ADD CONSTRAINT "result_cell_cell_id_fk" FOREIGN KEY ("cell") REFERENCES "public"."cell"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "result" ADD CONSTRAINT "result_job_job_id_fk" FOREIGN KEY ("job") REFERENCES "public"."job"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "listing" ADD CONSTRAINT "listing_sweep_sweep_name_fk" FOREIGN KEY ("sweep") REFERENCES "public"."sweep"("name") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "listing" ADD CONSTRAINT "listing_cell_cell_id_fk" FOREIGN KEY ("cell") REFERENCES "public"."cell"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "cell_pending" ON "cell" USING btree ("id") WHERE "cell"."state" = 'pending';--> statement-breakpoint
CREATE INDEX "dead_letter_job" ON "dead_letter" USING btree ("job");--> statement-breakpoint
CREATE INDEX "event_subject" ON "event" USING btree ("subject","id");--> statement-breakpoint
CREATE INDEX "dependency_depends_on" ON "dependency" USING btree ("depends_on");--> statement-breakpoint
CREATE INDEX "job_to_publish" ON "job" USING btree ("lane","sequence") WHERE "job"."state" = 'ready' AND "job"."published_at" IS NULL;--> statement-breakpoint
CREATE INDEX "job_published" ON "job" USING btree ("lane","published_at") WHERE "job"."state" = 'ready' AND "job"."published_at" IS NOT NULL;--> statement-breakpoint
CREATE INDEX "job_delayed" ON "job" USING btree ("not_before") WHERE "job"."state" = 'ready' AND "job"."not_before" IS NOT NULL;--> statement-breakpoint
CREATE INDEX "job_leased" ON "job" USING btree ("lease_until") WHERE "job"."state" = 'running';--> statement-breakpoint
CREATE INDEX "job_unannounced" ON "job" USING btree ("id") WHERE "job"."state" IN ('done', 'failed', 'cancelled') AND NOT "job"."is_announced";--> statement-breakpoint
CREATE UNIQUE INDEX "job_cell_live" ON "job_cell" USING btree ("cell") WHERE "job_cell"."is_live";--> statement-breakpoint
CREATE INDEX "sweep_job_job" ON "sweep_job" USING btree ("job");--> statement-breakpoint
CREATE INDEX "metric_headline" ON "metric" USING btree ("cell","subset","value") WHERE "metric"."name" = 'accuracy' AND "metric"."subset" IN ('test', 'id');--> statement-breakpoint
CREATE INDEX "listing_cell" ON "listing" USING btree ("cell","sweep");--> statement-breakpoint
CREATE INDEX "worker_seen" ON "worker" USING btree ("seen_at");--> statement-breakpoint
CREATE VIEW "public"."holes" AS (
SELECT listing.sweep, listing.cell, listing.encoder, listing.dataset, listing.protocol, listing.method, listing.variant,
  listing.budget, listing.draw, cell.state,
  CASE
    WHEN cell.state <> 'pending' THEN cell.reason
    WHEN job.id IS NULL THEN 'no job computes it: launch the sweep again'
    WHEN job.state = 'running' THEN 'its job runs on ' || job.worker
    WHEN sweep.state = 'paused' THEN 'the sweep is paused'
    WHEN job.state = 'waiting' THEN 'its job waits for features'
    WHEN job.not_before > clock_timestamp() THEN 'its job is tried again soon: ' || job.reason
    WHEN job.state = 'ready' THEN 'its job waits for a worker'
    ELSE 'its job has ended without it'
  END AS reason
FROM listing
JOIN sweep ON sweep.name = listing.sweep
JOIN cell ON cell.id = listing.cell
LEFT JOIN job_cell ON job_cell.cell = cell.id AND job_cell.is_live
LEFT JOIN job ON job.id = job_cell.job
WHERE cell.state <> 'done'
);--> statement-breakpoint
CREATE VIEW "public"."leaderboard" AS (
WITH entry_cell AS (
  SELECT DISTINCT sweep, encoder, dataset, protocol, method, variant, budget, cell
  FROM listing
), score AS (
  SELECT entry_cell.sweep, entry_cell.encoder, encoder.role, entry_cell.dataset, metric.subset, entry_cell.protocol,
    entry_cell.method, entry_cell.variant, entry_cell.budget, metric.name AS metric,
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
  SELECT score.*, array_agg(value) OVER peers AS peer_values, array_agg(low) OVER peers AS peer_lows
  FROM score
  WINDOW peers AS (PARTITION BY sweep, dataset, subset, protocol, budget, metric)
)
SELECT sweep, encoder, role, dataset, subset, protocol, method, variant, budget, metric, value, low, high, n, draws,
  draw_sd,
  1 + (
    SELECT count(*)::integer
    FROM unnest(peer_values, peer_lows) AS peer (peer_value, peer_low)
    WHERE peer_value > value
      AND peer_value - value > sqrt(
        power(greatest(abs(peer_value - peer_low), 1e-100), 2) + power(greatest(abs(high - value), 1e-100), 2))
  ) AS rank
FROM compared
);