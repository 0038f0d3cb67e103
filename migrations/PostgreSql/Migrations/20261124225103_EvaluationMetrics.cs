using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Experiments.Migrations.PostgreSql.Migrations
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
                type: "character varying(400)",
                maxLength: 400,
                nullable: false,
                defaultValue: "mIoU");

            migrationBuilder.AddColumn<int>(
                name: "rank",
                table: "evaluation_image",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "metrics",
                table: "evaluation",
                type: "text",
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
