using System.Collections.Generic;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Experiments.Migrations.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "experiment",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    name = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    description = table.Column<string>(type: "text", nullable: false),
                    created_ms = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_experiment", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "published_value",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    source = table.Column<string>(type: "text", nullable: false),
                    dataset = table.Column<string>(type: "text", nullable: false),
                    training_subset = table.Column<string>(type: "text", nullable: false),
                    backbone = table.Column<string>(type: "text", nullable: false),
                    method = table.Column<string>(type: "text", nullable: false),
                    crop = table.Column<string>(type: "text", nullable: false),
                    schedule = table.Column<string>(type: "text", nullable: false),
                    regulariser = table.Column<string>(type: "text", nullable: false),
                    protocol = table.Column<string>(type: "text", nullable: false),
                    mirror = table.Column<string>(type: "text", nullable: false),
                    metric = table.Column<string>(type: "text", nullable: false),
                    value = table.Column<double>(type: "double precision", nullable: true),
                    decimals = table.Column<int>(type: "integer", nullable: false),
                    note = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_published_value", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "sweep",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    experiment_id = table.Column<long>(type: "bigint", nullable: false),
                    name = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    base_configuration_json = table.Column<string>(type: "text", nullable: false),
                    axes_json = table.Column<string>(type: "text", nullable: false),
                    seeds = table.Column<List<int>>(type: "integer[]", nullable: false),
                    created_ms = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_sweep", x => x.id);
                    table.ForeignKey(
                        name: "FK_sweep_experiment_experiment_id",
                        column: x => x.experiment_id,
                        principalTable: "experiment",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "results_grid",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    name = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    sweep_id = table.Column<long>(type: "bigint", nullable: true),
                    definition_json = table.Column<string>(type: "text", nullable: false),
                    is_published = table.Column<bool>(type: "boolean", nullable: false),
                    created_ms = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_results_grid", x => x.id);
                    table.ForeignKey(
                        name: "FK_results_grid_sweep_sweep_id",
                        column: x => x.sweep_id,
                        principalTable: "sweep",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "run",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    experiment_id = table.Column<long>(type: "bigint", nullable: false),
                    sweep_id = table.Column<long>(type: "bigint", nullable: true),
                    name = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    fingerprint = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    seed = table.Column<int>(type: "integer", nullable: false),
                    configuration_json = table.Column<string>(type: "text", nullable: false),
                    reproduction_of_run_id = table.Column<long>(type: "bigint", nullable: true),
                    labels = table.Column<List<string>>(type: "text[]", nullable: false),
                    created_ms = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_run", x => x.id);
                    table.ForeignKey(
                        name: "FK_run_experiment_experiment_id",
                        column: x => x.experiment_id,
                        principalTable: "experiment",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_run_run_reproduction_of_run_id",
                        column: x => x.reproduction_of_run_id,
                        principalTable: "run",
                        principalColumn: "id");
                    table.ForeignKey(
                        name: "FK_run_sweep_sweep_id",
                        column: x => x.sweep_id,
                        principalTable: "sweep",
                        principalColumn: "id");
                });

            migrationBuilder.CreateTable(
                name: "grid_column",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    grid_id = table.Column<long>(type: "bigint", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    label = table.Column<string>(type: "text", nullable: false),
                    group = table.Column<string>(type: "text", nullable: false),
                    scale_mode = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_grid_column", x => x.id);
                    table.ForeignKey(
                        name: "FK_grid_column_results_grid_grid_id",
                        column: x => x.grid_id,
                        principalTable: "results_grid",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "grid_row",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    grid_id = table.Column<long>(type: "bigint", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    header_json = table.Column<string>(type: "text", nullable: false),
                    fingerprint = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    configuration_json = table.Column<string>(type: "text", nullable: true),
                    dataset = table.Column<string>(type: "text", nullable: true),
                    backbone = table.Column<string>(type: "text", nullable: true),
                    regulariser = table.Column<string>(type: "text", nullable: true),
                    training_subset = table.Column<string>(type: "text", nullable: true),
                    published_source = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_grid_row", x => x.id);
                    table.ForeignKey(
                        name: "FK_grid_row_results_grid_grid_id",
                        column: x => x.grid_id,
                        principalTable: "results_grid",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "job",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    run_id = table.Column<long>(type: "bigint", nullable: false),
                    kind = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    state = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    attempt = table.Column<int>(type: "integer", nullable: false),
                    lost_attempts = table.Column<int>(type: "integer", nullable: false),
                    heartbeat_counter = table.Column<long>(type: "bigint", nullable: false),
                    worker = table.Column<string>(type: "text", nullable: false),
                    device = table.Column<string>(type: "text", nullable: false),
                    threads = table.Column<int>(type: "integer", nullable: false),
                    waits_for_job_id = table.Column<long>(type: "bigint", nullable: true),
                    request_json = table.Column<string>(type: "text", nullable: false),
                    protocol_fingerprint = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    protocol_name = table.Column<string>(type: "text", nullable: true),
                    cancel_requested = table.Column<bool>(type: "boolean", nullable: false),
                    time_limit_seconds = table.Column<int>(type: "integer", nullable: true),
                    done = table.Column<int>(type: "integer", nullable: false),
                    total = table.Column<int>(type: "integer", nullable: false),
                    rate = table.Column<double>(type: "double precision", nullable: false),
                    failure_class = table.Column<string>(type: "text", nullable: true),
                    failure_message = table.Column<string>(type: "text", nullable: true),
                    weights_report_json = table.Column<string>(type: "text", nullable: true),
                    created_ms = table.Column<long>(type: "bigint", nullable: false),
                    queued_ms = table.Column<long>(type: "bigint", nullable: true),
                    started_ms = table.Column<long>(type: "bigint", nullable: true),
                    ended_ms = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_job", x => x.id);
                    table.ForeignKey(
                        name: "FK_job_job_waits_for_job_id",
                        column: x => x.waits_for_job_id,
                        principalTable: "job",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_job_run_run_id",
                        column: x => x.run_id,
                        principalTable: "run",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "run_setting",
                columns: table => new
                {
                    run_id = table.Column<long>(type: "bigint", nullable: false),
                    key = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    value = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_run_setting", x => new { x.run_id, x.key });
                    table.ForeignKey(
                        name: "FK_run_setting_run_run_id",
                        column: x => x.run_id,
                        principalTable: "run",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "grid_cell",
                columns: table => new
                {
                    row_id = table.Column<long>(type: "bigint", nullable: false),
                    column_id = table.Column<long>(type: "bigint", nullable: false),
                    protocol_fingerprint = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    protocol_json = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_grid_cell", x => new { x.row_id, x.column_id });
                    table.ForeignKey(
                        name: "FK_grid_cell_grid_column_column_id",
                        column: x => x.column_id,
                        principalTable: "grid_column",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_grid_cell_grid_row_row_id",
                        column: x => x.row_id,
                        principalTable: "grid_row",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "artifact",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    job_id = table.Column<long>(type: "bigint", nullable: false),
                    attempt_number = table.Column<int>(type: "integer", nullable: false),
                    kind = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    path = table.Column<string>(type: "text", nullable: false),
                    iteration = table.Column<int>(type: "integer", nullable: true),
                    sha256 = table.Column<string>(type: "text", nullable: true),
                    is_final = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_artifact", x => x.id);
                    table.ForeignKey(
                        name: "FK_artifact_job_job_id",
                        column: x => x.job_id,
                        principalTable: "job",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "attempt",
                columns: table => new
                {
                    job_id = table.Column<long>(type: "bigint", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    folder = table.Column<string>(type: "text", nullable: false),
                    worker = table.Column<string>(type: "text", nullable: false),
                    started_ms = table.Column<long>(type: "bigint", nullable: false),
                    ended_ms = table.Column<long>(type: "bigint", nullable: true),
                    outcome = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    exit_code = table.Column<int>(type: "integer", nullable: true),
                    last_sequence = table.Column<long>(type: "bigint", nullable: false),
                    log_tail = table.Column<string>(type: "text", nullable: false),
                    engine_version = table.Column<string>(type: "text", nullable: false),
                    resumed_from = table.Column<int>(type: "integer", nullable: false),
                    parameters = table.Column<long>(type: "bigint", nullable: false),
                    pull = table.Column<double>(type: "double precision", nullable: true),
                    class_names = table.Column<List<string>>(type: "text[]", nullable: false),
                    class_colours = table.Column<List<string>>(type: "text[]", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_attempt", x => new { x.job_id, x.number });
                    table.ForeignKey(
                        name: "FK_attempt_job_job_id",
                        column: x => x.job_id,
                        principalTable: "job",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "evaluation",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    run_id = table.Column<long>(type: "bigint", nullable: false),
                    job_id = table.Column<long>(type: "bigint", nullable: false),
                    attempt_number = table.Column<int>(type: "integer", nullable: false),
                    protocol_fingerprint = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    protocol_name = table.Column<string>(type: "text", nullable: false),
                    protocol_json = table.Column<string>(type: "text", nullable: false),
                    checkpoint_sha256 = table.Column<string>(type: "text", nullable: false),
                    classes = table.Column<int>(type: "integer", nullable: false),
                    confusion = table.Column<byte[]>(type: "bytea", nullable: false),
                    mean_iou = table.Column<double>(type: "double precision", nullable: true),
                    mean_accuracy = table.Column<double>(type: "double precision", nullable: true),
                    pixel_accuracy = table.Column<double>(type: "double precision", nullable: true),
                    class_iou = table.Column<byte[]>(type: "bytea", nullable: false),
                    created_ms = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_evaluation", x => x.id);
                    table.ForeignKey(
                        name: "FK_evaluation_job_job_id",
                        column: x => x.job_id,
                        principalTable: "job",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_evaluation_run_run_id",
                        column: x => x.run_id,
                        principalTable: "run",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "evaluation_image",
                columns: table => new
                {
                    job_id = table.Column<long>(type: "bigint", nullable: false),
                    index = table.Column<int>(type: "integer", nullable: false),
                    attempt_number = table.Column<int>(type: "integer", nullable: false),
                    stem = table.Column<string>(type: "text", nullable: false),
                    counts = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_evaluation_image", x => new { x.job_id, x.index });
                    table.ForeignKey(
                        name: "FK_evaluation_image_job_job_id",
                        column: x => x.job_id,
                        principalTable: "job",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "metric_series",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    job_id = table.Column<long>(type: "bigint", nullable: false),
                    key = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_metric_series", x => x.id);
                    table.ForeignKey(
                        name: "FK_metric_series_job_job_id",
                        column: x => x.job_id,
                        principalTable: "job",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "metric_point",
                columns: table => new
                {
                    series_id = table.Column<long>(type: "bigint", nullable: false),
                    step = table.Column<int>(type: "integer", nullable: false),
                    attempt_number = table.Column<int>(type: "integer", nullable: false),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    value = table.Column<double>(type: "double precision", nullable: true),
                    kind = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_metric_point", x => new { x.series_id, x.step });
                    table.ForeignKey(
                        name: "FK_metric_point_metric_series_series_id",
                        column: x => x.series_id,
                        principalTable: "metric_series",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_artifact_job_id_attempt_number_path",
                table: "artifact",
                columns: new[] { "job_id", "attempt_number", "path" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_evaluation_job_id",
                table: "evaluation",
                column: "job_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_evaluation_protocol_fingerprint_run_id",
                table: "evaluation",
                columns: new[] { "protocol_fingerprint", "run_id" });

            migrationBuilder.CreateIndex(
                name: "IX_evaluation_run_id",
                table: "evaluation",
                column: "run_id");

            migrationBuilder.CreateIndex(
                name: "IX_experiment_name",
                table: "experiment",
                column: "name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_grid_cell_column_id",
                table: "grid_cell",
                column: "column_id");

            migrationBuilder.CreateIndex(
                name: "IX_grid_column_grid_id_position",
                table: "grid_column",
                columns: new[] { "grid_id", "position" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_grid_row_grid_id_position",
                table: "grid_row",
                columns: new[] { "grid_id", "position" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_job_protocol_fingerprint",
                table: "job",
                column: "protocol_fingerprint");

            migrationBuilder.CreateIndex(
                name: "IX_job_run_id",
                table: "job",
                column: "run_id");

            migrationBuilder.CreateIndex(
                name: "IX_job_state_id",
                table: "job",
                columns: new[] { "state", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_job_waits_for_job_id",
                table: "job",
                column: "waits_for_job_id");

            migrationBuilder.CreateIndex(
                name: "IX_metric_series_job_id_key",
                table: "metric_series",
                columns: new[] { "job_id", "key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_published_value_dataset_backbone_regulariser_protocol",
                table: "published_value",
                columns: new[] { "dataset", "backbone", "regulariser", "protocol" });

            migrationBuilder.CreateIndex(
                name: "IX_results_grid_sweep_id",
                table: "results_grid",
                column: "sweep_id");

            migrationBuilder.CreateIndex(
                name: "IX_run_experiment_id",
                table: "run",
                column: "experiment_id");

            migrationBuilder.CreateIndex(
                name: "IX_run_fingerprint_seed",
                table: "run",
                columns: new[] { "fingerprint", "seed" });

            migrationBuilder.CreateIndex(
                name: "IX_run_reproduction_of_run_id",
                table: "run",
                column: "reproduction_of_run_id");

            migrationBuilder.CreateIndex(
                name: "IX_run_sweep_id",
                table: "run",
                column: "sweep_id");

            migrationBuilder.CreateIndex(
                name: "IX_run_setting_key_value",
                table: "run_setting",
                columns: new[] { "key", "value" });

            migrationBuilder.CreateIndex(
                name: "IX_sweep_experiment_id",
                table: "sweep",
                column: "experiment_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "artifact");

            migrationBuilder.DropTable(
                name: "attempt");

            migrationBuilder.DropTable(
                name: "evaluation");

            migrationBuilder.DropTable(
                name: "evaluation_image");

            migrationBuilder.DropTable(
                name: "grid_cell");

            migrationBuilder.DropTable(
                name: "metric_point");

            migrationBuilder.DropTable(
                name: "published_value");

            migrationBuilder.DropTable(
                name: "run_setting");

            migrationBuilder.DropTable(
                name: "grid_column");

            migrationBuilder.DropTable(
                name: "grid_row");

            migrationBuilder.DropTable(
                name: "metric_series");

            migrationBuilder.DropTable(
                name: "results_grid");

            migrationBuilder.DropTable(
                name: "job");

            migrationBuilder.DropTable(
                name: "run");

            migrationBuilder.DropTable(
                name: "sweep");

            migrationBuilder.DropTable(
                name: "experiment");
        }
    }
}
