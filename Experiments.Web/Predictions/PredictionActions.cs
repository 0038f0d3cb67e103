using Experiments.Data.Runs;
using Experiments.Engine.Datasets;
using Experiments.Engine.Schema;
using Experiments.Web.Access;
using Experiments.Web.Errands;
using Experiments.Web.Evaluations;

namespace Experiments.Web.Predictions;

/// <summary>What a person can do with an image of their own: bring it, have a run predict it, take it away. It takes the machine, so it goes through <see cref="ActGuard"/> first.</summary>
/// <param name="guard">Asks for the right, and writes down what was done.</param>
/// <param name="files">Images and predictions.</param>
/// <param name="runs">Trained runs.</param>
/// <param name="checkpoints">Finds the run's network.</param>
/// <param name="errands">Runs the engine.</param>
public sealed class PredictionActions(ActGuard guard, PredictionFiles files, TrainedRunQuery runs, CheckpointFinder checkpoints, EngineErrands errands)
{
    /// <summary>Brings an image.</summary>
    /// <param name="name">What its file is called.</param>
    /// <param name="content">The file.</param>
    /// <param name="cancellationToken">Token.</param>
    /// <returns>Its id.</returns>
    /// <exception cref="UsageException">It is too large.</exception>
    /// <exception cref="DataException">It is no whole PNG or JPEG.</exception>
    /// <exception cref="AccessDeniedException">Who asks may not.</exception>
    public async Task<string> BringAsync(string name, Stream content, CancellationToken cancellationToken = default)
    {
        await guard.RequireAsync(Act.Predict, cancellationToken);
        var shown = NameOf(name);
        using var bytes = new MemoryStream();
        var buffer = new byte[64 << 10];
        while (await content.ReadAsync(buffer, cancellationToken) is var count and > 0)
        {
            if (bytes.Length + count > PredictionFiles.LargestFile)
                throw new UsageException($"{shown} has more than {PredictionFiles.LargestFile >> 20} MiB, which is the most that is taken: make it smaller, or use the engine's command predict.");
            bytes.Write(buffer, 0, count);
        }

        return files.Keep(shown, bytes.ToArray());
    }

    /// <summary>Has a run predict an image; at once where it did already.</summary>
    /// <param name="image">The image's id.</param>
    /// <param name="key">Run and scale.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellationToken">Ends it: the engine's process is stopped.</param>
    /// <exception cref="UsageException">Image or checkpoint is gone, or the engine could not do it: says why.</exception>
    /// <exception cref="AccessDeniedException">Who asks may not.</exception>
    public async Task<PredictionReport> PredictAsync(string image, PredictionKey key, Action<ErrandProgress>? progress, CancellationToken cancellationToken = default)
    {
        await guard.RequireAsync(Act.Predict, cancellationToken);
        if (files.Predicted(image, key) is { } known) return known;
        return await guard.DoAsync(Act.Predict, $"an image with run {key}", () => RunAsync(image, key, progress, cancellationToken), cancellationToken);
    }

    /// <summary>Takes an image away, with all that was predicted of it.</summary>
    /// <exception cref="AccessDeniedException">Who asks may not.</exception>
    public async Task RemoveAsync(string image, CancellationToken cancellationToken = default)
    {
        await guard.RequireAsync(Act.Predict, cancellationToken);
        files.Forget(image);
    }

    private async Task<PredictionReport> RunAsync(string image, PredictionKey key, Action<ErrandProgress>? progress, CancellationToken cancellationToken)
    {
        if (files.Source(image) is not { } source || files.Find(image) is not { } about) throw new UsageException("The image is gone: images are kept for a day. Bring it again.");
        var json = await runs.ConfigurationAsync(key.RunId, cancellationToken) ?? throw new UsageException($"There is no run {key.RunId}: choose another.");
        var configuration = SchemaJson.ReadConfiguration(json, $"run {key.RunId}");
        if (configuration.Task != LearningTask.Segmentation) throw new UsageException($"Run {key.RunId} is a classifier: choose a run whose network labels pixels.");
        var rule = CheckpointRule.Of(ProtocolTemplates.For(configuration, key.Scale), configuration);
        var checkpoint = await checkpoints.FindIntactAsync(key.RunId, configuration, rule, cancellationToken);
        files.Touch(image);
        try
        {
            await errands.RunAsync(
                files.FolderOf(image, key),
                work => ["predict", "--checkpoint", checkpoint, "--image", source, "--out", work, "--report", PredictionFiles.ReportIn(work), .. key.MultiScale ? new[] { "--multi-scale" } : []],
                progress,
                cancellationToken);
        }
        catch (UsageException e) when (e.Message.Contains(source, StringComparison.Ordinal))
        {
            // The person knows it by its own name, and not where it lies.
            throw new UsageException(e.Message.Replace(source, about.Name, StringComparison.Ordinal));
        }

        return files.Predicted(image, key) ?? throw new UsageException("The prediction was taken away while it was made: bring the image again.");
    }

    /// <summary>The file's name as it may be shown: a browser may send anything.</summary>
    private static string NameOf(string name)
    {
        const int longest = 120;
        var last = new string([.. (name ?? "").Split('/', '\\')[^1].Where(c => !char.IsControl(c))]).Trim();
        return last.Length == 0 ? "The image" : last[..Math.Min(longest, last.Length)];
    }
}
