using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Experiments.Data.Results.Export;

namespace Experiments.Web.Bundles;

/// <summary>Where things lie in an evidence bundle, and how its JSON is written. <c>docs/evidence-bundle.md</c> describes it for people.</summary>
internal static class BundleLayout
{
    /// <summary>Version of the layout.</summary>
    public const int Version = 1;

    public const string Head = "bundle.json";
    public const string Definition = "definition.json";
    public const string Environment = "environment.json";
    public const string Hashes = "hashes.json";
    public const string Report = "index.html";
    public const string ReadMe = "README.md";
    public const string Sums = "SHA256SUMS";
    public const string Table = "table/table.json";

    /// <summary>JSON as the table's, and nothing may be left out.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonExport.Options) { RespectRequiredConstructorParameters = true };

    /// <summary>This program's version and commit.</summary>
    public static string Program { get; } = typeof(BundleLayout).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public static string TableFile(ExportFormat format) => format.Name == "json" ? Table : $"table/{format.Suffix}";

    public static string Protocol(string fingerprint) => $"protocols/{fingerprint}.json";

    public static string Run(long run) => Text($"runs/{run}/run.json");

    public static string Configuration(long run) => Text($"runs/{run}/configuration.json");

    public static string Attempt(long run, long job, int attempt, string file) => Text($"runs/{run}/job-{job}/attempt-{attempt}/{file}");

    public static string Evaluation(long job) => Text($"evaluations/{job}/evaluation.json");

    public static string Counts(long job) => Text($"evaluations/{job}/counts.csv");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
