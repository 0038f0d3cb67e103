CREATE TABLE IF NOT EXISTS "__EFMigrationsHistory" (
    "MigrationId" TEXT NOT NULL CONSTRAINT "PK___EFMigrationsHistory" PRIMARY KEY,
    "ProductVersion" TEXT NOT NULL
);
CREATE TABLE "experiment" (
    "id" INTEGER NOT NULL CONSTRAINT "PK_experiment" PRIMARY KEY AUTOINCREMENT,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "created_ms" INTEGER NOT NULL
);
CREATE TABLE "published_value" (
    "id" INTEGER NOT NULL CONSTRAINT "PK_published_value" PRIMARY KEY,
    "source" TEXT NOT NULL,
    "dataset" TEXT NOT NULL,
    "training_subset" TEXT NOT NULL,
    "backbone" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "crop" TEXT NOT NULL,
    "schedule" TEXT NOT NULL,
    "regulariser" TEXT NOT NULL,
    "protocol" TEXT NOT NULL,
    "mirror" TEXT NOT NULL,
    "metric" TEXT NOT NULL,
    "value" REAL NULL,
    "decimals" INTEGER NOT NULL,
    "note" TEXT NOT NULL
);
CREATE TABLE "sweep" (
    "id" INTEGER NOT NULL CONSTRAINT "PK_sweep" PRIMARY KEY AUTOINCREMENT,
    "experiment_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "base_configuration_json" TEXT NOT NULL,
    "axes_json" TEXT NOT NULL,
    "seeds" TEXT NOT NULL,
    "created_ms" INTEGER NOT NULL,
    CONSTRAINT "FK_sweep_experiment_experiment_id" FOREIGN KEY ("experiment_id") REFERENCES "experiment" ("id") ON DELETE CASCADE
);
CREATE TABLE "results_grid" (
    "id" INTEGER NOT NULL CONSTRAINT "PK_results_grid" PRIMARY KEY AUTOINCREMENT,
    "name" TEXT NOT NULL,
    "sweep_id" INTEGER NULL,
    "definition_json" TEXT NOT NULL,
    "is_published" INTEGER NOT NULL,
    "created_ms" INTEGER NOT NULL,
    CONSTRAINT "FK_results_grid_sweep_sweep_id" FOREIGN KEY ("sweep_id") REFERENCES "sweep" ("id")
);
CREATE TABLE "run" (
    "id" INTEGER NOT NULL CONSTRAINT "PK_run" PRIMARY KEY AUTOINCREMENT,
    "experiment_id" INTEGER NOT NULL,
    "sweep_id" INTEGER NULL,
    "name" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "seed" INTEGER NOT NULL,
    "configuration_json" TEXT NOT NULL,
    "reproduction_of_run_id" INTEGER NULL,
    "labels" TEXT NOT NULL,
    "created_ms" INTEGER NOT NULL,
    CONSTRAINT "FK_run_experiment_experiment_id" FOREIGN KEY ("experiment_id") REFERENCES "experiment" ("id") ON DELETE CASCADE,
    CONSTRAINT "FK_run_run_reproduction_of_run_id" FOREIGN KEY ("reproduction_of_run_id") REFERENCES "run" ("id"),
    CONSTRAINT "FK_run_sweep_sweep_id" FOREIGN KEY ("sweep_id") REFERENCES "sweep" ("id")
);
CREATE TABLE "grid_column" (
    "id" INTEGER NOT NULL CONSTRAINT "PK_grid_column" PRIMARY KEY AUTOINCREMENT,
    "grid_id" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "label" TEXT NOT NULL,
    "group" TEXT NOT NULL,
    "scale_mode" TEXT NULL,
    CONSTRAINT "FK_grid_column_results_grid_grid_id" FOREIGN KEY ("grid_id") REFERENCES "results_grid" ("id") ON DELETE CASCADE
);
CREATE TABLE "grid_row" (
    "id" INTEGER NOT NULL CONSTRAINT "PK_grid_row" PRIMARY KEY AUTOINCREMENT,
    "grid_id" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "header_json" TEXT NOT NULL,
    "fingerprint" TEXT NULL,
    "configuration_json" TEXT NULL,
    "dataset" TEXT NULL,
    "backbone" TEXT NULL,
    "regulariser" TEXT NULL,
    "training_subset" TEXT NULL,
    "published_source" TEXT NULL,
    CONSTRAINT "FK_grid_row_results_grid_grid_id" FOREIGN KEY ("grid_id") REFERENCES "results_grid" ("id") ON DELETE CASCADE
);
CREATE TABLE "job" (
    "id" INTEGER NOT NULL CONSTRAINT "PK_job" PRIMARY KEY AUTOINCREMENT,
    "run_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL,
    "lost_attempts" INTEGER NOT NULL,
    "heartbeat_counter" INTEGER NOT NULL,
    "worker" TEXT NOT NULL,
    "device" TEXT NOT NULL,
    "threads" INTEGER NOT NULL,
    "waits_for_job_id" INTEGER NULL,
    "request_json" TEXT NOT NULL,
    "protocol_fingerprint" TEXT NULL,
    "protocol_name" TEXT NULL,
    "cancel_requested" INTEGER NOT NULL,
    "time_limit_seconds" INTEGER NULL,
    "done" INTEGER NOT NULL,
    "total" INTEGER NOT NULL,
    "rate" REAL NOT NULL,
    "failure_class" TEXT NULL,
    "failure_message" TEXT NULL,
    "weights_report_json" TEXT NULL,
    "created_ms" INTEGER NOT NULL,
    "queued_ms" INTEGER NULL,
    "started_ms" INTEGER NULL,
    "ended_ms" INTEGER NULL,
    CONSTRAINT "FK_job_job_waits_for_job_id" FOREIGN KEY ("waits_for_job_id") REFERENCES "job" ("id") ON DELETE RESTRICT,
    CONSTRAINT "FK_job_run_run_id" FOREIGN KEY ("run_id") REFERENCES "run" ("id") ON DELETE CASCADE
);
CREATE TABLE "run_setting" (
    "run_id" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    CONSTRAINT "PK_run_setting" PRIMARY KEY ("run_id", "key"),
    CONSTRAINT "FK_run_setting_run_run_id" FOREIGN KEY ("run_id") REFERENCES "run" ("id") ON DELETE CASCADE
);
CREATE TABLE "grid_cell" (
    "row_id" INTEGER NOT NULL,
    "column_id" INTEGER NOT NULL,
    "protocol_fingerprint" TEXT NOT NULL,
    "protocol_json" TEXT NOT NULL,
    CONSTRAINT "PK_grid_cell" PRIMARY KEY ("row_id", "column_id"),
    CONSTRAINT "FK_grid_cell_grid_column_column_id" FOREIGN KEY ("column_id") REFERENCES "grid_column" ("id") ON DELETE CASCADE,
    CONSTRAINT "FK_grid_cell_grid_row_row_id" FOREIGN KEY ("row_id") REFERENCES "grid_row" ("id") ON DELETE CASCADE
);
CREATE TABLE "artifact" (
    "id" INTEGER NOT NULL CONSTRAINT "PK_artifact" PRIMARY KEY AUTOINCREMENT,
    "job_id" INTEGER NOT NULL,
    "attempt_number" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "iteration" INTEGER NULL,
    "sha256" TEXT NULL,
    "is_final" INTEGER NOT NULL,
    CONSTRAINT "FK_artifact_job_job_id" FOREIGN KEY ("job_id") REFERENCES "job" ("id") ON DELETE CASCADE
);
CREATE TABLE "attempt" (
    "job_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "folder" TEXT NOT NULL,
    "worker" TEXT NOT NULL,
    "started_ms" INTEGER NOT NULL,
    "ended_ms" INTEGER NULL,
    "outcome" TEXT NOT NULL,
    "exit_code" INTEGER NULL,
    "last_sequence" INTEGER NOT NULL,
    "log_tail" TEXT NOT NULL,
    "engine_version" TEXT NOT NULL,
    "resumed_from" INTEGER NOT NULL,
    "parameters" INTEGER NOT NULL,
    "pull" REAL NULL,
    "class_names" TEXT NOT NULL,
    "class_colours" TEXT NOT NULL,
    CONSTRAINT "PK_attempt" PRIMARY KEY ("job_id", "number"),
    CONSTRAINT "FK_attempt_job_job_id" FOREIGN KEY ("job_id") REFERENCES "job" ("id") ON DELETE CASCADE
);
CREATE TABLE "evaluation" (
    "id" INTEGER NOT NULL CONSTRAINT "PK_evaluation" PRIMARY KEY AUTOINCREMENT,
    "run_id" INTEGER NOT NULL,
    "job_id" INTEGER NOT NULL,
    "attempt_number" INTEGER NOT NULL,
    "protocol_fingerprint" TEXT NOT NULL,
    "protocol_name" TEXT NOT NULL,
    "protocol_json" TEXT NOT NULL,
    "checkpoint_sha256" TEXT NOT NULL,
    "classes" INTEGER NOT NULL,
    "confusion" BLOB NOT NULL,
    "mean_iou" REAL NULL,
    "mean_accuracy" REAL NULL,
    "pixel_accuracy" REAL NULL,
    "class_iou" BLOB NOT NULL,
    "created_ms" INTEGER NOT NULL,
    CONSTRAINT "FK_evaluation_job_job_id" FOREIGN KEY ("job_id") REFERENCES "job" ("id") ON DELETE CASCADE,
    CONSTRAINT "FK_evaluation_run_run_id" FOREIGN KEY ("run_id") REFERENCES "run" ("id") ON DELETE CASCADE
);
CREATE TABLE "evaluation_image" (
    "job_id" INTEGER NOT NULL,
    "index" INTEGER NOT NULL,
    "attempt_number" INTEGER NOT NULL,
    "stem" TEXT NOT NULL,
    "counts" BLOB NOT NULL,
    CONSTRAINT "PK_evaluation_image" PRIMARY KEY ("job_id", "index"),
    CONSTRAINT "FK_evaluation_image_job_job_id" FOREIGN KEY ("job_id") REFERENCES "job" ("id") ON DELETE CASCADE
);
CREATE TABLE "metric_series" (
    "id" INTEGER NOT NULL CONSTRAINT "PK_metric_series" PRIMARY KEY AUTOINCREMENT,
    "job_id" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    CONSTRAINT "FK_metric_series_job_job_id" FOREIGN KEY ("job_id") REFERENCES "job" ("id") ON DELETE CASCADE
);
CREATE TABLE "metric_point" (
    "series_id" INTEGER NOT NULL,
    "step" INTEGER NOT NULL,
    "attempt_number" INTEGER NOT NULL,
    "sequence" INTEGER NOT NULL,
    "value" REAL NULL,
    "kind" INTEGER NOT NULL,
    CONSTRAINT "PK_metric_point" PRIMARY KEY ("series_id", "step"),
    CONSTRAINT "FK_metric_point_metric_series_series_id" FOREIGN KEY ("series_id") REFERENCES "metric_series" ("id") ON DELETE CASCADE
) WITHOUT ROWID;
CREATE UNIQUE INDEX "IX_artifact_job_id_attempt_number_path" ON "artifact" ("job_id", "attempt_number", "path");
CREATE UNIQUE INDEX "IX_evaluation_job_id" ON "evaluation" ("job_id");
CREATE INDEX "IX_evaluation_protocol_fingerprint_run_id" ON "evaluation" ("protocol_fingerprint", "run_id");
CREATE INDEX "IX_evaluation_run_id" ON "evaluation" ("run_id");
CREATE UNIQUE INDEX "IX_experiment_name" ON "experiment" ("name");
CREATE INDEX "IX_grid_cell_column_id" ON "grid_cell" ("column_id");
CREATE UNIQUE INDEX "IX_grid_column_grid_id_position" ON "grid_column" ("grid_id", "position");
CREATE UNIQUE INDEX "IX_grid_row_grid_id_position" ON "grid_row" ("grid_id", "position");
CREATE INDEX "IX_job_protocol_fingerprint" ON "job" ("protocol_fingerprint");
CREATE INDEX "IX_job_run_id" ON "job" ("run_id");
CREATE INDEX "IX_job_state_id" ON "job" ("state", "id");
CREATE INDEX "IX_job_waits_for_job_id" ON "job" ("waits_for_job_id");
CREATE UNIQUE INDEX "IX_metric_series_job_id_key" ON "metric_series" ("job_id", "key");
CREATE INDEX "IX_published_value_dataset_backbone_regulariser_protocol" ON "published_value" ("dataset", "backbone", "regulariser", "protocol");
CREATE INDEX "IX_results_grid_sweep_id" ON "results_grid" ("sweep_id");
CREATE INDEX "IX_run_experiment_id" ON "run" ("experiment_id");
CREATE INDEX "IX_run_fingerprint_seed" ON "run" ("fingerprint", "seed");
CREATE INDEX "IX_run_reproduction_of_run_id" ON "run" ("reproduction_of_run_id");
CREATE INDEX "IX_run_sweep_id" ON "run" ("sweep_id");
CREATE INDEX "IX_run_setting_key_value" ON "run_setting" ("key", "value");
CREATE INDEX "IX_sweep_experiment_id" ON "sweep" ("experiment_id");
INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261122214946_Initial', '10.0.15');
ALTER TABLE "grid_column" ADD "metric" TEXT NOT NULL DEFAULT 'mIoU';
ALTER TABLE "evaluation_image" ADD "rank" INTEGER NULL;
ALTER TABLE "evaluation" ADD "metrics" TEXT NOT NULL DEFAULT ('{}');
INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261124225054_EvaluationMetrics', '10.0.15');
CREATE TABLE "dataset" (
    "id" INTEGER NOT NULL CONSTRAINT "PK_dataset" PRIMARY KEY AUTOINCREMENT,
    "name" TEXT NOT NULL,
    "settings_json" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "root" TEXT NOT NULL,
    "created_ms" INTEGER NOT NULL
);
CREATE TABLE "dataset_check" (
    "id" INTEGER NOT NULL CONSTRAINT "PK_dataset_check" PRIMARY KEY AUTOINCREMENT,
    "dataset_id" INTEGER NOT NULL,
    "settings_json" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "worker" TEXT NOT NULL,
    "done" INTEGER NOT NULL,
    "total" INTEGER NOT NULL,
    "rate" REAL NOT NULL,
    "folder" TEXT NOT NULL,
    "is_sound" INTEGER NULL,
    "message" TEXT NOT NULL,
    "mistakes" INTEGER NOT NULL,
    "faulty_images" INTEGER NOT NULL,
    "report_json" TEXT NULL,
    "created_ms" INTEGER NOT NULL,
    "started_ms" INTEGER NULL,
    "ended_ms" INTEGER NULL,
    CONSTRAINT "FK_dataset_check_dataset_dataset_id" FOREIGN KEY ("dataset_id") REFERENCES "dataset" ("id") ON DELETE CASCADE
);
CREATE UNIQUE INDEX "IX_dataset_name" ON "dataset" ("name");
CREATE INDEX "IX_dataset_check_dataset_id_id" ON "dataset_check" ("dataset_id", "id");
CREATE INDEX "IX_dataset_check_state_id" ON "dataset_check" ("state", "id");
INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261125033258_Datasets', '10.0.15');
ALTER TABLE "results_grid" ADD "kind" TEXT NOT NULL DEFAULT '';
ALTER TABLE "results_grid" ADD "seeds" TEXT NOT NULL DEFAULT '[]';
ALTER TABLE "results_grid" ADD "shows_published" INTEGER NOT NULL DEFAULT 1;
ALTER TABLE "grid_column" ADD "header_json" TEXT NOT NULL DEFAULT '[]';
ALTER TABLE "grid_cell" ADD "arm_id" INTEGER NOT NULL DEFAULT 0;
CREATE TABLE "grid_arm" (
    "id" INTEGER NOT NULL CONSTRAINT "PK_grid_arm" PRIMARY KEY AUTOINCREMENT,
    "grid_id" INTEGER NOT NULL,
    "fingerprint" TEXT NULL,
    "configuration_json" TEXT NULL,
    "dataset" TEXT NULL,
    "backbone" TEXT NULL,
    "regulariser" TEXT NULL,
    "training_subset" TEXT NULL,
    "published_source" TEXT NULL,
    CONSTRAINT "FK_grid_arm_results_grid_grid_id" FOREIGN KEY ("grid_id") REFERENCES "results_grid" ("id") ON DELETE CASCADE
);
CREATE TABLE "grid_snapshot" (
    "id" INTEGER NOT NULL CONSTRAINT "PK_grid_snapshot" PRIMARY KEY AUTOINCREMENT,
    "grid_id" INTEGER NOT NULL,
    "format" TEXT NOT NULL,
    "created_ms" INTEGER NOT NULL,
    "cells_json" TEXT NOT NULL,
    CONSTRAINT "FK_grid_snapshot_results_grid_grid_id" FOREIGN KEY ("grid_id") REFERENCES "results_grid" ("id") ON DELETE CASCADE
);
CREATE INDEX "IX_grid_cell_arm_id" ON "grid_cell" ("arm_id");
CREATE INDEX "IX_grid_arm_fingerprint" ON "grid_arm" ("fingerprint");
CREATE INDEX "IX_grid_arm_grid_id" ON "grid_arm" ("grid_id");
CREATE INDEX "IX_grid_snapshot_grid_id_created_ms" ON "grid_snapshot" ("grid_id", "created_ms");
INSERT INTO grid_arm (id, grid_id, fingerprint, configuration_json, dataset, backbone, regulariser, training_subset, published_source)
SELECT id, grid_id, fingerprint, configuration_json, dataset, backbone, regulariser, training_subset, published_source FROM grid_row;
UPDATE grid_cell SET arm_id = row_id;
INSERT INTO grid_cell (row_id, column_id, arm_id, protocol_fingerprint, protocol_json)
SELECT r.id, c.id, r.id, '', '' FROM grid_row r JOIN results_grid g ON g.id = r.grid_id JOIN grid_column c ON c.grid_id = g.id
WHERE g.is_published = 1;
UPDATE results_grid SET kind = CASE WHEN is_published = 1 THEN 'Published' ELSE 'Sweep' END;
UPDATE results_grid SET seeds = COALESCE((SELECT s.seeds FROM sweep s WHERE s.id = results_grid.sweep_id), '[]');
INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261125090400_GridArmsAdded', '10.0.15');
ALTER TABLE results_grid DROP COLUMN "is_published";
ALTER TABLE grid_row DROP COLUMN "backbone";
ALTER TABLE grid_row DROP COLUMN "configuration_json";
ALTER TABLE grid_row DROP COLUMN "dataset";
ALTER TABLE grid_row DROP COLUMN "fingerprint";
ALTER TABLE grid_row DROP COLUMN "published_source";
ALTER TABLE grid_row DROP COLUMN "regulariser";
ALTER TABLE grid_row DROP COLUMN "training_subset";
ALTER TABLE grid_column DROP COLUMN "group";
CREATE TABLE grid_cell_new (
    row_id INTEGER NOT NULL,
    column_id INTEGER NOT NULL,
    arm_id INTEGER NOT NULL,
    protocol_fingerprint TEXT NOT NULL,
    protocol_json TEXT NOT NULL,
    CONSTRAINT PK_grid_cell PRIMARY KEY (row_id, column_id),
    CONSTRAINT FK_grid_cell_grid_arm_arm_id FOREIGN KEY (arm_id) REFERENCES grid_arm (id) ON DELETE RESTRICT,
    CONSTRAINT FK_grid_cell_grid_column_column_id FOREIGN KEY (column_id) REFERENCES grid_column (id) ON DELETE CASCADE,
    CONSTRAINT FK_grid_cell_grid_row_row_id FOREIGN KEY (row_id) REFERENCES grid_row (id) ON DELETE CASCADE
);
INSERT INTO grid_cell_new SELECT row_id, column_id, arm_id, protocol_fingerprint, protocol_json FROM grid_cell;
DROP TABLE grid_cell;
ALTER TABLE grid_cell_new RENAME TO grid_cell;
CREATE INDEX IX_grid_cell_arm_id ON grid_cell (arm_id);
CREATE INDEX IX_grid_cell_column_id ON grid_cell (column_id);
INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261125090415_GridArms', '10.0.15');
ALTER TABLE "job" ADD "pause_requested" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "job" ADD "priority" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "job" ADD "retried_at_attempt" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "attempt" ADD "environment_json" TEXT NOT NULL DEFAULT '';
ALTER TABLE "attempt" ADD "failure_class" TEXT NULL;
ALTER TABLE "attempt" ADD "failure_message" TEXT NULL;
ALTER TABLE "artifact" ADD "sequence" INTEGER NOT NULL DEFAULT 0;
CREATE TABLE "job_event" (
    "id" INTEGER NOT NULL CONSTRAINT "PK_job_event" PRIMARY KEY AUTOINCREMENT,
    "job_id" INTEGER NOT NULL,
    "attempt_number" INTEGER NOT NULL,
    "from_state" TEXT NOT NULL,
    "to_state" TEXT NOT NULL,
    "worker" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "time_ms" INTEGER NOT NULL,
    CONSTRAINT "FK_job_event_job_job_id" FOREIGN KEY ("job_id") REFERENCES "job" ("id") ON DELETE CASCADE
);
CREATE TABLE "superseded_point" (
    "series_id" INTEGER NOT NULL,
    "step" INTEGER NOT NULL,
    "attempt_number" INTEGER NOT NULL,
    "sequence" INTEGER NOT NULL,
    "value" REAL NULL,
    "kind" INTEGER NOT NULL,
    CONSTRAINT "PK_superseded_point" PRIMARY KEY ("series_id", "step", "attempt_number"),
    CONSTRAINT "FK_superseded_point_metric_series_series_id" FOREIGN KEY ("series_id") REFERENCES "metric_series" ("id") ON DELETE CASCADE
);
CREATE INDEX "IX_job_event_job_id_id" ON "job_event" ("job_id", "id");
INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261128114543_JobHistory', '10.0.15');
DROP INDEX "IX_job_run_id";
ALTER TABLE "sweep" ADD "binned_ms" INTEGER NULL;
ALTER TABLE "run" ADD "binned_by" TEXT NOT NULL DEFAULT '';
ALTER TABLE "run" ADD "binned_ms" INTEGER NULL;
ALTER TABLE "run" ADD "binned_reason" TEXT NOT NULL DEFAULT '';
ALTER TABLE "job" ADD "queue" TEXT NOT NULL DEFAULT 'default';
CREATE TABLE "account" (
    "id" INTEGER NOT NULL CONSTRAINT "PK_account" PRIMARY KEY AUTOINCREMENT,
    "name" TEXT NOT NULL,
    "normalized_name" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "security_stamp" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "failed_sign_ins" INTEGER NOT NULL,
    "locked_until_ms" INTEGER NULL,
    "created_ms" INTEGER NOT NULL,
    "last_sign_in_ms" INTEGER NULL,
    "revision" INTEGER NOT NULL
);
CREATE TABLE "audit_entry" (
    "id" INTEGER NOT NULL CONSTRAINT "PK_audit_entry" PRIMARY KEY AUTOINCREMENT,
    "time_ms" INTEGER NOT NULL,
    "account_id" INTEGER NULL,
    "who" TEXT NOT NULL,
    "act" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "address" TEXT NOT NULL
);
CREATE TABLE "property" (
    "name" TEXT NOT NULL CONSTRAINT "PK_property" PRIMARY KEY,
    "value" TEXT NOT NULL
);
CREATE TABLE "purged_run" (
    "run_id" INTEGER NOT NULL CONSTRAINT "PK_purged_run" PRIMARY KEY,
    "name" TEXT NOT NULL,
    "experiment" TEXT NOT NULL,
    "sweep" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "seed" INTEGER NOT NULL,
    "created_ms" INTEGER NOT NULL,
    "binned_ms" INTEGER NOT NULL,
    "binned_by" TEXT NOT NULL,
    "binned_reason" TEXT NOT NULL,
    "purged_ms" INTEGER NOT NULL,
    "files_gone_ms" INTEGER NULL
);
CREATE TABLE "series_summary" (
    "series_id" INTEGER NOT NULL CONSTRAINT "PK_series_summary" PRIMARY KEY,
    "points" INTEGER NOT NULL,
    "not_finite" INTEGER NOT NULL,
    "first_step" INTEGER NOT NULL,
    "last_step" INTEGER NOT NULL,
    "last_value" REAL NULL,
    "last_kind" INTEGER NOT NULL,
    "min_value" REAL NULL,
    "min_step" INTEGER NULL,
    "max_value" REAL NULL,
    "max_step" INTEGER NULL,
    CONSTRAINT "FK_series_summary_metric_series_series_id" FOREIGN KEY ("series_id") REFERENCES "metric_series" ("id") ON DELETE CASCADE
);
CREATE TABLE "worker" (
    "id" INTEGER NOT NULL CONSTRAINT "PK_worker" PRIMARY KEY AUTOINCREMENT,
    "name" TEXT NOT NULL,
    "is_site" INTEGER NOT NULL,
    "version" TEXT NOT NULL,
    "queues" TEXT NOT NULL,
    "devices" TEXT NOT NULL,
    "concurrency" INTEGER NOT NULL,
    "beat_counter" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    "started_ms" INTEGER NOT NULL,
    "ended_ms" INTEGER NULL
);
CREATE TABLE "api_token" (
    "id" INTEGER NOT NULL CONSTRAINT "PK_api_token" PRIMARY KEY AUTOINCREMENT,
    "account_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "created_ms" INTEGER NOT NULL,
    "expires_ms" INTEGER NULL,
    "revoked_ms" INTEGER NULL,
    "last_used_ms" INTEGER NULL,
    CONSTRAINT "FK_api_token_account_account_id" FOREIGN KEY ("account_id") REFERENCES "account" ("id") ON DELETE CASCADE
);
CREATE INDEX "IX_job_ended_ms" ON "job" ("ended_ms");
CREATE INDEX "IX_job_run_id_state" ON "job" ("run_id", "state");
CREATE UNIQUE INDEX "IX_account_normalized_name" ON "account" ("normalized_name");
CREATE INDEX "IX_api_token_account_id" ON "api_token" ("account_id");
CREATE UNIQUE INDEX "IX_api_token_sha256" ON "api_token" ("sha256");
CREATE INDEX "IX_worker_state" ON "worker" ("state");
INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261128154450_Lab', '10.0.15');
ALTER TABLE "run" ADD "archived_ms" INTEGER NULL;
ALTER TABLE "run" ADD "notes" TEXT NOT NULL DEFAULT '';
ALTER TABLE "run" ADD "notes_version" INTEGER NOT NULL DEFAULT 0;
CREATE TABLE "draft" (
    "id" INTEGER NOT NULL CONSTRAINT "PK_draft" PRIMARY KEY AUTOINCREMENT,
    "owner" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "saved_ms" INTEGER NOT NULL
);
CREATE TABLE "saved_view" (
    "id" INTEGER NOT NULL CONSTRAINT "PK_saved_view" PRIMARY KEY AUTOINCREMENT,
    "owner" TEXT NOT NULL,
    "page" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "query" TEXT NOT NULL,
    "saved_ms" INTEGER NOT NULL
);
CREATE INDEX "IX_draft_owner_kind_saved_ms" ON "draft" ("owner", "kind", "saved_ms");
CREATE UNIQUE INDEX "IX_saved_view_owner_page_name" ON "saved_view" ("owner", "page", "name");
INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion")
VALUES ('20261128172153_Desk', '10.0.15');
INSERT INTO "experiment" ("id", "name", "description", "created_ms") VALUES (3, 'kept', 'Größe 大きさ מידה ½ ∞ 🦉 ''quoted'' "too" {0}\n', 1700000000000);
INSERT INTO "published_value" ("id", "source", "dataset", "training_subset", "backbone", "method", "crop", "schedule", "regulariser", "protocol", "mirror", "metric", "value", "decimals", "note") VALUES (1, 'somebody', 'ADE20K', 'train', 'ResNet-50', 'PSPNet', '', '', 'L2', 'SS', 'yes', 'mIoU', 12.5, 2, '');
INSERT INTO "sweep" ("id", "experiment_id", "name", "base_configuration_json", "axes_json", "seeds", "created_ms", "binned_ms") VALUES (4, 3, 'kept sweep', '{"seed":0,"training":{"iterations":30}}', '[]', '[0,-7]', 1700000000001, NULL);
INSERT INTO "results_grid" ("id", "name", "sweep_id", "definition_json", "kind", "seeds", "shows_published", "created_ms") VALUES (905, 'kept sweep', 4, '{}', 'Sweep', '[0,-7]', 1, 1700000000003);
INSERT INTO "results_grid" ("id", "name", "sweep_id", "definition_json", "kind", "seeds", "shows_published", "created_ms") VALUES (906, 'kept table', NULL, '{}', 'Table', '[0]', 1, 1700000000003);
INSERT INTO "results_grid" ("id", "name", "sweep_id", "definition_json", "kind", "seeds", "shows_published", "created_ms") VALUES (907, 'kept study', NULL, '{}', 'Study', '[]', 1, 1700000000003);
INSERT INTO "run" ("id", "experiment_id", "sweep_id", "name", "fingerprint", "seed", "configuration_json", "reproduction_of_run_id", "labels", "created_ms", "notes", "notes_version", "archived_ms", "binned_ms", "binned_by", "binned_reason") VALUES (11, 3, 4, 'L2 seed 0', '0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0', 0, '{"seed":0,"training":{"iterations":30}}', NULL, '["good","Gr\u00F6\u00DFe \u5927\u304D\u3055 \u05DE\u05D9\u05D3\u05D4 \u00BD \u221E \uD83E\uDD89 \u0027quoted\u0027 \u0022too\u0022 {0}\\n"]', 1700000000004, 'Größe 大きさ מידה ½ ∞ 🦉 ''quoted'' "too" {0}\n', 2, NULL, NULL, '', '');
INSERT INTO "run" ("id", "experiment_id", "sweep_id", "name", "fingerprint", "seed", "configuration_json", "reproduction_of_run_id", "labels", "created_ms", "notes", "notes_version", "archived_ms", "binned_ms", "binned_by", "binned_reason") VALUES (12, 3, 4, 'L2 seed -7', '0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0', -7, '{"seed":0,"training":{"iterations":30}}', NULL, '[]', 1700000000004, 'Größe 大きさ מידה ½ ∞ 🦉 ''quoted'' "too" {0}\n', 2, NULL, NULL, '', '');
INSERT INTO "run" ("id", "experiment_id", "sweep_id", "name", "fingerprint", "seed", "configuration_json", "reproduction_of_run_id", "labels", "created_ms", "notes", "notes_version", "archived_ms", "binned_ms", "binned_by", "binned_reason") VALUES (13, 3, 4, 'L2 seed 0 (check)', '0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0', 0, '{"seed":0,"training":{"iterations":30}}', 11, '[]', 1700000000004, 'Größe 大きさ מידה ½ ∞ 🦉 ''quoted'' "too" {0}\n', 2, NULL, NULL, '', '');
INSERT INTO "grid_column" ("id", "grid_id", "position", "label", "header_json", "scale_mode", "metric") VALUES (905, 905, 0, 'SS', '[]', 'SS', 'mIoU');
INSERT INTO "grid_row" ("id", "grid_id", "position", "header_json") VALUES (905, 905, 0, '[{"name":"Regulariser","value":"L2"}]');
INSERT INTO "grid_arm" ("id", "grid_id", "fingerprint", "configuration_json", "dataset", "backbone", "regulariser", "training_subset", "published_source") VALUES (905, 905, '0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0', '{"seed":0,"training":{"iterations":30}}', 'ADE20K', 'ResNet-50', 'L2', NULL, NULL);
INSERT INTO "grid_cell" ("row_id", "column_id", "arm_id", "protocol_fingerprint", "protocol_json") VALUES (905, 905, 905, 'aa00bb11cc22dd33ee44ff5566778899aa00bb11cc22dd33ee44ff5566778899', '{}');
INSERT INTO "grid_column" ("id", "grid_id", "position", "label", "header_json", "scale_mode", "metric") VALUES (906, 906, 0, 'SS', '[]', 'SS', 'mIoU');
INSERT INTO "grid_row" ("id", "grid_id", "position", "header_json") VALUES (906, 906, 0, '[{"name":"Regulariser","value":"L2"}]');
INSERT INTO "grid_arm" ("id", "grid_id", "fingerprint", "configuration_json", "dataset", "backbone", "regulariser", "training_subset", "published_source") VALUES (906, 906, '0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0', '{"seed":0,"training":{"iterations":30}}', 'ADE20K', 'ResNet-50', 'L2', NULL, NULL);
INSERT INTO "grid_cell" ("row_id", "column_id", "arm_id", "protocol_fingerprint", "protocol_json") VALUES (906, 906, 906, 'aa00bb11cc22dd33ee44ff5566778899aa00bb11cc22dd33ee44ff5566778899', '{}');
INSERT INTO "grid_column" ("id", "grid_id", "position", "label", "header_json", "scale_mode", "metric") VALUES (907, 907, 0, 'SS', '[]', 'SS', 'mIoU');
INSERT INTO "grid_row" ("id", "grid_id", "position", "header_json") VALUES (907, 907, 0, '[{"name":"Regulariser","value":"L2"}]');
INSERT INTO "grid_arm" ("id", "grid_id", "fingerprint", "configuration_json", "dataset", "backbone", "regulariser", "training_subset", "published_source") VALUES (907, 907, '0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0', '{"seed":0,"training":{"iterations":30}}', 'ADE20K', 'ResNet-50', 'L2', NULL, NULL);
INSERT INTO "grid_cell" ("row_id", "column_id", "arm_id", "protocol_fingerprint", "protocol_json") VALUES (907, 907, 907, 'aa00bb11cc22dd33ee44ff5566778899aa00bb11cc22dd33ee44ff5566778899', '{}');
INSERT INTO "job" ("id", "run_id", "kind", "state", "attempt", "priority", "retried_at_attempt", "lost_attempts", "heartbeat_counter", "worker", "device", "threads", "waits_for_job_id", "request_json", "protocol_fingerprint", "protocol_name", "cancel_requested", "pause_requested", "time_limit_seconds", "done", "total", "rate", "failure_class", "failure_message", "weights_report_json", "created_ms", "queued_ms", "started_ms", "ended_ms") VALUES (21, 11, 'Training', 'Succeeded', 1, 0, 0, 0, 17, 'machine/1', 'cpu', 2, NULL, '', NULL, NULL, 0, 0, NULL, 30, 30, 1.5, NULL, NULL, '{"loaded":[]}', 1700000000010, 1700000000011, 1700000000012, 1700000000013);
INSERT INTO "job" ("id", "run_id", "kind", "state", "attempt", "priority", "retried_at_attempt", "lost_attempts", "heartbeat_counter", "worker", "device", "threads", "waits_for_job_id", "request_json", "protocol_fingerprint", "protocol_name", "cancel_requested", "pause_requested", "time_limit_seconds", "done", "total", "rate", "failure_class", "failure_message", "weights_report_json", "created_ms", "queued_ms", "started_ms", "ended_ms") VALUES (22, 11, 'Evaluation', 'Succeeded', 2, 0, 0, 0, 17, '', 'cpu', 2, 21, '{}', 'aa00bb11cc22dd33ee44ff5566778899aa00bb11cc22dd33ee44ff5566778899', 'SS', 0, 0, NULL, 30, 30, 1.5, NULL, NULL, NULL, 1700000000010, 1700000000011, 1700000000012, 1700000000013);
INSERT INTO "job" ("id", "run_id", "kind", "state", "attempt", "priority", "retried_at_attempt", "lost_attempts", "heartbeat_counter", "worker", "device", "threads", "waits_for_job_id", "request_json", "protocol_fingerprint", "protocol_name", "cancel_requested", "pause_requested", "time_limit_seconds", "done", "total", "rate", "failure_class", "failure_message", "weights_report_json", "created_ms", "queued_ms", "started_ms", "ended_ms") VALUES (23, 12, 'Training', 'Failed', 3, 0, 0, 2, 17, '', 'cpu', 2, NULL, '', NULL, NULL, 0, 0, 60, 30, 30, 1.5, 'crash', 'Größe 大きさ מידה ½ ∞ 🦉 ''quoted'' "too" {0}\n', NULL, 1700000000010, 1700000000011, 1700000000012, 1700000000013);
INSERT INTO "job" ("id", "run_id", "kind", "state", "attempt", "priority", "retried_at_attempt", "lost_attempts", "heartbeat_counter", "worker", "device", "threads", "waits_for_job_id", "request_json", "protocol_fingerprint", "protocol_name", "cancel_requested", "pause_requested", "time_limit_seconds", "done", "total", "rate", "failure_class", "failure_message", "weights_report_json", "created_ms", "queued_ms", "started_ms", "ended_ms") VALUES (24, 12, 'Evaluation', 'Cancelled', 0, 0, 0, 0, 17, '', 'cpu', 2, 23, '', 'aa00bb11cc22dd33ee44ff5566778899aa00bb11cc22dd33ee44ff5566778899', 'SS', 1, 0, NULL, 30, 30, 1.5, 'dependency', NULL, NULL, 1700000000010, NULL, NULL, 1700000000013);
INSERT INTO "job" ("id", "run_id", "kind", "state", "attempt", "priority", "retried_at_attempt", "lost_attempts", "heartbeat_counter", "worker", "device", "threads", "waits_for_job_id", "request_json", "protocol_fingerprint", "protocol_name", "cancel_requested", "pause_requested", "time_limit_seconds", "done", "total", "rate", "failure_class", "failure_message", "weights_report_json", "created_ms", "queued_ms", "started_ms", "ended_ms") VALUES (25, 13, 'Training', 'Paused', 0, -1, 0, 0, 17, '', 'cpu', 2, NULL, '', NULL, NULL, 0, 0, NULL, 30, 30, 1.5, NULL, NULL, NULL, 1700000000010, 1700000000011, 1700000000012, NULL);
INSERT INTO "run_setting" ("run_id", "key", "value") VALUES (11, 'regulariser.kind', 'l2');
INSERT INTO "run_setting" ("run_id", "key", "value") VALUES (11, 'weights.path', 'Größe 大きさ מידה ½ ∞ 🦉 ''quoted'' "too" {0}\n');
INSERT INTO "run_setting" ("run_id", "key", "value") VALUES (12, 'regulariser.kind', '');
INSERT INTO "attempt" ("job_id", "number", "folder", "worker", "started_ms", "ended_ms", "outcome", "exit_code", "last_sequence", "log_tail", "engine_version", "resumed_from", "parameters", "pull", "class_names", "class_colours", "environment_json", "failure_class", "failure_message") VALUES (21, 1, '11/jobs/21/attempts/1', 'machine/1', 1700000000012, 1700000000013, 'Succeeded', 0, 9000000000, 'Größe 大きさ מידה ½ ∞ 🦉 ''quoted'' "too" {0}\n', '0.1.0', 0, 46000000000, 0.1640625, '["road","Stra\u00DFe"]', '["#804080","#00008e"]', '', NULL, NULL);
INSERT INTO "attempt" ("job_id", "number", "folder", "worker", "started_ms", "ended_ms", "outcome", "exit_code", "last_sequence", "log_tail", "engine_version", "resumed_from", "parameters", "pull", "class_names", "class_colours", "environment_json", "failure_class", "failure_message") VALUES (22, 2, '11/jobs/22/attempts/2', 'machine/1', 1700000000012, 1700000000013, 'Succeeded', 0, 9000000000, 'Größe 大きさ מידה ½ ∞ 🦉 ''quoted'' "too" {0}\n', '0.1.0', 0, 46000000000, NULL, '[]', '[]', '', NULL, NULL);
INSERT INTO "attempt" ("job_id", "number", "folder", "worker", "started_ms", "ended_ms", "outcome", "exit_code", "last_sequence", "log_tail", "engine_version", "resumed_from", "parameters", "pull", "class_names", "class_colours", "environment_json", "failure_class", "failure_message") VALUES (23, 3, '11/jobs/23/attempts/3', 'machine/1', 1700000000012, 1700000000013, 'Failed', -1, 9000000000, 'Größe 大きさ מידה ½ ∞ 🦉 ''quoted'' "too" {0}\n', '0.1.0', 0, 46000000000, 1E-300, '[]', '[]', '', NULL, NULL);
INSERT INTO "artifact" ("id", "job_id", "attempt_number", "kind", "name", "path", "iteration", "sha256", "is_final", "sequence") VALUES (31, 21, 1, 'checkpoint', '', 'checkpoints/final.safetensors', 30, '0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0', 1, 9);
INSERT INTO "artifact" ("id", "job_id", "attempt_number", "kind", "name", "path", "iteration", "sha256", "is_final", "sequence") VALUES (32, 22, 2, 'prediction', '0001', 'predictions/0001.png', NULL, NULL, 0, 2);
INSERT INTO "evaluation" ("id", "run_id", "job_id", "attempt_number", "protocol_fingerprint", "protocol_name", "protocol_json", "checkpoint_sha256", "classes", "confusion", "mean_iou", "mean_accuracy", "pixel_accuracy", "class_iou", "metrics", "created_ms") VALUES (41, 11, 22, 2, 'aa00bb11cc22dd33ee44ff5566778899aa00bb11cc22dd33ee44ff5566778899', 'SS', '{}', '0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0', 2, X'00F2052A01000000010000000000000000000000000000000300000000000000', 0.4321987654321, NULL, 0.75, X'000000000000D03F000000000000F8FF', '{"fwIoU":0.125}', 1700000000500);
INSERT INTO "evaluation_image" ("job_id", "index", "attempt_number", "stem", "counts", "rank") VALUES (22, 0, 2, 'Größe 大きさ מידה ½ ∞ 🦉 ''quoted'' "too" {0}\n', X'000007010002', NULL);
INSERT INTO "evaluation_image" ("job_id", "index", "attempt_number", "stem", "counts", "rank") VALUES (22, 1, 2, 'b', X'', 3);
INSERT INTO "metric_series" ("id", "job_id", "key") VALUES (51, 21, 'train/loss');
INSERT INTO "metric_series" ("id", "job_id", "key") VALUES (52, 21, 'validation/miou');
INSERT INTO "metric_point" ("series_id", "step", "attempt_number", "sequence", "value", "kind") VALUES (51, 1, 1, 1, 2.5, 0);
INSERT INTO "metric_point" ("series_id", "step", "attempt_number", "sequence", "value", "kind") VALUES (51, 2, 1, 2, NULL, 1);
INSERT INTO "metric_point" ("series_id", "step", "attempt_number", "sequence", "value", "kind") VALUES (51, 3, 1, 3, NULL, 2);
INSERT INTO "metric_point" ("series_id", "step", "attempt_number", "sequence", "value", "kind") VALUES (51, 30, 1, 30, -1.2345678901234567E-12, 0);
INSERT INTO "metric_point" ("series_id", "step", "attempt_number", "sequence", "value", "kind") VALUES (52, 30, 1, 30, 0.5, 0);
INSERT INTO "superseded_point" ("series_id", "step", "attempt_number", "sequence", "value", "kind") VALUES (51, 2, 1, 2, 9.75, 0);
INSERT INTO "job_event" ("id", "job_id", "attempt_number", "from_state", "to_state", "worker", "reason", "time_ms") VALUES (61, 21, 1, 'Queued', 'Claimed', 'machine/1', 'Größe 大きさ מידה ½ ∞ 🦉 ''quoted'' "too" {0}\n', 1700000000100);
INSERT INTO "grid_snapshot" ("id", "grid_id", "format", "created_ms", "cells_json") VALUES (71, 905, 'latex', 1700000000900, '[{"row":"L2","column":"SS","mean":0.5,"n":1},{"row":"L2","column":"MS","mean":"NaN","n":2}]');
INSERT INTO "dataset" ("id", "name", "settings_json", "kind", "root", "created_ms") VALUES (81, 'Größe 大きさ מידה ½ ∞ 🦉 ''quoted'' "too" {0}\n', '{"kind":"folder"}', 'folder', '/data/große', 1700000000002);
INSERT INTO "dataset_check" ("id", "dataset_id", "settings_json", "state", "worker", "done", "total", "rate", "folder", "is_sound", "message", "mistakes", "faulty_images", "report_json", "created_ms", "started_ms", "ended_ms") VALUES (91, 81, '{}', 'Done', 'machine/1', 5, 5, 0.5, 'checks/91', 1, 'Größe 大きさ מידה ½ ∞ 🦉 ''quoted'' "too" {0}\n', 0, 0, '{"sound":true}', 1700000000020, 1700000000021, NULL);
INSERT INTO "dataset_check" ("id", "dataset_id", "settings_json", "state", "worker", "done", "total", "rate", "folder", "is_sound", "message", "mistakes", "faulty_images", "report_json", "created_ms", "started_ms", "ended_ms") VALUES (92, 81, '{}', 'Failed', 'machine/1', 5, 5, 0.5, 'checks/91', NULL, 'Größe 大きさ מידה ½ ∞ 🦉 ''quoted'' "too" {0}\n', 0, 0, NULL, 1700000000020, 1700000000021, NULL);
INSERT INTO "purged_run" ("run_id", "name", "experiment", "sweep", "fingerprint", "seed", "created_ms", "binned_ms", "binned_by", "binned_reason", "purged_ms", "files_gone_ms") VALUES (10, 'gone', 'kept', '', '0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0', 5, 1, 2, 'ada', 'Größe 大きさ מידה ½ ∞ 🦉 ''quoted'' "too" {0}\n', 3, 4);
INSERT INTO "series_summary" ("series_id", "points", "not_finite", "first_step", "last_step", "last_value", "last_kind", "min_value", "min_step", "max_value", "max_step") VALUES (51, 4, 2, 1, 30, -1.2345678901234567E-12, 0, -1.2345678901234567E-12, 30, 2.5, 1);
INSERT INTO "series_summary" ("series_id", "points", "not_finite", "first_step", "last_step", "last_value", "last_kind", "min_value", "min_step", "max_value", "max_step") VALUES (52, 1, 0, 30, 30, 0.5, 0, 0.5, 30, 0.5, 30);
INSERT INTO "saved_view" ("id", "owner", "page", "name", "query", "saved_ms") VALUES (131, '', 'runs', 'Größe 大きさ מידה ½ ∞ 🦉 ''quoted'' "too" {0}\n', 'filter=seed%20%3D%200', 1700000000010);
INSERT INTO "draft" ("id", "owner", "kind", "name", "text", "version", "saved_ms") VALUES (132, 'ada', 'sweep', '', 'Größe 大きさ מידה ½ ∞ 🦉 ''quoted'' "too" {0}\n', 3, 1700000000011);
INSERT INTO "property" ("name", "value") VALUES ('site-version', '0.1.0+kept');
INSERT INTO "worker" ("id", "name", "is_site", "version", "queues", "devices", "concurrency", "beat_counter", "state", "note", "started_ms", "ended_ms") VALUES (101, 'machine/1', 0, '0.1.0+kept', '["default","gpu"]', '["cuda:0"]', 1, 7, 'Lost', 'Größe 大きさ מידה ½ ∞ 🦉 ''quoted'' "too" {0}\n', 1700000000004, 1700000000005);
INSERT INTO "account" ("id", "name", "normalized_name", "password_hash", "security_stamp", "role", "failed_sign_ins", "locked_until_ms", "created_ms", "last_sign_in_ms", "revision") VALUES (111, 'Ada', 'ADA', 'hash', 'stamp', 'Admin', 0, NULL, 1700000000006, NULL, 1);
INSERT INTO "api_token" ("id", "account_id", "name", "sha256", "scope", "created_ms", "expires_ms", "revoked_ms", "last_used_ms") VALUES (121, 111, 'Größe 大きさ מידה ½ ∞ 🦉 ''quoted'' "too" {0}\n', '0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0', 'Read', 1700000000007, NULL, NULL, 1700000000008);
INSERT INTO "audit_entry" ("id", "time_ms", "account_id", "who", "act", "subject", "address") VALUES (131, 1700000000009, 111, 'Ada', 'delete', 'Größe 大きさ מידה ½ ∞ 🦉 ''quoted'' "too" {0}\n', '127.0.0.1');
