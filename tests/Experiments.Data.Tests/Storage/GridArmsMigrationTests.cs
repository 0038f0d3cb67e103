using Experiments.Data.Model;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Experiments.Data.Tests.Storage;

public sealed class GridArmsMigrationTests
{
    private const string OldGrid = """
        INSERT INTO experiment (id, name, description, created_ms) VALUES (70, 'old', '', 5);
        INSERT INTO sweep (id, experiment_id, name, base_configuration_json, axes_json, seeds, created_ms) VALUES (70, 70, 'old', '{}', '[]', SEEDS, 5);
        INSERT INTO results_grid (id, name, sweep_id, definition_json, is_published, created_ms) VALUES (70, 'old table', 70, '{}', NO, 5);
        INSERT INTO grid_column (id, grid_id, position, label, "group", scale_mode, metric) VALUES (70, 70, 0, 'SS', '', 'SS', 'mIoU');
        INSERT INTO grid_row (id, grid_id, position, header_json, fingerprint, configuration_json, dataset, backbone, regulariser)
        VALUES (70, 70, 0, '[{"name":"Regulariser","value":"L2"}]', 'print', '{"a":1}', 'ADE20K', 'ResNet-50', 'L2');
        INSERT INTO grid_cell (row_id, column_id, protocol_fingerprint, protocol_json) VALUES (70, 70, 'protocol-ss', '{}');
        INSERT INTO results_grid (id, name, definition_json, is_published, created_ms) VALUES (71, 'PSPNet-TF-Reproduce, as published', '', YES, 5);
        INSERT INTO grid_column (id, grid_id, position, label, "group", scale_mode, metric) VALUES (71, 71, 0, 'SS', '', 'SS', 'mIoU');
        INSERT INTO grid_row (id, grid_id, position, header_json, dataset, backbone, regulariser, training_subset, published_source)
        VALUES (71, 71, 0, '[]', 'ADE20K', 'ResNet-50', 'L2', 'train', 'PSPNet-TF-Reproduce');
        """;

    [Theory, OnEveryProvider]
    public async Task Tables_of_an_earlier_version_keep_their_cells_their_seeds_and_their_published_values(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await database.ExecuteAsync("DELETE FROM grid_cell; DELETE FROM results_grid"); // an empty database can be taken back to an earlier version
        await using (var db = await database.ContextAsync())
        {
            var migrator = db.GetService<IMigrator>();
            await migrator.MigrateAsync(Migration.InitialDatabase, TestContext.Current.CancellationToken);
            await migrator.MigrateAsync("Datasets", TestContext.Current.CancellationToken);
        }

        var sqlite = provider == DatabaseProvider.Sqlite;
        await database.ExecuteAsync(OldGrid
            .Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal)
            .Replace("SEEDS", sqlite ? "'[3,5]'" : "'{{3,5}}'", StringComparison.Ordinal)
            .Replace("YES", sqlite ? "1" : "TRUE", StringComparison.Ordinal)
            .Replace("NO", sqlite ? "0" : "FALSE", StringComparison.Ordinal));
        await database.Initializer.InitializeAsync();

        var old = await database.Grids.LoadAsync(70);
        Assert.Equal((GridKind.Sweep, 70L), (old!.Kind, old.SweepId!.Value));
        Assert.Equal([3, 5], old.Seeds);
        var arm = Assert.Single(old.Rows[0].Arms);
        Assert.Equal(("print", """{"a":1}"""), (arm.Fingerprint, arm.ConfigurationJson));
        var cell = Assert.Single(old.Rows[0].Cells);
        Assert.Equal((arm.ArmId, "protocol-ss"), (cell.ArmId!.Value, cell.ProtocolFingerprint));
        Assert.Contains(cell.Published, p => p is { Source: "PSPNet-TF-Reproduce", Value: 41.92 });
        var published = await database.Grids.LoadAsync(71);
        Assert.Equal(GridKind.Published, published!.Kind);
        Assert.Equal(41.92, Assert.Single(Assert.Single(published.Rows[0].Cells).Published).Value);

        // The next table takes keys of its own.
        await database.Sweeps.CreateSweepAsync(Sweeps.SweepStoreTests.Sweep([Given.Run("L2")], Given.Grid(Given.Row("L2"))));
    }
}
