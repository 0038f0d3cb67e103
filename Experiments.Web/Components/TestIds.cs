using System.Globalization;

namespace Experiments.Web.Components;

/// <summary>
/// The <c>data-testid</c> attributes that tests of the whole site hold on to; changing one is changing an interface.
/// A page can be used once <c>.shell[data-interactive=true]</c> exists.
/// Fixed names, by page. Sweep form: <c>sweep-name</c>, <c>seeds</c>, <c>protocol-SS</c>, <c>protocol-MS</c>,
/// <c>setting-search</c> (data-found: what the list below it was narrowed to), <c>plan-runs</c>, <c>plan-jobs</c>, <c>plan-time</c>, <c>problems</c>, <c>queue-sweep</c>.
/// Results grid: <c>grid-progress</c> (data-done, data-total), <c>export-menu</c>, in it <c>export-preview</c>, <c>export-csv</c>, <c>export-tidy</c> and so on, <c>export-text</c>, <c>heat-none</c>, <c>heat-column</c>, <c>heat-table</c>, <c>export-changes</c>, and of a row's
/// dialog <c>rerun-new</c>, <c>rerun-same</c>, <c>rerun-count</c>, <c>rerun-confirm</c>, <c>rerun-close</c>; <c>forget-grid</c>, <c>keep-grid</c>. Run: <c>run-state</c> (data-state),
/// <c>tab-overview</c> and so on, <c>run-failure</c>, <c>weights-difference</c>, <c>cancel-run</c>, <c>run-archived</c>, <c>run-menu</c>, in it <c>rerun-run</c>, <c>check-run</c>,
/// <c>evaluate-run</c>, <c>archive-run</c>, and of its panel <c>evaluate-…</c>, <c>evaluate-item</c> (data-status). Data sets: <c>dataset-name</c>, <c>save-dataset</c>,
/// <c>dataset-state</c> (data-state), <c>verdict</c> (data-sound), <c>start-check</c>, <c>cancel-check</c>, <c>use-dataset</c>,
/// <c>samples</c>, <c>overlay</c>. Deleting: <c>delete-run</c>, <c>delete-chosen</c>, <c>delete-panel</c>, in it <c>uses</c>,
/// <c>delete-all-the-same</c>, <c>delete-reason</c>, <c>delete-confirm</c>; <c>restore-…</c>, <c>purge-…</c>, <c>purge-panel</c>, in it <c>purge-confirm</c>, <c>purge-close</c>; <c>more-binned</c>; <c>run-binned</c>, <c>run-purged</c>.
/// Predicting: <c>drop-image</c>, <c>search-a</c>, <c>choose-a-…</c>, <c>compare-two</c>, <c>predict</c>, <c>view-…</c>, <c>labels-…</c>, <c>download-…</c>, <c>class-areas</c>.
/// Runs: <c>runs-filter</c>, <c>apply-filter</c>, <c>filter-problem</c>, <c>filter-wrong</c>, <c>filter-list</c>, <c>runs-table</c>, <c>sort-KEY</c>, <c>choose-RUN</c>, <c>choose-all</c>, <c>choose-group-RUN</c>,
/// <c>open-RUN</c>, <c>group-by</c>, <c>columns-menu</c>, <c>views-menu</c>, and of what is chosen <c>chosen</c>, <c>compare-chosen</c>, <c>tag-chosen</c>, <c>archive-chosen</c>, <c>rerun-chosen</c>, <c>runs-message</c>.
/// Comparison: <c>compared-…</c> (by place), <c>compare-problem</c>, <c>add-search</c>, <c>add-…</c>, <c>remove-…</c>, <c>baseline</c>, <c>group-by-seed</c>, <c>ungroup</c>,
/// <c>compare-chart-…</c> (by curve; data-curves, data-bands), <c>compare-x</c>, <c>compare-band</c>, <c>compare-smooth</c>, <c>compare-logy</c>, <c>compare-logx</c>,
/// <c>score-row-…</c>, <c>differing-…</c> (by setting), <c>plot</c> (data-runs), <c>class-…</c>, <c>class-interval-…</c>, <c>difference-map</c>.
/// Everywhere: <c>nav-…</c>, <c>theme</c>, <c>menu</c>, <c>site-trouble</c>, <c>page-waits</c>; where typed texts are kept <c>typed-restored</c>, <c>drop-typed</c>.
/// </summary>
public static class TestIds
{
    /// <summary>Input of a setting, for example <c>setting-training.crop</c>.</summary>
    public static string Setting(string key) => $"setting-{key}";

    /// <summary>Button that lets a setting take several values.</summary>
    public static string Vary(string key) => $"vary-{key}";

    /// <summary>A grid's cell, both counted from 0; carries <c>data-n</c> and <c>data-mean</c> (0 to 1, empty without values).</summary>
    public static string Cell(int row, int column) => string.Create(CultureInfo.InvariantCulture, $"cell-{row}-{column}");

    /// <summary>Difference of a grid's cell to the first of its row under the same heading; carries <c>data-difference</c> (0 to 1).</summary>
    public static string Difference(int row, int column) => string.Create(CultureInfo.InvariantCulture, $"difference-{row}-{column}");

    /// <summary>Button that queues what a grid's row lacks.</summary>
    public static string QueueRow(int row) => string.Create(CultureInfo.InvariantCulture, $"queue-row-{row}");

    /// <summary>Note at a grid's cell whose protocol is not that of the first cell under its heading.</summary>
    public static string Scored(int row, int column) => string.Create(CultureInfo.InvariantCulture, $"scored-{row}-{column}");

    /// <summary>Button that reruns a grid's row.</summary>
    public static string RerunRow(int row) => string.Create(CultureInfo.InvariantCulture, $"rerun-row-{row}");

    /// <summary>Button that cancels a grid's row.</summary>
    public static string CancelRow(int row) => string.Create(CultureInfo.InvariantCulture, $"cancel-row-{row}");

    /// <summary>State of a job, with <c>data-state</c>.</summary>
    public static string JobState(long job) => string.Create(CultureInfo.InvariantCulture, $"job-state-{job}");

    /// <summary>A data set's line in the list.</summary>
    public static string DatasetLine(long dataset) => string.Create(CultureInfo.InvariantCulture, $"dataset-{dataset}");

    /// <summary>What a rule of a check found, for example <c>finding-label-ids</c>.</summary>
    public static string Finding(string rule) => $"finding-{rule}";

    /// <summary>A run's line in a table.</summary>
    public static string RunLine(long run) => string.Create(CultureInfo.InvariantCulture, $"run-{run}");

    /// <summary>A group's line in the runs table, by its oldest run; carries <c>data-n</c>, the runs that count.</summary>
    public static string RunGroup(long run) => string.Create(CultureInfo.InvariantCulture, $"group-{run}");
}
