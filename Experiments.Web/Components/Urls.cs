using System.Globalization;
using Experiments.Data.Runs.Filters;
using Experiments.Web.Comparing;
using Experiments.Web.Sweeps;

namespace Experiments.Web.Components;

/// <summary>Builds every URL of the site, so that a route is written once.</summary>
public static class Urls
{
    /// <summary>Home.</summary>
    public const string Home = "/";

    /// <summary>Where people sign in.</summary>
    public const string SignIn = "/sign-in";

    /// <summary>Where a sign-out form is sent.</summary>
    public const string SignOut = "/sign-out";

    /// <summary>Where the first admin is made.</summary>
    public const string FirstStart = "/first-start";

    /// <summary>What is said to who may not see a page.</summary>
    public const string NoAccess = "/no-access";

    /// <summary>One's own password and tokens.</summary>
    public const string Account = "/account";

    /// <summary>Accounts and roles.</summary>
    public const string People = "/people";

    /// <summary>The audit trail.</summary>
    public const string Audit = "/audit";

    /// <summary>An address of this site that a request names to be led to; home where it is none.</summary>
    public static string Local(string? page) => page is ['/', not ('/' or '\\'), ..] && !page.Any(char.IsControl) ? page : Home;

    /// <summary>Where people sign in, and are then led to a page.</summary>
    public static string SignInFor(string page) => $"{SignIn}?page={Uri.EscapeDataString(page)}";

    /// <summary>The queue.</summary>
    public const string Queue = "/queue";

    /// <summary>The workers.</summary>
    public const string Workers = "/workers";

    /// <summary>The runs table.</summary>
    public const string RunsTable = "/runs";

    /// <summary>Runs that were deleted and can come back.</summary>
    public const string Bin = "/bin";

    /// <summary>The list of results grids.</summary>
    public const string Results = "/results";

    /// <summary>The form that defines a sweep.</summary>
    public const string NewSweep = "/sweeps/new";

    /// <summary>Where an image is predicted.</summary>
    public const string Predict = "/predict";

    /// <summary>An image that was brought, with the runs that predict it and how they are shown; what is not chosen is left out.</summary>
    /// <param name="image">The image's id.</param>
    /// <param name="a">Run and scale, <c>12-SS</c>.</param>
    /// <param name="b">The second, to compare.</param>
    /// <param name="view">How it is shown.</param>
    public static string PredictWith(string? image, string? a, string? b = null, string? view = null) => WithQuery(Predict, ("image", image), ("a", a), ("b", b), ("view", view));

    /// <summary>An image that was brought to be predicted.</summary>
    public static string PredictionSource(string image) => $"/api/predictions/{Uri.EscapeDataString(image)}/source";

    /// <summary>A picture of a prediction.</summary>
    public static string PredictionFile(string image, string key, string file) => $"/api/predictions/{Uri.EscapeDataString(image)}/{Uri.EscapeDataString(key)}/{Uri.EscapeDataString(file)}";

    /// <summary>Where two predictions differ, as a picture.</summary>
    public static string PredictionDifference(string image, string a, string b) => WithQuery($"/api/predictions/{Uri.EscapeDataString(image)}/difference", ("a", a), ("b", b));

    /// <summary>The list of data sets.</summary>
    public const string Datasets = "/datasets";

    /// <summary>The form that registers a data set.</summary>
    public const string NewDataset = "/datasets/new";

    /// <summary>One data set with its last check.</summary>
    public static string Dataset(long dataset) => Invariant($"/datasets/{dataset}");

    /// <summary>The form that changes a data set's settings.</summary>
    public static string EditDataset(long dataset) => Invariant($"/datasets/{dataset}/edit");

    /// <summary>The last report on a data set as JSON.</summary>
    public static string DatasetReport(long dataset) => Invariant($"/api/datasets/{dataset}/report");

    /// <summary>A picture of a check, by its file name.</summary>
    public static string CheckPicture(long check, string file) => Invariant($"/api/checks/{check}/pictures/{Uri.EscapeDataString(file)}");

    /// <summary>The images that a check found faulty, one a line with the reason.</summary>
    public static string CheckLeaveOut(long check) => Invariant($"/api/checks/{check}/leave-out");

    /// <summary>A crop as a training sees it.</summary>
    /// <param name="dataset">Data set.</param>
    /// <param name="file">File name.</param>
    /// <param name="version">Which rendering: the next one has the same names.</param>
    public static string TrainingCrop(long dataset, string file, long version) => Invariant($"/api/datasets/{dataset}/crops/{Uri.EscapeDataString(file)}?v={version}");

    /// <summary>Weights files.</summary>
    public const string Weights = "/weights";

    /// <summary>What is in a weights file.</summary>
    public static string WeightsOf(string path) => WithQuery(Weights, ("file", path));

    /// <summary>One run.</summary>
    public static string Run(long run) => Invariant($"/runs/{run}");

    /// <summary>The run whose page, or part of it, an address is; null for every other.</summary>
    /// <param name="address">The whole address.</param>
    public static long? RunAt(string address) =>
        new Uri(address).AbsolutePath.Split('/') is ["", "runs", var id] && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var run) ? run : null;

    /// <summary>One part of a run's page; parameters that are empty are left out.</summary>
    public static string RunPart(long run, string part, params ReadOnlySpan<(string Key, string? Value)> parameters) => WithQuery(Run(run), [("tab", part), .. parameters]);

    /// <summary>Confusion counts of an evaluation as JSON, as shares of what is named.</summary>
    public static string Confusion(long evaluation, string by) => Invariant($"/api/evaluations/{evaluation}/confusion?by={by}");

    /// <summary>Where a prediction is wrong, PNG; with a class, its misses and false alarms.</summary>
    public static string ErrorMap(long truth, long prediction, int? wanted) => Invariant($"/api/errors/{truth}/{prediction}{(wanted is { } k ? Invariant($"?class={k}") : "")}");

    /// <summary>One results grid.</summary>
    public static string Grid(long grid) => Invariant($"/results/{grid}");

    /// <summary>The form that declares a table.</summary>
    public const string NewGrid = "/results/new";

    /// <summary>The form that declares an uncertainty study.</summary>
    public const string NewStudy = "/studies/new";

    /// <summary>The form that declares a table, filled from a template.</summary>
    public static string NewGridFrom(string template) => $"{NewGrid}?template={Uri.EscapeDataString(template)}";

    /// <summary>The form that declares a study, filled from a template.</summary>
    public static string NewStudyFrom(string template) => $"{NewStudy}?template={Uri.EscapeDataString(template)}";

    /// <summary>The form that declares a table anew.</summary>
    public static string EditGrid(long grid) => Invariant($"/results/{grid}/edit");

    /// <summary>The form that declares a study anew.</summary>
    public static string EditStudy(long grid) => Invariant($"/studies/{grid}/edit");

    /// <summary>A grid with what is opened, shaded and previewed of it; what is null is left out.</summary>
    /// <param name="grid">The grid.</param>
    /// <param name="row">The opened row, from 0.</param>
    /// <param name="heat">How it is shaded, <c>column</c> or <c>table</c>.</param>
    /// <param name="export">The form in which an export is previewed.</param>
    public static string GridWith(long grid, int? row, string? heat, string? export) =>
        WithQuery(Grid(grid), ("row", row?.ToString(CultureInfo.InvariantCulture)), ("heat", heat), ("export", export));

    /// <summary>The form, filled from a definition.</summary>
    public static string NewSweepFrom(SweepDefinition definition) => $"{NewSweep}?{SweepQuery.Write(definition)}";

    /// <summary>The form, filled from a preset.</summary>
    public static string NewSweepPreset(string preset) => $"{NewSweep}?preset={Uri.EscapeDataString(preset)}";

    /// <summary>The form, filled from a sweep that is to be extended.</summary>
    public static string ExtendSweep(long sweep) => Invariant($"{NewSweep}?extend={sweep}");

    /// <summary>The form, filled from the definition of an earlier sweep.</summary>
    public static string NewSweepLike(long sweep) => Invariant($"{NewSweep}?like={sweep}");

    /// <summary>The form, filled from a draft.</summary>
    public static string SweepDraft(long draft) => Invariant($"{NewSweep}?draft={draft}");

    /// <summary>The form with a definition and the draft that keeps it: where the draft is gone, or another person's, the definition stands.</summary>
    public static string SweepDraft(SweepDefinition definition, long draft) => Invariant($"{NewSweepFrom(definition)}&draft={draft}");

    /// <summary>The form, filled from an existing run's configuration.</summary>
    public static string NewSweepFromRun(long run) => Invariant($"{NewSweep}?from={run}");

    /// <summary>The form that scores every run of a sweep further.</summary>
    public static string EvaluateSweep(long sweep) => Invariant($"/sweeps/{sweep}/evaluate");

    /// <summary>The runs table with filters; parameters that are empty are left out.</summary>
    public static string Runs(params ReadOnlySpan<(string Key, string? Value)> parameters) => WithQuery(RunsTable, parameters);

    /// <summary>The runs table, filtered; see docs/filters.md for what a filter says.</summary>
    public static string RunsWhere(string filter) => Runs(("q", filter));

    /// <summary>The runs that have a tag.</summary>
    public static string RunsTagged(string tag)
    {
        ArgumentNullException.ThrowIfNull(tag);
        return RunsWhere($"tag = {FilterText.Quote(tag)}");
    }

    /// <summary>What can be written at a place of a filter, as JSON.</summary>
    public const string RunCompletions = "/api/runs/completions";

    /// <summary>The runs with the best scores first.</summary>
    public static string BestRuns() => Runs(("sort", "-miou"));

    /// <summary>The runs of a fingerprint: repeats of each other, and checks of them.</summary>
    public static string FingerprintRuns(string? fingerprint) => string.IsNullOrEmpty(fingerprint) ? RunsTable : RunsWhere($"fingerprint = {fingerprint}");

    /// <summary>The runs of a sweep.</summary>
    public static string SweepRuns(long sweep) => RunsWhere(Invariant($"sweep.id = {sweep}"));

    /// <summary>Where runs are compared; empty, it offers runs to choose.</summary>
    public const string ComparePage = "/compare";

    /// <summary>
    /// Runs or groups of runs, compared: <c>?runs=1,2,3</c> for runs, <c>?runs=1,2;3,4</c> for groups. What else is chosen there follows in the
    /// same query.
    /// </summary>
    /// <param name="groups">The ids of each group; a group of one is a run.</param>
    public static string Compare(IEnumerable<IReadOnlyList<long>> groups) => Compare(new CompareState { Set = CompareSet.Of(groups) });

    /// <summary>A comparison with all that is chosen there.</summary>
    public static string Compare(CompareState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Write() is { Length: > 0 } query ? $"{ComparePage}?{query}" : ComparePage;
    }

    /// <summary>One curve of everything that is compared, as JSON.</summary>
    public static string CompareSeries(CompareState state, string key)
    {
        ArgumentNullException.ThrowIfNull(state);
        return $"/api/compare/series?runs={state.Set.Write()}&key={Uri.EscapeDataString(key)}&x={CompareState.Name(state.Look.X)}&band={CompareState.Name(state.Band)}";
    }

    /// <summary>The plot of a comparison, as JSON.</summary>
    public static string ComparePlot(CompareState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        // What does not change the plot is left out, so that it is fetched anew only where it changes.
        return $"/api/compare/plot?{new CompareState { Set = state.Set, Plot = state.Plot, PlotX = state.PlotX, PlotY = state.PlotY }.Write()}";
    }

    /// <summary>Where two predictions differ and who is right, PNG.</summary>
    public static string DifferenceMap(long a, long b, long? truth) => Invariant($"/api/compare/map?a={a}&b={b}{(truth is { } t ? Invariant($"&truth={t}") : "")}");

    /// <summary>Curves of a run as JSON.</summary>
    public static string RunSeries(long run, params ReadOnlySpan<string> keys) =>
        Invariant($"/api/runs/{run}/series?keys={string.Join(',', keys!)}");

    /// <summary>Curves of a run along an axis as JSON.</summary>
    public static string RunSeries(long run, CurveAxis x, params ReadOnlySpan<string> keys) =>
        x == CurveAxis.Iteration ? RunSeries(run, keys) : $"{RunSeries(run, keys)}&x={CompareState.Name(x)}";

    /// <summary>Curves of one job of a run as JSON.</summary>
    public static string JobSeries(long run, long job, params ReadOnlySpan<string> keys) =>
        Invariant($"{RunSeries(run, keys)}&job={job}");

    /// <summary>One run, with what one of its jobs used of the machine; its curves are looked at as before.</summary>
    public static string RunSystem(long run, long job, CurveLook look)
    {
        ArgumentNullException.ThrowIfNull(look);
        return RunPart(run, "curves", [("system", job.ToString(CultureInfo.InvariantCulture)), .. look.Parameters]);
    }

    /// <summary>A run's complete configuration as JSON.</summary>
    public static string RunConfiguration(long run) => Invariant($"/api/runs/{run}/configuration");

    /// <summary>One file of an attempt, by its path below the attempt's folder.</summary>
    public static string Artifact(long artifact) => Invariant($"/api/artifacts/{artifact}");

    /// <summary>What an attempt wrote past the checkpoint that a later one went on from, CSV.</summary>
    public static string Superseded(long job, int attempt) => Invariant($"/api/jobs/{job}/attempts/{attempt}/superseded.csv");

    /// <summary>The text log of an attempt.</summary>
    public static string AttemptLog(long job, int attempt) => Invariant($"/api/jobs/{job}/attempts/{attempt}/log");

    /// <summary>A grid in a form to download, see <see cref="Data.Results.Export.ExportFormat"/>.</summary>
    public static string GridExport(long grid, string format) => Invariant($"/api/results/{grid}/export?format={format}");

    /// <summary>A figure of a grid, <c>forest.svg</c>, <c>forest.pdf</c>.</summary>
    public static string GridFigure(long grid, string file) => Invariant($"/api/results/{grid}/figures/{Uri.EscapeDataString(file)}");

    /// <summary>A grid's evidence bundle.</summary>
    public static string GridBundle(long grid, bool anonymous) => Invariant($"/api/results/{grid}/bundle{(anonymous ? "?anonymous=true" : "")}");

    /// <summary>What stands behind an address's question mark; parameters that are empty are left out.</summary>
    public static string Query(params ReadOnlySpan<(string Key, string? Value)> parameters)
    {
        var parts = new List<string>();
        foreach (var (key, value) in parameters)
        {
            if (!string.IsNullOrEmpty(value)) parts.Add($"{key}={Uri.EscapeDataString(value)}");
        }

        return string.Join('&', parts);
    }

    private static string WithQuery(string path, params ReadOnlySpan<(string Key, string? Value)> parameters) => Query(parameters) is { Length: > 0 } query ? $"{path}?{query}" : path;

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
