using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Experiments.Migrations.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class AttemptEnvironment : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "environment_json",
                table: "attempt",
                type: "text",
                nullable: false,
                defaultValue: "");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "environment_json",
                table: "attempt");
        }
    }
}
