using Experiments.Data.Results.Export;
using Experiments.Engine.Schema;
using Experiments.Web.Bundles;
using Experiments.Web.Commands;
using Experiments.Web.Exports;
using Experiments.Web.Grids;
using Experiments.Web.Hosting;
using Experiments.Web.Studies;

namespace Experiments.Web.Tests.Bundles;

/// <summary>The commands <c>results</c> and <c>bundle</c> on a database that a site may be using.</summary>
public sealed class TableCommandTests : BundleTest
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    private ExperimentsSettings Settings => TestSite.Settings(RunsFolder);

    [Fact]
    public async Task A_grid_is_listed_and_exported_by_number_or_name_as_the_page_exports_it()
    {
        var grid = await ScoredGridAsync();
        var (expected, _) = await Get<GridExports>().ExportAsync(grid, ExportFormat.Find("latex")!, Stop);

        Assert.Equal(CommandLine.Done, await ResultsCommand.ListAsync(Settings, _output, Stop));
        Assert.Contains($"    {grid}  2026-01-02  1 × 4  Two rows\n", _output.ToString(), StringComparison.Ordinal);
        var file = Path.Combine(RunsFolder, "new folder", "table.tex");
        Assert.Equal(CommandLine.Done, await ResultsCommand.ExportAsync(Settings, "two ROWS", "LaTeX", file, _output, Stop));
        Assert.Equal(expected, await File.ReadAllTextAsync(file, Stop));
        var shown = new StringWriter();
        await ResultsCommand.ExportAsync(Settings, $"{grid}", "latex", null, shown, Stop);
        Assert.Equal(expected, shown.ToString());
    }

    [Fact]
    public async Task What_cannot_be_exported_is_told_with_what_exists()
    {
        var grid = await ScoredGridAsync();

        Assert.Equal("There is no format \"xls\": use one of csv, csv-full, tidy, latex, latex-macros, markdown, json.", await RefusalAsync("1", "xls", null));
        var unknown = await RefusalAsync("Three rows", "csv", null);
        Assert.StartsWith("There is no results grid \"Three rows\". Available: ", unknown, StringComparison.Ordinal);
        Assert.Contains($"{grid} (Two rows)", unknown, StringComparison.Ordinal);
        Assert.Contains("cannot be written", await RefusalAsync($"{grid}", "csv", Path.Combine(RunsFolder, "experiments.db", "x.csv")), StringComparison.Ordinal);
        var nowhere = TestSite.Settings(Path.Combine(RunsFolder, "nowhere"));
        Assert.StartsWith("There is no database ", (await Assert.ThrowsAsync<UsageException>(() => ResultsCommand.ListAsync(nowhere, _output, Stop))).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(nowhere.RunsFolder));
    }

    [Fact]
    public async Task A_bundle_is_written_and_verified_and_a_bad_one_ends_with_the_exit_code_of_a_failure()
    {
        var grid = await ScoredGridAsync();
        var file = Path.Combine(RunsFolder, "evidence.zip");

        Assert.Equal(CommandLine.Done, await BundleCommand.CreateAsync(Settings, $"{grid}", file, new BundleOptions(true, []), _output, _errors, Stop));
        Assert.Contains($"\nOK: 2 cells recomputed from {Images * Evaluations} images of {Evaluations} evaluations; ", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal("", _errors.ToString());

        var bad = Write(Read(file).Where(f => f.Key != "README.md"));
        Assert.Equal(CommandLine.Failed, await BundleCommand.VerifyAsync(bad, _output, _errors));
        Assert.Equal("README.md is missing: SHA256SUMS lists it; get the bundle again.", _errors.ToString().Trim());
        Assert.Contains("NOT OK: 1 problem: 2 cells", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_studys_bundle_holds_its_verdict_and_figures_from_the_command_line_too()
    {
        await ScoredGridAsync();
        GridChoice Method(string label, string kind) => new() { Label = label, Set = new Dictionary<string, string> { ["regulariser.kind"] = kind } };
        var study = new StudyDefinition { Name = "Does it?", Base = TwoRows.Overrides, A = Method("L2", "l2"), B = Method("none", "none"), Seeds = TwoRows.Seeds };
        var grid = await Get<StudyMaker>().SaveAsync(study, cancellationToken: Stop);
        var file = Path.Combine(RunsFolder, "study.zip");

        Assert.Equal(CommandLine.Done, await BundleCommand.CreateAsync(Settings, $"{grid}", file, new BundleOptions(false, []), _output, _errors, Stop));

        var made = Read(file);
        Assert.Contains("\"claim\": \"L2 is better than none\"", made["study/verdict.json"], StringComparison.Ordinal);
        Assert.StartsWith("<svg", made["study/forest.svg"], StringComparison.Ordinal);
        Assert.Equal(made.Keys.Order(), Read(await BundleAsync(grid)).Keys.Order());
    }

    private async Task<string> RefusalAsync(string grid, string format, string? file) =>
        (await Assert.ThrowsAsync<UsageException>(() => ResultsCommand.ExportAsync(Settings, grid, format, file, _output, Stop))).Message;
}
