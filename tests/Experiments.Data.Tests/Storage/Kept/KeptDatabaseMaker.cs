using Experiments.Data.Storage;

namespace Experiments.Data.Tests.Storage.Kept;

/// <summary>Makes the kept databases that are missing; run it after a migration was added (see migrations/README.md). It changes none that is there.</summary>
public sealed class KeptDatabaseMaker
{
    [Theory(Explicit = true), OnEveryProvider]
    public async Task Make_the_missing_ones(DatabaseProvider provider)
    {
        foreach (var version in KeptDatabase.Versions(provider).Where(v => !File.Exists(KeptDatabase.PathOf(provider, v))))
        {
            await using var database = TestDatabase.CreateEmpty(provider);
            await KeptDatabase.WriteAsync(database, version);
        }
    }
}
