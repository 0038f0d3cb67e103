using System.Globalization;
using System.Net;
using System.Text;
using Experiments.Data.Results.Export;

namespace Experiments.Web.Bundles;

/// <summary>The report of a bundle: one page that needs no server and loads nothing, for light and dark screens and for paper.</summary>
internal static class BundleReport
{
    private const string Style =
        """
        :root { color-scheme: light dark; --text: #1b1f24; --muted: #59636e; --line: #d5dae0; --back: #ffffff; --soft: #f4f6f8; --link: #0b57a4; }
        @media (prefers-color-scheme: dark) { :root { --text: #e6e9ed; --muted: #9aa4af; --line: #39414a; --back: #14181c; --soft: #1d2228; --link: #7db4f0; } }
        body { margin: 0 auto; max-width: 76rem; padding: 1.5rem 1.25rem 4rem; font: 15px/1.5 system-ui, sans-serif; color: var(--text); background: var(--back); overflow-wrap: anywhere; }
        h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .25rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
        p { max-width: 46rem; margin: .25rem 0 .5rem; } a { color: var(--link); } .muted { color: var(--muted); } .small { font-size: .85rem; }
        .scroll { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
        th, td { padding: .35rem .7rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; white-space: nowrap; }
        thead th { background: var(--soft); font-size: .85rem; } .n { text-align: right; } .over { text-align: center; }
        code { font-size: .85em; overflow-wrap: anywhere; } pre { background: var(--soft); padding: .6rem .8rem; overflow-x: auto; }
        @media print { body { max-width: none; } }
        """;

    /// <summary>The page.</summary>
    /// <param name="head">The bundle.</param>
    /// <param name="table">Its table.</param>
    /// <param name="runs">Its runs.</param>
    /// <param name="extras">Files that were added, with their titles.</param>
    public static string Write(BundleHead head, ExportTable table, IReadOnlyList<BundleRun> runs, IReadOnlyList<(string Path, string Title)> extras)
    {
        var from = table.Provenance;
        var page = new StringBuilder();
        page.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        page.Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
        page.Append(CultureInfo.InvariantCulture, $"<title>{Text(from.Name)}</title>\n<style>\n{Style}\n</style>\n</head>\n<body>\n");
        page.Append(CultureInfo.InvariantCulture, $"<h1>{Text(from.Name)}</h1>\n<p class=\"muted\">Evidence bundle of results grid {from.Grid} · newest evaluation {Text(from.NewestEvaluation)}{(head.Anonymous ? " · anonymous" : "")}</p>\n");
        WriteTable(page, table);
        page.Append("<p class=\"small muted\">Mean ± standard deviation (n seeds) in per cent, below it the 95 % t interval of the mean over seeds. Differences are in points, by seed; p of the t-test after Holm over the table. Bold differs from the second of its row (p &lt; 0.05).</p>\n");
        page.Append("<p class=\"small\">The table: ").AppendJoin(" · ", ExportFormat.All.Select(f => $"<a href=\"{BundleLayout.TableFile(f)}\">{Text(f.Title)}</a>")).Append(" · <a href=\"definition.json\">definition</a></p>\n");
        WriteNotes(page, table);
        WriteProtocols(page, from);
        WriteRuns(page, runs);
        if (extras.Count > 0)
        {
            page.Append("<h2>More</h2>\n<ul>\n");
            foreach (var (path, title) in extras) page.Append(CultureInfo.InvariantCulture, $"<li><a href=\"{Text(path)}\">{Text(title)}</a></li>\n");
            page.Append("</ul>\n");
        }

        page.Append("<h2>Verify</h2>\n<p>Every file's SHA-256 is in <a href=\"SHA256SUMS\">SHA256SUMS</a>; in the unpacked bundle:</p>\n<pre>sha256sum -c SHA256SUMS</pre>\n");
        page.Append("<p>The program recomputes every score from the counts of the images alone, and from the scores every cell, interval and p of the table:</p>\n<pre>bundle verify FILE.zip</pre>\n");
        page.Append(CultureInfo.InvariantCulture, $"<p class=\"small muted\">Written by {Text(head.Program)}. Formats: <a href=\"README.md\">README.md</a>. Hashes of data, weights and checkpoints: <a href=\"hashes.json\">hashes.json</a>. Machines: <a href=\"environment.json\">environment.json</a>.</p>\n</body>\n</html>\n");
        return page.ToString();
    }

    private static void WriteTable(StringBuilder page, ExportTable table)
    {
        page.Append("<div class=\"scroll\"><table>\n<thead>\n");
        var levels = table.Columns.Max(c => (int?)c.Headings.Count) ?? 0;
        for (var level = 0; level < levels; level++)
        {
            page.Append("<tr>").Append(string.Concat(Enumerable.Repeat("<th></th>", table.RowHeadings.Count)));
            foreach (var (heading, _, count) in table.Spans(level)) page.Append(CultureInfo.InvariantCulture, $"<th class=\"over\" colspan=\"{count}\">{Text(heading)}</th>");
            foreach (var group in table.Pairs.GroupBy(p => p.Title)) page.Append(CultureInfo.InvariantCulture, $"<th class=\"over\" colspan=\"{group.Count()}\">{(level == levels - 1 ? Text(group.Key) : "")}</th>");
            page.Append("</tr>\n");
        }

        page.Append("<tr>");
        foreach (var heading in table.RowHeadings) page.Append(CultureInfo.InvariantCulture, $"<th>{Text(heading)}</th>");
        foreach (var column in table.Columns) page.Append(CultureInfo.InvariantCulture, $"<th class=\"n\">{Text($"{column.Label} {column.Metric}")}</th>");
        foreach (var pair in table.Pairs) page.Append(CultureInfo.InvariantCulture, $"<th class=\"n\">{Text(pair.Heading)}</th>");
        page.Append("</tr>\n</thead>\n<tbody>\n");
        foreach (var row in table.Rows)
        {
            page.Append("<tr>");
            foreach (var header in row.Header) page.Append(CultureInfo.InvariantCulture, $"<th>{Text(header)}</th>");
            foreach (var cell in row.Cells) page.Append(CultureInfo.InvariantCulture, $"<td class=\"n\">{Cell(cell)}</td>");
            foreach (var difference in row.Differences) page.Append(CultureInfo.InvariantCulture, $"<td class=\"n\">{Difference(difference)}</td>");
            page.Append("</tr>\n");
        }

        page.Append("</tbody>\n</table></div>\n");
    }

    private static string Cell(ExportCell cell)
    {
        if (cell.N == 0) return "–";
        var deviation = cell.StandardDeviation is { } s && double.IsFinite(s) ? $" ± {ExportText.Percent(s)}" : "";
        var value = $"{ExportText.Percent(cell.Mean)}{deviation}";
        var text = $"{(cell.Bold ? $"<b>{value}</b>" : value)} <span class=\"muted\">({cell.N.ToString(CultureInfo.InvariantCulture)})</span>";
        if (cell.Interval is { } interval) text += $"<br><span class=\"small muted\">{ExportText.Percent(interval.Low)} to {ExportText.Percent(interval.High)}</span>";
        foreach (var published in cell.Published.Where(p => p.Value is not null))
        {
            var against = published.Difference is { } d ? $" ({Points(d / 100)})" : "";
            text += $"<br><span class=\"small muted\">published {ExportText.Printed(published)}{against} · {Text(published.Source)}</span>";
        }

        return text;
    }

    private static string Difference(ExportDifference? difference)
    {
        if (difference is null) return "–";
        if (difference.Difference is not { } value) return $"<span class=\"small muted\">{Text(difference.Note)}</span>";
        var text = Points(value);
        if (difference.Interval is { } interval) text += $"<br><span class=\"small muted\">{Points(interval.Low)} to {Points(interval.High)}</span>";
        if (difference.AdjustedPValue is { } p) text += $"<br><span class=\"small muted\">{Text(ExportText.PInWords(p))} · n {difference.N.ToString(CultureInfo.InvariantCulture)}, {Text(difference.Kind)}</span>";
        return text;
    }

    private static void WriteNotes(StringBuilder page, ExportTable table)
    {
        var notes = table.Notes().ToList();
        if (notes.Count == 0) return;
        page.Append("<ul class=\"small\">\n");
        foreach (var note in notes) page.Append(CultureInfo.InvariantCulture, $"<li>{Text(note)}</li>\n");
        page.Append("</ul>\n");
    }

    private static void WriteProtocols(StringBuilder page, ExportProvenance from)
    {
        page.Append("<h2>Protocols</h2>\n<ul>\n");
        foreach (var protocol in from.Protocols)
            page.Append(CultureInfo.InvariantCulture, $"<li><b>{Text(protocol.Heading)}</b>: {Text(protocol.Words)} · <a href=\"{BundleLayout.Protocol(protocol.Fingerprint)}\"><code>{Text(ExportText.Short(protocol.Fingerprint))}</code></a></li>\n");
        page.Append("</ul>\n");
        page.Append(CultureInfo.InvariantCulture, $"<p>Trained by {Text(string.Join(", ", from.TrainedBy))}; scored by {Text(string.Join(", ", from.ScoredBy))}.</p>\n");
    }

    private static void WriteRuns(StringBuilder page, IReadOnlyList<BundleRun> runs)
    {
        page.Append("<h2>Runs</h2>\n<div class=\"scroll\"><table>\n<thead><tr><th class=\"n\">Run</th><th>Name</th><th class=\"n\">Seed</th><th>Fingerprint</th><th>Final checkpoint, SHA-256</th><th>Files</th></tr></thead>\n<tbody>\n");
        foreach (var run in runs)
        {
            var checkpoint = run.Jobs.SelectMany(j => j.Checkpoints).LastOrDefault(c => c.IsFinal)?.Sha256 ?? "";
            var files = string.Join(" · ", run.Jobs.SelectMany(j => j.Attempts.Where(a => a.Journal).Select(a =>
                $"<a href=\"{BundleLayout.Attempt(run.Run, j.Job, a.Number, "events.jsonl")}\">{Text(j.Kind.ToLowerInvariant())} {j.Job.ToString(CultureInfo.InvariantCulture)}</a>")));
            page.Append(CultureInfo.InvariantCulture, $"<tr><td class=\"n\">{run.Run}</td><td>{Text(run.Name)}</td><td class=\"n\">{run.Seed}</td><td><code>{Text(ExportText.Short(run.Fingerprint))}</code></td><td><code>{Text(ExportText.Short(checkpoint))}</code></td>");
            page.Append(CultureInfo.InvariantCulture, $"<td class=\"small\"><a href=\"{BundleLayout.Configuration(run.Run)}\">configuration</a> · <a href=\"{BundleLayout.Run(run.Run)}\">jobs</a>{(files.Length > 0 ? $" · journals: {files}" : "")}</td></tr>\n");
        }

        page.Append("</tbody>\n</table></div>\n");
    }

    /// <summary>Points with a true minus sign, which a page has and a CSV must not.</summary>
    private static string Points(double share) => ExportText.Points(share).Replace('-', '\u2212');

    private static string Text(string text) => WebUtility.HtmlEncode(ExportText.OneLine(text));
}
