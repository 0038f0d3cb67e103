using System.Collections.Generic;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Experiments.Migrations.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class Lab : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_job_run_id",
                table: "job");

            migrationBuilder.AddColumn<long>(
                name: "binned_ms",
                table: "sweep",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "binned_by",
                table: "run",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<long>(
                name: "binned_ms",
                table: "run",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "binned_reason",
                table: "run",
                type: "text",
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "queue",
                table: "job",
                type: "character varying(400)",
                maxLength: 400,
                nullable: false,
                defaultValue: "default");

            migrationBuilder.CreateTable(
                name: "account",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    name = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    normalized_name = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    password_hash = table.Column<string>(type: "text", nullable: false),
                    security_stamp = table.Column<string>(type: "text", nullable: false),
                    role = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    failed_sign_ins = table.Column<int>(type: "integer", nullable: false),
                    locked_until_ms = table.Column<long>(type: "bigint", nullable: true),
                    created_ms = table.Column<long>(type: "bigint", nullable: false),
                    last_sign_in_ms = table.Column<long>(type: "bigint", nullable: true),
                    revision = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_account", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "audit_entry",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    time_ms = table.Column<long>(type: "bigint", nullable: false),
                    account_id = table.Column<long>(type: "bigint", nullable: true),
                    who = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    act = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    subject = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    address = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_audit_entry", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "property",
                columns: table => new
                {
                    name = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    value = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_property", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "purged_run",
                columns: table => new
                {
                    run_id = table.Column<long>(type: "bigint", nullable: false),
                    name = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    experiment = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    sweep = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    fingerprint = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    seed = table.Column<int>(type: "integer", nullable: false),
                    created_ms = table.Column<long>(type: "bigint", nullable: false),
                    binned_ms = table.Column<long>(type: "bigint", nullable: false),
                    binned_by = table.Column<string>(type: "text", nullable: false),
                    binned_reason = table.Column<string>(type: "text", nullable: false),
                    purged_ms = table.Column<long>(type: "bigint", nullable: false),
                    files_gone_ms = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_purged_run", x => x.run_id);
                });

            migrationBuilder.CreateTable(
                name: "series_summary",
                columns: table => new
                {
                    series_id = table.Column<long>(type: "bigint", nullable: false),
                    points = table.Column<int>(type: "integer", nullable: false),
                    not_finite = table.Column<int>(type: "integer", nullable: false),
                    first_step = table.Column<int>(type: "integer", nullable: false),
                    last_step = table.Column<int>(type: "integer", nullable: false),
                    last_value = table.Column<double>(type: "double precision", nullable: true),
                    last_kind = table.Column<int>(type: "integer", nullable: false),
                    min_value = table.Column<double>(type: "double precision", nullable: true),
                    min_step = table.Column<int>(type: "integer", nullable: true),
                    max_value = table.Column<double>(type: "double precision", nullable: true),
                    max_step = table.Column<int>(type: "integer", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_series_summary", x => x.series_id);
                    table.ForeignKey(
                        name: "FK_series_summary_metric_series_series_id",
                        column: x => x.series_id,
                        principalTable: "metric_series",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "worker",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    name = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: false),
                    is_site = table.Column<bool>(type: "boolean", nullable: false),
                    version = table.Column<string>(type: "text", nullable: false),
                    queues = table.Column<List<string>>(type: "text[]", nullable: false),
                    devices = table.Column<List<string>>(type: "text[]", nullable: false),
                    concurrency = table.Column<int>(type: "integer", nullable: false),
                    beat_counter = table.Column<long>(type: "bigint", nullable: false),
                    state = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    note = table.Column<string>(type: "text", nullable: false),
                    started_ms = table.Column<long>(type: "bigint", nullable: false),
                    ended_ms = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_worker", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "api_token",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    account_id = table.Column<long>(type: "bigint", nullable: false),
                    name = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: false),
                    sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    scope = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    created_ms = table.Column<long>(type: "bigint", nullable: false),
                    expires_ms = table.Column<long>(type: "bigint", nullable: true),
                    revoked_ms = table.Column<long>(type: "bigint", nullable: true),
                    last_used_ms = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_api_token", x => x.id);
                    table.ForeignKey(
                        name: "FK_api_token_account_account_id",
                        column: x => x.account_id,
                        principalTable: "account",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_job_ended_ms",
                table: "job",
                column: "ended_ms");

            migrationBuilder.CreateIndex(
                name: "IX_job_run_id_state",
                table: "job",
                columns: new[] { "run_id", "state" });

            migrationBuilder.CreateIndex(
                name: "IX_account_normalized_name",
                table: "account",
                column: "normalized_name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_api_token_account_id",
                table: "api_token",
                column: "account_id");

            migrationBuilder.CreateIndex(
                name: "IX_api_token_sha256",
                table: "api_token",
                column: "sha256",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_worker_state",
                table: "worker",
                column: "state");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "api_token");

            migrationBuilder.DropTable(
                name: "audit_entry");

            migrationBuilder.DropTable(
                name: "property");

            migrationBuilder.DropTable(
                name: "purged_run");

            migrationBuilder.DropTable(
                name: "series_summary");

            migrationBuilder.DropTable(
                name: "worker");

            migrationBuilder.DropTable(
                name: "account");

            migrationBuilder.DropIndex(
                name: "IX_job_ended_ms",
                table: "job");

            migrationBuilder.DropIndex(
                name: "IX_job_run_id_state",
                table: "job");

            migrationBuilder.DropColumn(
                name: "binned_ms",
                table: "sweep");

            migrationBuilder.DropColumn(
                name: "binned_by",
                table: "run");

            migrationBuilder.DropColumn(
                name: "binned_ms",
                table: "run");

            migrationBuilder.DropColumn(
                name: "binned_reason",
                table: "run");

            migrationBuilder.DropColumn(
                name: "queue",
                table: "job");

            migrationBuilder.CreateIndex(
                name: "IX_job_run_id",
                table: "job",
                column: "run_id");
        }
    }
}
