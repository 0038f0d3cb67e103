using Experiments.Data.Datasets;
using Experiments.Engine;
using Experiments.Engine.Schema;
using Experiments.Web.Access;
using Experiments.Web.Errands;
using Experiments.Web.Hosting;

namespace Experiments.Web.Datasets;

/// <summary>Has crops of a data set rendered as a training sees them, by the training's own loader in an engine process. It takes the machine, so it goes through <see cref="ActGuard"/> first.</summary>
/// <param name="guard">Asks for the right, and writes down what was done.</param>
/// <param name="datasets">Data sets.</param>
/// <param name="errands">Runs the engine.</param>
/// <param name="settings">The runs folder.</param>
public sealed class TrainingCropsActions(ActGuard guard, DatasetStore datasets, EngineErrands errands, ExperimentsSettings settings)
{
    /// <summary>Crops that are rendered.</summary>
    public const int Count = 12;

    private static readonly string[] MoreKeys = ["task", "training.crop"];

    /// <summary>The settings that can be tried: the crop, and all that augmentation does. None names a file.</summary>
    public static IReadOnlyList<SettingDescriptor> Tried { get; } =
        [SettingCatalog.Get("training.crop"), .. SettingCatalog.All.Where(s => s.Section == "augmentation")];

    /// <summary>Renders crops and replaces those that were there.</summary>
    /// <param name="datasetId">The data set.</param>
    /// <param name="seed">The training's seed.</param>
    /// <param name="overrides">Of <see cref="Tried"/>, what differs from the defaults; anything else in it is left out.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellationToken">Ends it: the engine's process is stopped.</param>
    /// <exception cref="UsageException">A setting cannot be used, or the engine could not do it: says why.</exception>
    /// <exception cref="AccessDeniedException">Who asks may not.</exception>
    public async Task RenderAsync(long datasetId, int seed, IReadOnlyDictionary<string, string> overrides, Action<ErrandProgress>? progress, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(overrides);
        await guard.RequireAsync(Act.RenderCrops, cancellationToken);
        var row = await datasets.FindAsync(datasetId, cancellationToken) ?? throw new UsageException($"There is no data set {datasetId}: it may have been forgotten.");
        var tried = overrides.Where(o => Tried.Any(s => s.Key == o.Key)).ToDictionary(StringComparer.Ordinal);
        var configuration = SettingCatalog.With(DatasetSettings.ToConfiguration(DatasetSettings.Read(row.SettingsJson)), tried) with { Seed = seed };
        if (ProblemsOf(configuration) is { Count: > 0 } problems) throw new UsageException(problems);
        await guard.DoAsync(
            Act.RenderCrops,
            row.Name,
            () => errands.RunAsync(Path.Combine(settings.RunsFolder, TrainingCropsQuery.FolderOf(datasetId)), work => Prepare(work, configuration, tried), progress, cancellationToken),
            cancellationToken);
    }

    /// <summary>What is wrong with the settings that are tried; what is wrong with others is no hindrance here.</summary>
    private static IReadOnlyList<string> ProblemsOf(RunConfiguration configuration) =>
        [.. ConfigurationValidator.Problems(configuration).Where(p => Sweeps.SweepExpansion.KeyOf(p) is var key && (MoreKeys.Contains(key) || Tried.Any(s => s.Key == key)))];

    private static IReadOnlyList<string> Prepare(string work, RunConfiguration configuration, IReadOnlyDictionary<string, string> overrides)
    {
        var file = Path.Combine(work, CheckFolder.Configuration);
        WholeFile.WriteText(file, SchemaJson.Write(configuration));
        WholeFile.WriteText(Path.Combine(work, TrainingCropsQuery.Overrides), DatasetSettings.Write(overrides));
        return ["dataset", "crops", "--config", file, "--out", work, "--count", SettingDescriptor.Format(Count)];
    }
}
