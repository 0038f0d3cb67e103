using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Experiments.Migrations.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class EvaluationMetrics : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "metric",
                table: "grid_column",
                type: "TEXT",
                maxLength: 400,
                nullable: false,
                defaultValue: "mIoU");

            migrationBuilder.AddColumn<int>(
                name: "rank",
                table: "evaluation_image",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "metrics",
                table: "evaluation",
                type: "TEXT",
                nullable: false,
                defaultValueSql: "'{}'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "metric",
                table: "grid_column");

            migrationBuilder.DropColumn(
                name: "rank",
                table: "evaluation_image");

            migrationBuilder.DropColumn(
                name: "metrics",
                table: "evaluation");
        }
    }
}
