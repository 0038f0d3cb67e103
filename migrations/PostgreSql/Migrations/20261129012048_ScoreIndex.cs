using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Experiments.Migrations.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class ScoreIndex : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_evaluation_run_id",
                table: "evaluation");

            migrationBuilder.CreateIndex(
                name: "IX_evaluation_run_id_protocol_name_mean_iou",
                table: "evaluation",
                columns: new[] { "run_id", "protocol_name", "mean_iou" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_evaluation_run_id_protocol_name_mean_iou",
                table: "evaluation");

            migrationBuilder.CreateIndex(
                name: "IX_evaluation_run_id",
                table: "evaluation",
                column: "run_id");
        }
    }
}
