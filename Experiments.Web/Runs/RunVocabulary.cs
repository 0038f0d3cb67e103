using Experiments.Data.Runs.Filters;
using Experiments.Data.Runs.Tables;
using Experiments.Engine.Schema;
using Experiments.Web.Declarations;
using Experiments.Web.Sweeps;

namespace Experiments.Web.Runs;

/// <summary>The keys that runs are filtered, sorted, grouped and shown by: the settings of the catalogue, the scores, and the curves that runs have.</summary>
/// <param name="table">Knows the curves.</param>
/// <param name="time">Clock.</param>
public sealed class RunVocabulary(RunTableQuery table, TimeProvider time)
{
    /// <summary>Curve of the training loss.</summary>
    public const string LossCurve = "train/loss";

    private const string ValidationCurve = "validation/miou";
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);
    private static readonly FilterKey[] Given = [.. Metrics(), .. SettingCatalog.All.Select(Of)];

    private volatile FilterVocabulary? _last;
    private long _readAt;

    /// <summary>The keys as they are now; curves that came within the last seconds may be missing.</summary>
    public async Task<FilterVocabulary> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (_last is { } last && time.GetElapsedTime(Interlocked.Read(ref _readAt)) < Fresh) return last;
        var read = new FilterVocabulary(Given, await table.CurvesAsync(cancellationToken), NearestName.Nearest);
        Interlocked.Exchange(ref _readAt, time.GetTimestamp());
        return _last = read;
    }

    private static IEnumerable<FilterKey> Metrics() =>
    [
        Score("miou", new ScoreMetric([], ValidationCurve), "mIoU of the newest evaluation, else of the newest validation; a classifier's top-1."),
        Score("miou.ss", new ScoreMetric([SweepDefinition.SingleScale]), "mIoU of the newest single-scale evaluation; a classifier's top-1 of the centre crop."),
        Score("miou.ms", new ScoreMetric([SweepDefinition.MultiScale, SweepDefinition.TenCrop]), "mIoU of the newest multi-scale evaluation; a classifier's top-1 of ten crops."),
        new("loss", FilterType.Number) { Metric = new CurveMetric(LossCurve, CurveValue.Last), Help = "Newest training loss." },
    ];

    private static FilterKey Score(string name, ScoreMetric metric, string help) => new(name, FilterType.Number) { Metric = metric, Help = help, IsShare = true };

    private static FilterKey Of(SettingDescriptor setting) => new(setting.Key, TypeOf(setting.Type)) { Help = setting.Help, Choices = setting.Choices, Default = setting.Default };

    private static FilterType TypeOf(SettingType type) => type switch
    {
        SettingType.Boolean => FilterType.Truth,
        SettingType.Integer or SettingType.Real => FilterType.Number,
        SettingType.Choice => FilterType.Choice,
        _ => FilterType.Text,
    };
}
