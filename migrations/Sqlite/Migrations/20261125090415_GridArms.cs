using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Experiments.Migrations.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class GridArms : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // By hand: what EF Core would do (rebuild each table) switches foreign keys off, which no transaction can hold. SQLite drops a
            // column in place; nothing points at grid_cell, so that it can be rebuilt as it is.
            migrationBuilder.Sql("ALTER TABLE results_grid DROP COLUMN \"is_published\"");
            migrationBuilder.Sql("ALTER TABLE grid_row DROP COLUMN \"backbone\"");
            migrationBuilder.Sql("ALTER TABLE grid_row DROP COLUMN \"configuration_json\"");
            migrationBuilder.Sql("ALTER TABLE grid_row DROP COLUMN \"dataset\"");
            migrationBuilder.Sql("ALTER TABLE grid_row DROP COLUMN \"fingerprint\"");
            migrationBuilder.Sql("ALTER TABLE grid_row DROP COLUMN \"published_source\"");
            migrationBuilder.Sql("ALTER TABLE grid_row DROP COLUMN \"regulariser\"");
            migrationBuilder.Sql("ALTER TABLE grid_row DROP COLUMN \"training_subset\"");
            migrationBuilder.Sql("ALTER TABLE grid_column DROP COLUMN \"group\"");
            migrationBuilder.Sql(
                """
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
                )
                """);
            migrationBuilder.Sql("INSERT INTO grid_cell_new SELECT row_id, column_id, arm_id, protocol_fingerprint, protocol_json FROM grid_cell");
            migrationBuilder.Sql("DROP TABLE grid_cell");
            migrationBuilder.Sql("ALTER TABLE grid_cell_new RENAME TO grid_cell");
            migrationBuilder.Sql("CREATE INDEX IX_grid_cell_arm_id ON grid_cell (arm_id)");
            migrationBuilder.Sql("CREATE INDEX IX_grid_cell_column_id ON grid_cell (column_id)");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_grid_cell_grid_arm_arm_id",
                table: "grid_cell");

            migrationBuilder.AddColumn<bool>(
                name: "is_published",
                table: "results_grid",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<string>(
                name: "backbone",
                table: "grid_row",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "configuration_json",
                table: "grid_row",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "dataset",
                table: "grid_row",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "fingerprint",
                table: "grid_row",
                type: "TEXT",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "published_source",
                table: "grid_row",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "regulariser",
                table: "grid_row",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "training_subset",
                table: "grid_row",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "group",
                table: "grid_column",
                type: "TEXT",
                nullable: false,
                defaultValue: "");
        }
    }
}
