using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Web.Hosting;

/// <summary>Looks every few seconds whether the database can be read and its write lock be taken, for the banner on every page.</summary>
public sealed class DatabaseWatch(IDbContextFactory<ExperimentsContext> contexts, SiteHealth health, TimeProvider time, ILogger<DatabaseWatch> logger) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private bool _answers = true;

    /// <summary>Looks now.</summary>
    public async Task LookAsync(CancellationToken cancellationToken = default)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await using var db = await contexts.CreateDbContextAsync(patience.Token);
            // On SQLite this takes the write lock, and gives it back: a file that can only be read is as good as lost.
            await using var transaction = await db.Database.BeginTransactionAsync(patience.Token);
            await db.Database.ExecuteSqlAsync($"SELECT 1", patience.Token);
            await transaction.RollbackAsync(patience.Token);
            if (!_answers) logger.LogInformation("The database answers again.");
            _answers = true;
            health.Report("database", null);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            if (_answers) logger.LogWarning(e, "The database does not answer; looking again every few seconds.");
            _answers = false;
            var words = DatabaseTrouble.Of(e) ?? $"The database does not answer ({e.Message.TrimEnd('.')}).";
            health.Report("database", $"{words} Pages show what they read last and go on by themselves as soon as it answers.");
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(LookEvery, time, stoppingToken);
                await LookAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The site stops.
        }
    }
}
