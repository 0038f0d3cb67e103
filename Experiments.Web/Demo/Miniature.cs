using Experiments.Data.Jobs;
using Experiments.Data.Storage;
using Experiments.Engine.Schema;

namespace Experiments.Web.Demo;

/// <summary>
/// The demo, begun from the first page: its table can be declared only once its pre-training is done, which this waits for. A file in the runs folder
/// says that it was begun, so that a site that is started again goes on with it.
/// </summary>
/// <param name="runner">The demo.</param>
/// <param name="logger">Log.</param>
public sealed class Miniature(DemoRunner runner, ILogger<Miniature> logger) : BackgroundService, IDemoProgress
{
    private readonly SemaphoreSlim _begun = new(0, 1);

    /// <summary>Whether it is under way.</summary>
    public bool IsUnderWay { get; private set; }

    /// <summary>Why it stopped before its table was whole; null where it did not.</summary>
    public string? Problem { get; private set; }

    private string Mark => Path.Combine(runner.Folder, "begun");

    /// <summary>Queues its first step and goes on with the others by itself. Does nothing where it is under way.</summary>
    /// <exception cref="UsageException">It cannot be queued: says why.</exception>
    public async Task BeginAsync(CancellationToken cancellationToken = default)
    {
        if (IsUnderWay) return;
        (IsUnderWay, Problem) = (true, null);
        try
        {
            await runner.BeginAsync(cancellationToken);
            Directory.CreateDirectory(runner.Folder);
            await File.WriteAllTextAsync(Mark, "", cancellationToken);
        }
        catch
        {
            IsUnderWay = false;
            throw;
        }

        _begun.Release();
    }

    /// <inheritdoc/>
    public void Report(IReadOnlyList<JobRow> jobs)
    {
        // The pages show the jobs themselves.
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _begun.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (File.Exists(Mark))
        {
            IsUnderWay = true;
            _begun.Release();
        }

        try
        {
            while (true)
            {
                await _begun.WaitAsync(stoppingToken);
                await RunAsync(stoppingToken);
                IsUnderWay = false;
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The program ends, or could not start; a miniature that was under way goes on at the next start.
        }
    }

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        try
        {
            var result = await runner.RunAsync(this, stoppingToken);
            if (result.Problems.Count > 0) Problem = string.Join(Environment.NewLine, result.Problems);
            File.Delete(Mark);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The site goes on, and the first page says what happened.
            logger.LogError(e, "The miniature stopped before its table was whole");
            Problem = DatabaseTrouble.Of(e) ?? e.Message;
        }
    }
}
