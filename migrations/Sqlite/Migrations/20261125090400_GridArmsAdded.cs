using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Experiments.Migrations.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class GridArmsAdded : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "kind",
                table: "results_grid",
                type: "TEXT",
                maxLength: 32,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "seeds",
                table: "results_grid",
                type: "TEXT",
                nullable: false,
                defaultValue: "[]");

            migrationBuilder.AddColumn<bool>(
                name: "shows_published",
                table: "results_grid",
                type: "INTEGER",
                nullable: false,
                defaultValue: true);

            migrationBuilder.AddColumn<string>(
                name: "header_json",
                table: "grid_column",
                type: "TEXT",
                nullable: false,
                defaultValue: "[]");

            migrationBuilder.AddColumn<long>(
                name: "arm_id",
                table: "grid_cell",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.CreateTable(
                name: "grid_arm",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    grid_id = table.Column<long>(type: "INTEGER", nullable: false),
                    fingerprint = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    configuration_json = table.Column<string>(type: "TEXT", nullable: true),
                    dataset = table.Column<string>(type: "TEXT", nullable: true),
                    backbone = table.Column<string>(type: "TEXT", nullable: true),
                    regulariser = table.Column<string>(type: "TEXT", nullable: true),
                    training_subset = table.Column<string>(type: "TEXT", nullable: true),
                    published_source = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_grid_arm", x => x.id);
                    table.ForeignKey(
                        name: "FK_grid_arm_results_grid_grid_id",
                        column: x => x.grid_id,
                        principalTable: "results_grid",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "grid_snapshot",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    grid_id = table.Column<long>(type: "INTEGER", nullable: false),
                    format = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    created_ms = table.Column<long>(type: "INTEGER", nullable: false),
                    cells_json = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_grid_snapshot", x => x.id);
                    table.ForeignKey(
                        name: "FK_grid_snapshot_results_grid_grid_id",
                        column: x => x.grid_id,
                        principalTable: "results_grid",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "IX_grid_cell_arm_id",
                table: "grid_cell",
                column: "arm_id");

            migrationBuilder.CreateIndex(
                name: "IX_grid_arm_fingerprint",
                table: "grid_arm",
                column: "fingerprint");

            migrationBuilder.CreateIndex(
                name: "IX_grid_arm_grid_id",
                table: "grid_arm",
                column: "grid_id");

            migrationBuilder.CreateIndex(
                name: "IX_grid_snapshot_grid_id_created_ms",
                table: "grid_snapshot",
                columns: new[] { "grid_id", "created_ms" });

            // A row's configuration becomes an arm of its own; a grid of published values gets its cells.
            migrationBuilder.Sql(
                """
                INSERT INTO grid_arm (id, grid_id, fingerprint, configuration_json, dataset, backbone, regulariser, training_subset, published_source)
                SELECT id, grid_id, fingerprint, configuration_json, dataset, backbone, regulariser, training_subset, published_source FROM grid_row
                """);
            migrationBuilder.Sql("UPDATE grid_cell SET arm_id = row_id");
            migrationBuilder.Sql(
                """
                INSERT INTO grid_cell (row_id, column_id, arm_id, protocol_fingerprint, protocol_json)
                SELECT r.id, c.id, r.id, '', '' FROM grid_row r JOIN results_grid g ON g.id = r.grid_id JOIN grid_column c ON c.grid_id = g.id
                WHERE g.is_published = 1
                """);
            migrationBuilder.Sql("UPDATE results_grid SET kind = CASE WHEN is_published = 1 THEN 'Published' ELSE 'Sweep' END");
            migrationBuilder.Sql("UPDATE results_grid SET seeds = COALESCE((SELECT s.seeds FROM sweep s WHERE s.id = results_grid.sweep_id), '[]')");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "grid_arm");

            migrationBuilder.DropTable(
                name: "grid_snapshot");

            migrationBuilder.DropIndex(
                name: "IX_grid_cell_arm_id",
                table: "grid_cell");

            migrationBuilder.DropColumn(
                name: "kind",
                table: "results_grid");

            migrationBuilder.DropColumn(
                name: "seeds",
                table: "results_grid");

            migrationBuilder.DropColumn(
                name: "shows_published",
                table: "results_grid");

            migrationBuilder.DropColumn(
                name: "header_json",
                table: "grid_column");

            migrationBuilder.DropColumn(
                name: "arm_id",
                table: "grid_cell");
        }
    }
}
