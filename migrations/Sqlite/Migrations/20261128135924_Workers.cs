using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Experiments.Migrations.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Workers : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "queue",
                table: "job",
                type: "TEXT",
                maxLength: 400,
                nullable: false,
                defaultValue: "default");

            migrationBuilder.CreateTable(
                name: "property",
                columns: table => new
                {
                    name = table.Column<string>(type: "TEXT", maxLength: 400, nullable: false),
                    value = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_property", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "worker",
                columns: table => new
                {
                    id = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    name = table.Column<string>(type: "TEXT", maxLength: 400, nullable: false),
                    is_site = table.Column<bool>(type: "INTEGER", nullable: false),
                    version = table.Column<string>(type: "TEXT", nullable: false),
                    queues = table.Column<string>(type: "TEXT", nullable: false),
                    devices = table.Column<string>(type: "TEXT", nullable: false),
                    concurrency = table.Column<int>(type: "INTEGER", nullable: false),
                    beat_counter = table.Column<long>(type: "INTEGER", nullable: false),
                    state = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    note = table.Column<string>(type: "TEXT", nullable: false),
                    started_ms = table.Column<long>(type: "INTEGER", nullable: false),
                    ended_ms = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_worker", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_worker_state",
                table: "worker",
                column: "state");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "property");

            migrationBuilder.DropTable(
                name: "worker");

            migrationBuilder.DropColumn(
                name: "queue",
                table: "job");
        }
    }
}
