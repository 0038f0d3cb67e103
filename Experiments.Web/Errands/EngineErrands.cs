using Experiments.Engine.Schema;
using Experiments.Web.Attempts;
using Experiments.Web.Hosting;

namespace Experiments.Web.Errands;

/// <summary>How far an errand is.</summary>
/// <param name="Ahead">Errands that come first; 0 once it is its turn.</param>
/// <param name="Done">Units done.</param>
/// <param name="Total">Units in all; 0 while unknown.</param>
public sealed record ErrandProgress(int Ahead, int Done, int Total);

/// <summary>
/// Small work of the engine that a person waits for before a page, beside the queue of jobs: one engine process at a time, in the order of asking. It
/// lives as long as who asked: the process is stopped when they leave, when it takes too long, and when this program ends, however it does.
/// </summary>
/// <param name="settings">Engine, lease, threads, limits.</param>
/// <param name="time">Clock.</param>
/// <param name="loggers">Loggers.</param>
public sealed class EngineErrands(ExperimentsSettings settings, TimeProvider time, ILoggerFactory loggers) : IDisposable
{
    /// <summary>Longest time that an errand may run.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private const int HeartbeatsPerLease = 6;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(0.25);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly ILogger _logger = loggers.CreateLogger<EngineErrands>();
    private int _asked;

    /// <summary>Runs a command of the engine whose results are a folder. They are worked on beside it and are there whole or not at all.</summary>
    /// <param name="folder">Where the results shall lie; what lies there is replaced.</param>
    /// <param name="arguments">The command for the folder that it is to write into, without its lease.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellationToken">Ends the process.</param>
    /// <exception cref="UsageException">The engine did not do it: says why.</exception>
    /// <exception cref="OperationCanceledException">Who asked has left.</exception>
    public async Task RunAsync(string folder, Func<string, IReadOnlyList<string>> arguments, Action<ErrandProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var ahead = Interlocked.Increment(ref _asked) - 1;
        try
        {
            progress?.Invoke(new ErrandProgress(ahead, 0, 0));
            await _turn.WaitAsync(cancellationToken);
            try
            {
                progress?.Invoke(new ErrandProgress(0, 0, 0));
                await WorkAsync(folder, arguments, progress, cancellationToken);
            }
            finally
            {
                _turn.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _asked);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task WorkAsync(string folder, Func<string, IReadOnlyList<string>> arguments, Action<ErrandProgress>? progress, CancellationToken cancellationToken)
    {
        var work = $"{folder}.part";
        Forget(work);
        Directory.CreateDirectory(work);
        try
        {
            var (exit, failure) = await SuperviseAsync(work, CommandOf(arguments(work)), progress, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            if (exit.Reason == StopReason.TimeLimit) throw new UsageException($"It took more than {Longest.TotalMinutes:0} minutes and was stopped: take a smaller image or fewer scales, or use the engine's command line.");
            if (exit.Reason == StopReason.MemoryLimit) throw new UsageException("It took more memory than an engine process may on this site: take a smaller image.");
            if (failure is not null) throw new UsageException(failure.Message);
            if (exit.ExitCode != EngineExit.Done) throw new UsageException(exit.Describe());
            Forget(folder);
            Directory.Move(work, folder);
        }
        finally
        {
            Forget(work);
        }
    }

    private EngineCommand CommandOf(IReadOnlyList<string> arguments)
    {
        var (fileName, prefix) = EngineLocation.Start(EngineLocation.Resolve(settings.Engine));
        return new EngineCommand
        {
            FileName = fileName,
            Arguments = [.. prefix, .. arguments, "--lease", SettingDescriptor.Format(settings.LeaseSeconds)],
            Environment = EngineLocation.Environment(settings.ThreadsPerJob),
            HeartbeatEvery = TimeSpan.FromSeconds((double)settings.LeaseSeconds / HeartbeatsPerLease),
            StopGrace = settings.StopGrace,
            TimeLimit = Longest,
            MemoryLimit = settings.MemoryLimit,
        };
    }

    private async Task<(EngineExit Exit, FailedEvent? Failure)> SuperviseAsync(string work, EngineCommand command, Action<ErrandProgress>? progress, CancellationToken cancellationToken)
    {
        await using var process = EngineProcess.Start(command, time, loggers.CreateLogger<EngineProcess>());
        await using var stop = cancellationToken.Register(() => process.Stop(StopReason.Cancelled));
        var reader = new JournalReader(Path.Combine(work, JournalReader.FileName), _logger);
        FailedEvent? failure = null;
        while (true)
        {
            var hasEnded = process.Completion.IsCompleted;
            var events = await reader.ReadAsync(cancellationToken: CancellationToken.None);
            failure = events.OfType<FailedEvent>().LastOrDefault() ?? failure;
            if (events.OfType<ProgressEvent>().LastOrDefault() is { } last) progress?.Invoke(new ErrandProgress(0, last.Done, last.Total));
            if (hasEnded) return (await process.Completion, failure);
            await Task.WhenAny(process.Completion, Task.Delay(LookEvery, time, CancellationToken.None));
        }
    }

    private static void Forget(string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }
}
