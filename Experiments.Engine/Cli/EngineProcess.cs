using System.Reflection;
using Experiments.Engine.Native;
using Experiments.Engine.Schema;
using TorchSharp;

namespace Experiments.Engine.Cli;

/// <summary>
/// What every verb shares: exit codes (0 done, 1 failed, 2 unusable arguments or configuration, 3 the disk takes no more, 130 cancelled), one
/// clear line on standard error with the details in the log, and the set-up of libtorch.
/// </summary>
internal static class EngineProcess
{
    private const int DoneExitCode = 0;
    private const int FailedExitCode = 1;
    private const int UsageExitCode = 2;
    private const int DiskExitCode = 3;

    /// <summary>Version and commit of the engine.</summary>
    public static string Version =>
        typeof(EngineProcess).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Runs work that leaves nothing but its output: no attempt folder.</summary>
    public static int Run(Action<CancellationToken> work) => Run(null, work);

    /// <summary>The same, supervised where a lease is given.</summary>
    /// <param name="leaseSeconds">Supervised mode: longest silence of the parent; null when run by hand.</param>
    /// <param name="work">The work.</param>
    public static int Run(double? leaseSeconds, Action<CancellationToken> work)
    {
        using var supervision = new Supervision(TimeProvider.System);
        if (leaseSeconds is { } lease) supervision.ExpectHeartbeats(lease);
        return Guard(null, () => work(supervision.Token));
    }

    /// <summary>Runs work in an attempt's folder, journalled.</summary>
    /// <param name="place">The attempt's folder, and who supervises it.</param>
    /// <param name="work">The work.</param>
    public static int Run(AttemptPlace place, Action<AttemptFolder, CancellationToken> work)
    {
        using var supervision = new Supervision(TimeProvider.System);
        if (place.LeaseSeconds is { } lease) supervision.ExpectHeartbeats(lease);
        AttemptFolder? attempt = null;
        try
        {
            return Guard(
                () => attempt,
                () =>
                {
                    attempt = new AttemptFolder(place.Folder, TimeProvider.System) { SecondsBefore = place.SecondsBefore };
                    work(attempt, supervision.Token);
                    attempt.Journal.Write(new FinishedEvent());
                },
                place.Folder);
        }
        finally
        {
            attempt?.Dispose();
        }
    }

    /// <summary>Loads libtorch with the number of threads asked for.</summary>
    /// <returns>Threads in use.</returns>
    public static int PrepareTorch(ExecutionSettings execution)
    {
        Allocator.KeepLargeBlocks();
        TorchLibrary.EnsureLoaded();
        if (execution.Threads > 0) torch.set_num_threads(execution.Threads);
        foreach (var device in execution.Devices.Where(d => d.StartsWith("cuda", StringComparison.Ordinal)))
        {
            if (!torch.cuda.is_available())
                throw new UsageException($"execution.devices has \"{device}\", but this build sees no GPU: use cpu, or build with -p:Torch=cuda on a machine with an NVIDIA driver.");
        }

        return torch.get_num_threads();
    }

    /// <summary>The journal's first line: who works where, on which classes.</summary>
    public static StartedEvent Started(ExecutionSettings execution, int threads, IReadOnlyList<string> classes, IReadOnlyList<string> colours) => new()
    {
        EngineVersion = Version,
        Device = execution.Devices[0],
        Threads = threads,
        Classes = classes,
        Colours = colours,
    };

    private static int Guard(Func<AttemptFolder?>? attempt, Action work, string folder = ".")
    {
        try
        {
            work();
            return DoneExitCode;
        }
        catch (OperationCanceledException)
        {
            attempt?.Invoke()?.Log("cancelled");
            Console.Error.WriteLine("cancelled");
            return Supervision.CancelledExitCode;
        }
        catch (UsageException e)
        {
            return Fail(attempt?.Invoke(), e.Message, "configuration", e, UsageExitCode);
        }
        catch (DataException e)
        {
            return Fail(attempt?.Invoke(), e.Message, e.FailureClass, e, FailedExitCode);
        }
        catch (Exception e) when (DiskTrouble.Of(e) is not null)
        {
            var failureClass = DiskTrouble.Of(e)!;
            return Fail(attempt?.Invoke(), DiskTrouble.Words(failureClass, Path.GetFullPath(folder)), failureClass, e, DiskExitCode);
        }
        catch (Exception e) when (IsOutOfMemory(e))
        {
            return Fail(attempt?.Invoke(), "Out of memory: lower training.batchSize, training.crop or network.widthMultiplier, or use a machine with more memory.", "out-of-memory", e, FailedExitCode);
        }
        catch (Exception e)
        {
            return Fail(attempt?.Invoke(), $"Internal error: {e.Message.Split('\n')[0].Trim()}", "internal", e, FailedExitCode);
        }
    }

    /// <summary>Whether managed or native memory ran out (libtorch: "can't allocate memory", "CUDA out of memory").</summary>
    internal static bool IsOutOfMemory(Exception e) =>
        e is OutOfMemoryException || (e is System.Runtime.InteropServices.ExternalException && e.Message.Contains("memory", StringComparison.OrdinalIgnoreCase) && e.Message.Contains("alloc", StringComparison.OrdinalIgnoreCase));

    private static int Fail(AttemptFolder? attempt, string message, string failureClass, Exception exception, int exitCode)
    {
        Console.Error.WriteLine(message);
        if (attempt is null) return exitCode;
        try
        {
            // The journal first: where there is room for one of the two, it is the one that is read.
            attempt.Journal.Write(new FailedEvent { Message = message, FailureClass = failureClass });
            attempt.Log($"failed: {exception}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"This could not be written down: {e.Message}");
        }

        return exitCode;
    }
}
