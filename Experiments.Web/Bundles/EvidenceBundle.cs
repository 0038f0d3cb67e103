using System.Text.Json;
using Experiments.Data.Results;
using Experiments.Data.Results.Export;
using Experiments.Data.Storage;
using Experiments.Engine.Schema;
using Experiments.Web.Exports;
using Experiments.Web.Hosting;
using Experiments.Web.Results;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Web.Bundles;

/// <summary>How a bundle is to be made.</summary>
/// <param name="Anonymous">Without names of machines and users, and without absolute paths.</param>
/// <param name="Hidden">Words to take out as well: names of authors, experiments, projects.</param>
public sealed record BundleOptions(bool Anonymous, IReadOnlyList<string> Hidden);

/// <summary>Makes evidence bundles: all that stands behind a grid's numbers, in one zip that can be checked without this program's database.</summary>
/// <param name="grids">Grids.</param>
/// <param name="exports">The table in every form.</param>
/// <param name="images">Counts of images.</param>
/// <param name="contexts">Contexts.</param>
/// <param name="files">The runs folder.</param>
/// <param name="settings">Folders to take out of anonymous bundles.</param>
/// <param name="extras">What some grids add.</param>
public sealed class EvidenceBundle(
    GridQuery grids, GridExports exports, EvaluationQueries images, IDbContextFactory<ExperimentsContext> contexts, RunFiles files, ExperimentsSettings settings, IEnumerable<IBundleExtras> extras)
{
    /// <summary>Writes a grid's bundle. The same data give the same bytes on the same machine.</summary>
    /// <param name="gridId">The grid.</param>
    /// <param name="options">How.</param>
    /// <param name="output">A stream that can seek.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="KeyNotFoundException">There is no such grid.</exception>
    /// <exception cref="UsageException">The grid has nothing to prove, or a word cannot be hidden.</exception>
    public async Task WriteAsync(long gridId, BundleOptions options, Stream output, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        var grid = await grids.LoadAsync(gridId, cancellationToken) ?? throw new KeyNotFoundException($"There is no results grid {gridId}.");
        if (grid.IsPublished) throw new UsageException($"The grid \"{grid.Name}\" holds published values only: there is no run behind them to prove; bundle a grid of your own.");
        if (!grid.Rows.Any(r => r.Cells.Any(c => c.N > 0))) throw new UsageException($"The grid \"{grid.Name}\" has no value yet: wait until a run of it is scored.");

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var source = await BundleSource.ReadAsync(db, grid, files, cancellationToken);
        var scrubber = options.Anonymous || options.Hidden.Count > 0 ? ScrubberFor(source, options) : null;
        if (options.Anonymous) source = WithoutWorkers(source);
        string Clean(string text) => scrubber?.Clean(text) ?? text;

        // What is derived is derived of the cleaned table, as it will be when it is checked.
        var made = await exports.TableAsync(grid, cancellationToken);
        var table = scrubber is null ? made : JsonExport.Read(Clean(JsonExport.Write(made)));
        var runs = source.Runs.Select(r => scrubber is null ? r.Run : Read<BundleRun>(Clean(Write(r.Run)))).ToList();
        var head = new BundleHead(BundleLayout.Version, BundleLayout.Program, Fingerprint.EngineSemantics, options.Anonymous);
        var zip = new BundleZip(scrubber);
        zip.Add(BundleLayout.Head, Write(head));
        zip.Add(BundleLayout.Definition, Write(DefinitionOf(grid)));
        zip.Add(BundleLayout.Hashes, Write(source.Hashes()));
        zip.Add(BundleLayout.Environment, Write(new BundleEnvironment(source.Recorded(), MachineEnvironment.Of(Machine.Here))));
        zip.Add(BundleLayout.ReadMe, BundleReadMe.Text);
        foreach (var format in ExportFormat.All) zip.Add(BundleLayout.TableFile(format), await exports.WriteAsync(grid, table, format, cancellationToken));
        foreach (var (run, configuration, _) in source.Runs)
        {
            zip.Add(BundleLayout.Run(run.Run), Write(run));
            zip.Add(BundleLayout.Configuration(run.Run), configuration.TrimEnd('\n') + "\n");
        }

        foreach (var (fingerprint, json) in source.Protocols) zip.Add(BundleLayout.Protocol(fingerprint), json.TrimEnd('\n') + "\n");
        foreach (var (name, path) in source.Files) zip.AddFile(name, path);
        foreach (var evaluation in source.Evaluations)
        {
            zip.Add(BundleLayout.Evaluation(evaluation.Job), Write(evaluation));
            zip.Add(BundleLayout.Counts(evaluation.Job), ImageCountsText.Write(await images.ImagesAsync(evaluation.Job, cancellationToken)));
        }

        var added = new List<BundleExtra>();
        foreach (var extra in extras) added.AddRange(await extra.OfAsync(grid, cancellationToken));
        foreach (var extra in added) zip.Add(extra.Path, extra.Text);
        zip.Add(BundleLayout.Report, BundleReport.Write(head, table, runs, [.. added.Select(e => (e.Path, Clean(e.Title)))]));
        zip.Write(output);
    }

    private Scrubber ScrubberFor(BundleSource source, BundleOptions options)
    {
        if (!options.Anonymous) return new Scrubber([], [], options.Hidden);
        var folders = SettingCatalog.All.Where(s => s.Type == SettingType.Text).SelectMany(s => source.Runs.Select(r => s.GetText(r.Configuration))).Distinct()
            .Where(Path.IsPathFullyQualified).SelectMany(p => Path.GetExtension(p).Length > 0 ? new[] { Path.GetDirectoryName(p) ?? "" } : [p]);
        var workers = source.Workers.SelectMany(w => new[] { w, w.Split('/')[0] });
        return new Scrubber(
            [.. folders, settings.RunsFolder, Path.GetDirectoryName(settings.DatabaseFile) ?? "", AppContext.BaseDirectory, Environment.CurrentDirectory, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)],
            [.. workers, Environment.MachineName, Environment.UserName],
            options.Hidden);
    }

    private static BundleSource WithoutWorkers(BundleSource source) => source with
    {
        Runs = [.. source.Runs.Select(r => r with { Run = r.Run with { Jobs = [.. r.Run.Jobs.Select(j => j with { Attempts = [.. j.Attempts.Select(a => a with { Worker = "" })] })] } })],
    };

    private static BundleDefinition DefinitionOf(GridView grid) => new(
        grid.GridId, grid.Name, grid.Kind.ToString(), grid.Seeds,
        grid.DefinitionJson.Length > 0 ? Element(grid.DefinitionJson) : null,
        [.. grid.Rows.SelectMany(r => r.Arms).Where(a => a.Fingerprint is not null).DistinctBy(a => a.Fingerprint).Select(a => new BundleArm(a.Fingerprint!, Element(a.ConfigurationJson ?? "null")))]);

    private static JsonElement Element(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(json);
        }
        catch (JsonException)
        {
            // A declaration is in the form its author chose.
            return JsonSerializer.SerializeToElement(json);
        }
    }

    private static string Write<T>(T value) => JsonSerializer.Serialize(value, BundleLayout.Json) + "\n";

    private static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, BundleLayout.Json)!;
}
