using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.Extensions.DependencyInjection;

namespace Experiments.Migrations.PostgreSql;

/// <summary>Gives <c>dotnet ef</c> a context for PostgreSQL; no server is asked to add a migration.</summary>
public sealed class PostgreSqlDesignTimeFactory : IDesignTimeDbContextFactory<ExperimentsContext>
{
    /// <inheritdoc />
    public ExperimentsContext CreateDbContext(string[] args)
    {
        var builder = new DbContextOptionsBuilder<ExperimentsContext>();
        ExperimentsDataServiceCollectionExtensions.Configure(builder, new ExperimentsDataOptions { ConnectionString = "Host=design-time" });
        return new ExperimentsContext(builder.Options);
    }
}
