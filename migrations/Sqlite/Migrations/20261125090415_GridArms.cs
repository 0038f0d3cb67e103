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
            migrationBuilder.DropColumn(
                name: "is_published",
                table: "results_grid");

            migrationBuilder.DropColumn(
                name: "backbone",
                table: "grid_row");

            migrationBuilder.DropColumn(
                name: "configuration_json",
                table: "grid_row");

            migrationBuilder.DropColumn(
                name: "dataset",
                table: "grid_row");

            migrationBuilder.DropColumn(
                name: "fingerprint",
                table: "grid_row");

            migrationBuilder.DropColumn(
                name: "published_source",
                table: "grid_row");

            migrationBuilder.DropColumn(
                name: "regulariser",
                table: "grid_row");

            migrationBuilder.DropColumn(
                name: "training_subset",
                table: "grid_row");

            migrationBuilder.DropColumn(
                name: "group",
                table: "grid_column");

            migrationBuilder.AddForeignKey(
                name: "FK_grid_cell_grid_arm_arm_id",
                table: "grid_cell",
                column: "arm_id",
                principalTable: "grid_arm",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);
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
