using System.Globalization;
using Experiments.Engine.Schema;
using Experiments.Web.Hosting;
using Experiments.Web.Attempts;

namespace Experiments.Web.Demo;

/// <summary>Renders the built-in scenes into a folder, so that people can look at what is trained on.</summary>
public sealed class DemoScenes(ExperimentsSettings settings, TimeProvider time, ILogger<DemoScenes> logger)
{
    /// <summary>Renders the scenes of a configuration; does nothing when the folder has them already.</summary>
    /// <exception cref="InvalidOperationException">The engine could not render them: says why.</exception>
    public async Task RenderAsync(RunConfiguration configuration, string folder, CancellationToken cancellationToken)
    {
        var wanted = SchemaJson.Write(new RunConfiguration { Synthetic = configuration.Synthetic });
        // Gets its name last: a folder without it was cut short.
        var done = $"{folder}.json";
        if (Directory.Exists(folder) && File.Exists(done) && await File.ReadAllTextAsync(done, cancellationToken) == wanted) return;
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);

        var draft = $"{folder}.draft.json";
        await File.WriteAllTextAsync(draft, wanted, cancellationToken);
        var (fileName, prefix) = EngineLocation.Start(EngineLocation.Resolve(settings.Engine));
        await using var process = EngineProcess.Start(
            new EngineCommand
            {
                FileName = fileName,
                Arguments = [.. prefix, "dataset", "render", "--config", draft, "--out", folder],
                Environment = new Dictionary<string, string> { ["OMP_NUM_THREADS"] = settings.ThreadsPerJob.ToString(CultureInfo.InvariantCulture) },
            },
            time,
            logger);
        await using var stop = cancellationToken.Register(() => process.Stop(StopReason.WorkerStopping));
        var exit = await process.Completion;
        cancellationToken.ThrowIfCancellationRequested();
        if (exit.ExitCode != EngineExit.Done) throw new InvalidOperationException($"The scenes could not be rendered into {folder}. {exit.Describe()}");
        File.Move(draft, done, overwrite: true);
    }
}
