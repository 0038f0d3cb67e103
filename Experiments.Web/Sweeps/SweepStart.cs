using Experiments.Data.Model;
using Experiments.Engine.Schema;
using Experiments.Engine.Weights.Conventions;
using Experiments.Web.Runs;

namespace Experiments.Web.Sweeps;

/// <summary>Definitions that begin with something that exists.</summary>
public static class SweepStart
{
    /// <summary>
    /// The definition that a run's configuration is: its settings and its seed. The hashes that were filled in when the
    /// run was created are left out, so that another data set or weights file can be named; they are filled in anew.
    /// </summary>
    public static SweepDefinition FromRun(Run run)
    {
        var configuration = SchemaJson.ReadConfiguration(run.ConfigurationJson, $"run {run.Id}");
        return new SweepDefinition
        {
            Name = $"After {run.Name}",
            Seeds = SeedList.Format([run.Seed]),
            Protocols = [.. Scoring.ProtocolsOf(configuration, [Protocol.SingleScale, Protocol.MultiScale, Protocol.TenCrop]).Select(p => p.Name)],
            Overrides = Differing(configuration)
                .Where(s => s.Key != "seed" && !s.Attribute.IsFilledIn)
                .ToDictionary(s => s.Key, s => s.GetText(configuration)),
        };
    }

    /// <summary>
    /// The settings that differ from what they are where nothing is said of them (the weights file's value, the
    /// data set's, the profile's, else the default), in the catalogue's order.
    /// </summary>
    public static IEnumerable<SettingDescriptor> Differing(RunConfiguration configuration)
    {
        var said = SaidByWeights(configuration);
        return SettingCatalog.All.Where(s => s.GetText(configuration) != (said.GetValueOrDefault(s.Key) ?? DatasetDefaults.DefaultOf(s, configuration.Data.Dataset, configuration.Compat)));
    }

    private static IReadOnlyDictionary<string, string> SaidByWeights(RunConfiguration configuration)
    {
        try
        {
            return WeightsConvention.SaidBy(configuration.Weights.Path, configuration.Network.Backbone);
        }
        catch (UsageException)
        {
            return new Dictionary<string, string>(); // What it says now cannot be read: the run's own values stand.
        }
    }
}
