using Experiments.Data.Statistics;

namespace Experiments.Data.Figures;

/// <summary>A row of a plot with a horizontal axis.</summary>
/// <param name="Group">Heading over it and its neighbours with the same; empty for none.</param>
/// <param name="Label">Label.</param>
/// <param name="Mean">Value in the axis' unit; null or not finite for none.</param>
/// <param name="Interval">Its interval, in the metric's unit.</param>
/// <param name="N">Number of seeds.</param>
/// <param name="Seeds">Values of the seeds, as small dots.</param>
/// <param name="Published">A published value.</param>
internal sealed record PlotRow(string Group, string Label, double? Mean, Interval? Interval, int N, IReadOnlyList<double> Seeds, double? Published);

/// <summary>Rows with labels at the left, marks and intervals over a common axis, and the numbers at the right: forest and interval plots.</summary>
internal sealed record RowPlot(string Title, string Axis, IReadOnlyList<PlotRow> Rows, string Note, double Scale, double Width, bool HasZero)
{
    private const double Size = FigureStyle.TextSize;
    private const double Small = FigureStyle.SmallSize;
    private const double Indent = 8;
    private const double ColumnGap = 8;
    private const double NarrowBelow = 330;

    public Figure Draw()
    {
        FigureStyle.CheckWidth(Width);
        var canvas = new Canvas(Width);
        canvas.Paragraph(Title, FigureStyle.TitleSize, Ink.Main, bold: true);
        canvas.Y += FigureStyle.Gap;
        var lines = Lines();
        var labels = lines.Max(l => (l.Indented ? Indent : 0) + TextLines.Width(l.Label, Size, l.IsHeading));
        var numberWidth = RoomFor([.. lines.SelectMany(l => l.Numbers)], NumberHeading);
        var countWidth = RoomFor([.. Rows.Select(r => $"{r.N}")], CountHeading);
        var (countsAt, left) = (Width - FigureStyle.Margin, FigureStyle.Margin + labels + ColumnGap);
        var numbersAt = countsAt - countWidth - ColumnGap;
        var right = numbersAt - numberWidth - ColumnGap;
        canvas.Lines([NumberHeading], numbersAt, canvas.Y, Small, Ink.Muted, TextAnchor.End);
        canvas.Y += canvas.Lines([CountHeading], countsAt, canvas.Y, Small, Ink.Muted, TextAnchor.End) + 2;

        var scale = new LinearScale(Values(), left, right, label => FontWidths.Of(label, Small, bold: false) + FigureStyle.Gap);
        var bottom = canvas.Y + lines.Sum(l => l.Height);
        HorizontalAxis.Grid(canvas, scale, canvas.Y, bottom, HasZero);
        foreach (var line in lines)
        {
            canvas.Lines(line.Label, FigureStyle.Margin + (line.Indented ? Indent : 0), canvas.Y, Size, Ink.Main, bold: line.IsHeading);
            if (line.Row is { } row)
            {
                canvas.Lines(line.Numbers, numbersAt, canvas.Y + 0.5, Small, Ink.Main, TextAnchor.End);
                canvas.Lines([$"{row.N}"], countsAt, canvas.Y + 0.5, Small, Ink.Main, TextAnchor.End);
                DrawMarks(canvas, scale, row, canvas.Y + (0.65 * Size));
            }

            canvas.Y += line.Height;
        }

        HorizontalAxis.Draw(canvas, scale, left, right, Axis);
        if (Legend() is { Count: > 0 } legend) Marks.Legend(canvas, legend);
        canvas.Y += FigureStyle.Gap;
        canvas.Paragraph(Words(), Small, Ink.Muted);
        return canvas.Done(Title);
    }

    private string NumberHeading => Width >= NarrowBelow && Rows.Any(r => r.Interval is not null) ? "mean [interval]" : "mean";

    private static string CountHeading => "seeds";

    private bool HasSeeds => Rows.Any(r => r.Seeds.Any(double.IsFinite));

    private static double RoomFor(IReadOnlyList<string> texts, string heading) => TextLines.Width([.. texts, heading], Small);

    private IEnumerable<double> Values() =>
    [
        .. HasZero ? (double[])[0] : [],
        .. Rows.SelectMany(r => (double?[])[r.Mean, r.Interval?.Low, r.Interval?.High, r.Published, .. r.Seeds.Cast<double?>()]).OfType<double>().Select(v => Scale * v),
    ];

    private List<RowLine> Lines()
    {
        var lines = new List<RowLine>();
        var group = "";
        var grouped = Rows.Any(r => r.Group.Length > 0);
        var room = 0.32 * Width;
        foreach (var row in Rows)
        {
            if (row.Group != group && row.Group.Length > 0) lines.Add(RowLine.Of(null, TextLines.Wrap(row.Group, room, Size, bold: true), [], false));
            group = row.Group;
            lines.Add(RowLine.Of(row, TextLines.Wrap(row.Label, room, Size), Numbers(row), grouped && row.Group.Length > 0));
        }

        return lines.Count > 0 ? lines : [RowLine.Of(null, ["No rows."], [], false)];
    }

    private void DrawMarks(Canvas canvas, LinearScale scale, PlotRow row, double y)
    {
        var ink = Ink.Series[0];
        if (row.Interval is { } interval && double.IsFinite(interval.Low) && double.IsFinite(interval.High))
        {
            var (low, high) = (scale.Place(Scale * interval.Low), scale.Place(Scale * interval.High));
            canvas.Add(new FigureLine(low, y, high, y, ink, FigureStyle.Thick));
            foreach (var end in new[] { low, high }) canvas.Add(new FigureLine(end, y - 2, end, y + 2, ink, FigureStyle.Thick));
        }

        foreach (var seed in row.Seeds.Where(double.IsFinite)) Marks.Draw(canvas, MarkForm.Dot, scale.Place(Scale * seed), y + 5.5, Ink.Muted);
        if (row.Published is { } published && double.IsFinite(published)) Marks.Draw(canvas, MarkForm.Diamond, scale.Place(Scale * published), y, Ink.Series[1], filled: false);
        if (row.Mean is { } mean && double.IsFinite(mean)) Marks.Draw(canvas, MarkForm.Circle, scale.Place(Scale * mean), y, ink, filled: row.Interval is not null);
    }

    /// <summary>The numbers of a row; in a narrow figure the interval goes below the mean.</summary>
    private string[] Numbers(PlotRow row)
    {
        if (row.Mean is not { } mean) return ["none"];
        if (!double.IsFinite(mean)) return ["not a number"];
        var text = FigureNumber.Of(Scale * mean, 2);
        if (row.Interval is not { } i) return [text];
        var interval = $"[{FigureNumber.Of(Scale * i.Low, 2)}, {FigureNumber.Of(Scale * i.High, 2)}]";
        return Width < NarrowBelow ? [text, interval] : [$"{text} {interval}"];
    }

    private IReadOnlyList<LegendEntry> Legend()
    {
        var published = Rows.Any(r => r.Published is not null);
        return !HasSeeds && !published
            ? []
            :
            [
                new LegendEntry(Rows.Any(r => r.Interval is not null) ? "mean and interval" : "mean", MarkForm.Circle, Ink.Series[0], Rows.Any(r => r.Interval is not null)),
                .. HasSeeds ? (LegendEntry[])[new("a seed", MarkForm.Dot, Ink.Muted)] : [],
                .. published ? (LegendEntry[])[new("published", MarkForm.Diamond, Ink.Series[1], Filled: false)] : [],
            ];
    }

    private string Words() =>
        $"{IntervalWords.Note(Rows.Select(r => r.Interval).OfType<Interval>(), Rows.Any(r => r.Mean is { } m && double.IsFinite(m) && r.Interval is null))} {Note}".Trim();

    /// <summary>A heading or a row with its height.</summary>
    private sealed record RowLine(PlotRow? Row, IReadOnlyList<string> Label, IReadOnlyList<string> Numbers, bool Indented, double Height)
    {
        public bool IsHeading => Row is null;

        public static RowLine Of(PlotRow? row, IReadOnlyList<string> label, IReadOnlyList<string> numbers, bool indented)
        {
            var text = Math.Max(TextLines.Height(Math.Max(1, label.Count), Size), TextLines.Height(numbers.Count, Small));
            return new RowLine(row, label, numbers, indented, Math.Max(text, row?.Seeds.Count > 0 ? 13 : 0) + 3);
        }
    }
}
