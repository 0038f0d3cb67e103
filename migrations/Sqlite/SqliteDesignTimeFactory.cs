using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.Extensions.DependencyInjection;

namespace Experiments.Migrations.Sqlite;

/// <summary>Gives <c>dotnet ef</c> a context for SQLite; no database is opened to add a migration.</summary>
public sealed class SqliteDesignTimeFactory : IDesignTimeDbContextFactory<ExperimentsContext>
{
    /// <inheritdoc />
    public ExperimentsContext CreateDbContext(string[] args)
    {
        var builder = new DbContextOptionsBuilder<ExperimentsContext>();
        ExperimentsDataServiceCollectionExtensions.Configure(builder, new ExperimentsDataOptions { ConnectionString = "Data Source=design-time.db" });
        return new ExperimentsContext(builder.Options);
    }
}
