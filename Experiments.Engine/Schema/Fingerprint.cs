using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Experiments.Engine.Schema;

/// <summary>
/// SHA-256 of the canonical JSON of what can change the numbers: the scientific settings that differ from their
/// defaults, without the seed, with the schema version and the engine-semantics version. Adding a setting with a
/// neutral default changes no fingerprint.
/// </summary>
public static class Fingerprint
{
    /// <summary>Raised when the same settings give other numbers than before.</summary>
    public const int EngineSemantics = 1;

    // Where the best weights are kept, these say among which weights they are looked for, and by what.
    private static readonly string[] ChoosesBest = ["execution.validateEvery", "execution.validateImages"];

    private static readonly string[] ImageNetOnly = ["network.stem", "network.stemPooling", "network.stridePlacement"];

    /// <summary>The fingerprint of a configuration: 64 hexadecimal digits.</summary>
    public static string Of(RunConfiguration configuration) => Hash(Canonical(configuration));

    /// <summary>The fingerprint of a resolved protocol: 64 hexadecimal digits. Its name, the number of pictures it writes, the leave to use another crop and the place of its list do not count: crop and manifest do.</summary>
    public static string Of(Protocol protocol)
    {
        var node = JsonSerializer.SerializeToNode(Bare(protocol), SchemaJson.Compact)!.AsObject();
        var defaults = JsonSerializer.SerializeToNode(Bare(new Protocol()), SchemaJson.Compact)!.AsObject();
        var differing = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in node)
        {
            var text = value?.ToJsonString() ?? "null";
            if (text != (defaults[key]?.ToJsonString() ?? "null")) differing[key] = text;
        }

        return Hash(Join(differing));
    }

    /// <summary>A protocol without what does not change a score.</summary>
    private static Protocol Bare(Protocol protocol) => protocol with { Name = "", PredictionImages = 0, OtherCrop = false, ImageList = "" };

    /// <summary>The text that is hashed, for people who want to see why two runs are not repeats of each other.</summary>
    public static string Canonical(RunConfiguration configuration)
    {
        var differing = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var setting in SettingCatalog.All.Where(s => s.IsScientific || (configuration.Selection.KeepBest && ChoosesBest.Contains(s.Key))))
        {
            if (IsIdle(setting, configuration)) continue;
            var text = setting.GetText(configuration);
            if (text != setting.Default) differing[setting.Key] = JsonSerializer.Serialize(text);
        }

        return Join(differing);
    }

    /// <summary>
    /// A setting that cannot matter in this configuration: the synthetic set's where another data set is used, those of
    /// ImageNet networks where the backbone is a CIFAR network, those of a first stage, of a Fisher job or of the best weights where there are none.
    /// </summary>
    private static bool IsIdle(SettingDescriptor setting, RunConfiguration configuration)
    {
        var isSynthetic = configuration.Data.Dataset == DatasetName.Synthetic;
        return (setting.Section == "synthetic" && !isSynthetic)
            || (setting.Key.StartsWith("firstStage.synthetic", StringComparison.Ordinal) && !isSynthetic)
            || (setting.Section == "firstStage" && configuration.FirstStage.Iterations == 0)
            || (setting.Section == "selection" && !configuration.Selection.KeepBest)
            || (setting.Section == "fisher" && configuration.Task != LearningTask.Fisher)
            || (setting.Key == "data.shortSide" && configuration.Data.Dataset != DatasetName.ClassFolders)
            || (ConfigurationValidator.IsCifar(configuration.Network.Backbone) && ImageNetOnly.Contains(setting.Key));
    }

    private static string Join(SortedDictionary<string, string> differing)
    {
        var text = new StringBuilder($"{{\"schema\":{SchemaJson.SchemaVersion},\"semantics\":{EngineSemantics}");
        foreach (var (key, value) in differing) text.Append(",\"").Append(key).Append("\":").Append(value);
        return text.Append('}').ToString();
    }

    private static string Hash(string canonical) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));
}
