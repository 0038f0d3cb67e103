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
INSERT INTO "experiment" ("id", "name", "description", "created_ms") VALUES (3, 'kept', 'Größe 大きさ מידה ½ ∞ 🦉 ''quoted'' "too" {0}\n', 1700000000000);
INSERT INTO "published_value" ("id", "source", "dataset", "training_subset", "backbone", "method", "crop", "schedule", "regulariser", "protocol", "mirror", "metric", "value", "decimals", "note") VALUES (1, 'somebody', 'ADE20K', 'train', 'ResNet-50', 'PSPNet', '', '', 'L2', 'SS', 'yes', 'mIoU', 12.5, 2, '');
INSERT INTO "sweep" ("id", "experiment_id", "name", "base_configuration_json", "axes_json", "seeds", "created_ms") VALUES (4, 3, 'kept sweep', '{"seed":0,"training":{"iterations":30}}', '[]', '[0,-7]', 1700000000001);
INSERT INTO "results_grid" ("id", "name", "sweep_id", "definition_json", "is_published", "created_ms") VALUES (905, 'kept sweep', 4, '{}', 0, 1700000000003);
INSERT INTO "run" ("id", "experiment_id", "sweep_id", "name", "fingerprint", "seed", "configuration_json", "reproduction_of_run_id", "labels", "created_ms") VALUES (11, 3, 4, 'L2 seed 0', '0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0', 0, '{"seed":0,"training":{"iterations":30}}', NULL, '["good","Gr\u00F6\u00DFe \u5927\u304D\u3055 \u05DE\u05D9\u05D3\u05D4 \u00BD \u221E \uD83E\uDD89 \u0027quoted\u0027 \u0022too\u0022 {0}\\n"]', 1700000000004);
INSERT INTO "run" ("id", "experiment_id", "sweep_id", "name", "fingerprint", "seed", "configuration_json", "reproduction_of_run_id", "labels", "created_ms") VALUES (12, 3, 4, 'L2 seed -7', '0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0', -7, '{"seed":0,"training":{"iterations":30}}', NULL, '[]', 1700000000004);
INSERT INTO "run" ("id", "experiment_id", "sweep_id", "name", "fingerprint", "seed", "configuration_json", "reproduction_of_run_id", "labels", "created_ms") VALUES (13, 3, 4, 'L2 seed 0 (check)', '0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0', 0, '{"seed":0,"training":{"iterations":30}}', 11, '[]', 1700000000004);
INSERT INTO "grid_column" ("id", "grid_id", "position", "label", "group", "scale_mode") VALUES (905, 905, 0, 'SS', '', 'SS');
INSERT INTO "grid_row" ("id", "grid_id", "position", "header_json", "fingerprint", "configuration_json", "dataset", "backbone", "regulariser", "training_subset", "published_source") VALUES (905, 905, 0, '[{"name":"Regulariser","value":"L2"}]', '0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0', '{"seed":0,"training":{"iterations":30}}', 'ADE20K', 'ResNet-50', 'L2', NULL, NULL);
INSERT INTO "grid_cell" ("row_id", "column_id", "protocol_fingerprint", "protocol_json") VALUES (905, 905, 'aa00bb11cc22dd33ee44ff5566778899aa00bb11cc22dd33ee44ff5566778899', '{}');
INSERT INTO "job" ("id", "run_id", "kind", "state", "attempt", "lost_attempts", "heartbeat_counter", "worker", "device", "threads", "waits_for_job_id", "request_json", "protocol_fingerprint", "protocol_name", "cancel_requested", "time_limit_seconds", "done", "total", "rate", "failure_class", "failure_message", "weights_report_json", "created_ms", "queued_ms", "started_ms", "ended_ms") VALUES (21, 11, 'Training', 'Succeeded', 1, 0, 17, 'machine/1', 'cpu', 2, NULL, '', NULL, NULL, 0, NULL, 30, 30, 1.5, NULL, NULL, '{"loaded":[]}', 1700000000010, 1700000000011, 1700000000012, 1700000000013);
INSERT INTO "job" ("id", "run_id", "kind", "state", "attempt", "lost_attempts", "heartbeat_counter", "worker", "device", "threads", "waits_for_job_id", "request_json", "protocol_fingerprint", "protocol_name", "cancel_requested", "time_limit_seconds", "done", "total", "rate", "failure_class", "failure_message", "weights_report_json", "created_ms", "queued_ms", "started_ms", "ended_ms") VALUES (22, 11, 'Evaluation', 'Succeeded', 2, 0, 17, '', 'cpu', 2, 21, '{}', 'aa00bb11cc22dd33ee44ff5566778899aa00bb11cc22dd33ee44ff5566778899', 'SS', 0, NULL, 30, 30, 1.5, NULL, NULL, NULL, 1700000000010, 1700000000011, 1700000000012, 1700000000013);
INSERT INTO "job" ("id", "run_id", "kind", "state", "attempt", "lost_attempts", "heartbeat_counter", "worker", "device", "threads", "waits_for_job_id", "request_json", "protocol_fingerprint", "protocol_name", "cancel_requested", "time_limit_seconds", "done", "total", "rate", "failure_class", "failure_message", "weights_report_json", "created_ms", "queued_ms", "started_ms", "ended_ms") VALUES (23, 12, 'Training', 'Failed', 3, 2, 17, '', 'cpu', 2, NULL, '', NULL, NULL, 0, 60, 30, 30, 1.5, 'crash', 'Größe 大きさ מידה ½ ∞ 🦉 ''quoted'' "too" {0}\n', NULL, 1700000000010, 1700000000011, 1700000000012, 1700000000013);
INSERT INTO "job" ("id", "run_id", "kind", "state", "attempt", "lost_attempts", "heartbeat_counter", "worker", "device", "threads", "waits_for_job_id", "request_json", "protocol_fingerprint", "protocol_name", "cancel_requested", "time_limit_seconds", "done", "total", "rate", "failure_class", "failure_message", "weights_report_json", "created_ms", "queued_ms", "started_ms", "ended_ms") VALUES (24, 12, 'Evaluation', 'Cancelled', 0, 0, 17, '', 'cpu', 2, 23, '', 'aa00bb11cc22dd33ee44ff5566778899aa00bb11cc22dd33ee44ff5566778899', 'SS', 1, NULL, 30, 30, 1.5, 'dependency', NULL, NULL, 1700000000010, NULL, NULL, 1700000000013);
INSERT INTO "job" ("id", "run_id", "kind", "state", "attempt", "lost_attempts", "heartbeat_counter", "worker", "device", "threads", "waits_for_job_id", "request_json", "protocol_fingerprint", "protocol_name", "cancel_requested", "time_limit_seconds", "done", "total", "rate", "failure_class", "failure_message", "weights_report_json", "created_ms", "queued_ms", "started_ms", "ended_ms") VALUES (25, 13, 'Training', 'Paused', 0, 0, 17, '', 'cpu', 2, NULL, '', NULL, NULL, 0, NULL, 30, 30, 1.5, NULL, NULL, NULL, 1700000000010, 1700000000011, 1700000000012, NULL);
INSERT INTO "run_setting" ("run_id", "key", "value") VALUES (11, 'regulariser.kind', 'l2');
INSERT INTO "run_setting" ("run_id", "key", "value") VALUES (11, 'weights.path', 'Größe 大きさ מידה ½ ∞ 🦉 ''quoted'' "too" {0}\n');
INSERT INTO "run_setting" ("run_id", "key", "value") VALUES (12, 'regulariser.kind', '');
INSERT INTO "attempt" ("job_id", "number", "folder", "worker", "started_ms", "ended_ms", "outcome", "exit_code", "last_sequence", "log_tail", "engine_version", "resumed_from", "parameters", "pull", "class_names", "class_colours") VALUES (21, 1, '11/jobs/21/attempts/1', 'machine/1', 1700000000012, 1700000000013, 'Succeeded', 0, 9000000000, 'Größe 大きさ מידה ½ ∞ 🦉 ''quoted'' "too" {0}\n', '0.1.0', 0, 46000000000, 0.1640625, '["road","Stra\u00DFe"]', '["#804080","#00008e"]');
INSERT INTO "attempt" ("job_id", "number", "folder", "worker", "started_ms", "ended_ms", "outcome", "exit_code", "last_sequence", "log_tail", "engine_version", "resumed_from", "parameters", "pull", "class_names", "class_colours") VALUES (22, 2, '11/jobs/22/attempts/2', 'machine/1', 1700000000012, 1700000000013, 'Succeeded', 0, 9000000000, 'Größe 大きさ מידה ½ ∞ 🦉 ''quoted'' "too" {0}\n', '0.1.0', 0, 46000000000, NULL, '[]', '[]');
INSERT INTO "attempt" ("job_id", "number", "folder", "worker", "started_ms", "ended_ms", "outcome", "exit_code", "last_sequence", "log_tail", "engine_version", "resumed_from", "parameters", "pull", "class_names", "class_colours") VALUES (23, 3, '11/jobs/23/attempts/3', 'machine/1', 1700000000012, 1700000000013, 'Failed', -1, 9000000000, 'Größe 大きさ מידה ½ ∞ 🦉 ''quoted'' "too" {0}\n', '0.1.0', 0, 46000000000, 1E-300, '[]', '[]');
INSERT INTO "artifact" ("id", "job_id", "attempt_number", "kind", "name", "path", "iteration", "sha256", "is_final") VALUES (31, 21, 1, 'checkpoint', '', 'checkpoints/final.safetensors', 30, '0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0', 1);
INSERT INTO "artifact" ("id", "job_id", "attempt_number", "kind", "name", "path", "iteration", "sha256", "is_final") VALUES (32, 22, 2, 'prediction', '0001', 'predictions/0001.png', NULL, NULL, 0);
INSERT INTO "evaluation" ("id", "run_id", "job_id", "attempt_number", "protocol_fingerprint", "protocol_name", "protocol_json", "checkpoint_sha256", "classes", "confusion", "mean_iou", "mean_accuracy", "pixel_accuracy", "class_iou", "created_ms") VALUES (41, 11, 22, 2, 'aa00bb11cc22dd33ee44ff5566778899aa00bb11cc22dd33ee44ff5566778899', 'SS', '{}', '0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0', 2, X'00F2052A01000000010000000000000000000000000000000300000000000000', 0.4321987654321, NULL, 0.75, X'000000000000D03F000000000000F8FF', 1700000000500);
INSERT INTO "evaluation_image" ("job_id", "index", "attempt_number", "stem", "counts") VALUES (22, 0, 2, 'Größe 大きさ מידה ½ ∞ 🦉 ''quoted'' "too" {0}\n', X'000007010002');
INSERT INTO "evaluation_image" ("job_id", "index", "attempt_number", "stem", "counts") VALUES (22, 1, 2, 'b', X'');
INSERT INTO "metric_series" ("id", "job_id", "key") VALUES (51, 21, 'train/loss');
INSERT INTO "metric_series" ("id", "job_id", "key") VALUES (52, 21, 'validation/miou');
INSERT INTO "metric_point" ("series_id", "step", "attempt_number", "sequence", "value", "kind") VALUES (51, 1, 1, 1, 2.5, 0);
INSERT INTO "metric_point" ("series_id", "step", "attempt_number", "sequence", "value", "kind") VALUES (51, 2, 1, 2, NULL, 1);
INSERT INTO "metric_point" ("series_id", "step", "attempt_number", "sequence", "value", "kind") VALUES (51, 3, 1, 3, NULL, 2);
INSERT INTO "metric_point" ("series_id", "step", "attempt_number", "sequence", "value", "kind") VALUES (51, 30, 1, 30, -1.2345678901234567E-12, 0);
INSERT INTO "metric_point" ("series_id", "step", "attempt_number", "sequence", "value", "kind") VALUES (52, 30, 1, 30, 0.5, 0);
