using System.Text;
using System.Xml.Linq;
using Experiments.Data.Figures;
using Experiments.Data.Statistics;
using Experiments.Data.Tests.Golden;
using FsCheck;
using FsCheck.Xunit;
using Interval = Experiments.Data.Statistics.Interval;

namespace Experiments.Data.Tests.Figures;

/// <summary>
/// Figures against the committed SVGs in <c>Snapshots</c>, and the rules that hold for any data. A changed figure is written beside the test
/// program, <c>Figures/Received</c>: look at it before it replaces the committed one.
/// </summary>
public sealed class FigureTests
{
    public static TheoryData<string> Names => [.. MadeFigures.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_figure_is_drawn_as_it_was(string name)
    {
        var svg = SvgFigure.Write(MadeFigures.All[name]);
        var expected = Path.Combine(AppContext.BaseDirectory, "Figures", "Snapshots", $"{name}.svg");
        if (File.Exists(expected) && File.ReadAllText(expected) == svg) return;
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "Figures", "Received")).FullName;
        File.WriteAllText(Path.Combine(folder, $"{name}.svg"), svg);
        File.WriteAllBytes(Path.Combine(folder, $"{name}.pdf"), PdfFigure.Write(MadeFigures.All[name]));
        Assert.Fail($"{name}.svg is not the committed one; the new one is in {folder}.");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Text_lies_inside_and_over_no_other_text(string name) => AssertTextIsApart(MadeFigures.All[name]);

    [Theory]
    [MemberData(nameof(Names))]
    public void An_svg_is_xml_and_has_a_title(string name)
    {
        var root = XDocument.Parse(SvgFigure.Write(MadeFigures.All[name])).Root!;
        Assert.Equal(MadeFigures.All[name].Title, root.Element(root.Name.Namespace + "title")!.Value);
        Assert.Equal(MadeFigures.All[name].Title, root.Attribute("aria-label")!.Value);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_pdf_repeats_byte_for_byte_and_its_table_points_at_its_objects(string name)
    {
        var pdf = PdfFigure.Write(MadeFigures.All[name]);
        Assert.Equal(pdf, PdfFigure.Write(MadeFigures.All[name]));
        var text = Encoding.ASCII.GetString(pdf);
        var table = int.Parse(text.Split("startxref\n")[1].Split('\n')[0], System.Globalization.CultureInfo.InvariantCulture);
        var lines = text[table..].Split('\n');
        Assert.Equal(("xref", "0 9"), (lines[0], lines[1]));
        for (var i = 1; i < 9; i++)
            Assert.StartsWith($"{i} 0 obj\n", text[int.Parse(lines[2 + i][..10], System.Globalization.CultureInfo.InvariantCulture)..], StringComparison.Ordinal);
        var stream = text.IndexOf("stream\n", StringComparison.Ordinal) + "stream\n".Length;
        Assert.Contains($"/Length {text.IndexOf("endstream", StringComparison.Ordinal) - stream} ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Date", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Widths_are_those_of_adobes_font_metrics()
    {
        var golden = GoldenNumbers.Read("fontwidths");
        foreach (var (name, bold) in new[] { ("regular", false), ("bold", true), ("symbol", false) })
            Assert.All(golden[name].Chunk(2), c => Assert.Equal((c[0], c[1]), (c[0], FontWidths.Width((int)c[0], bold))));
        Assert.All(golden["symbol/codes"].Chunk(2), c => Assert.Equal(((byte)c[1], true), FontWidths.CodeOf((int)c[0])));
        // The other codes are those of Windows-1252, by .NET's own table.
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var windows = Encoding.GetEncoding(1252);
        Assert.All(golden["regular"].Chunk(2).Select(c => (char)c[0]).Where(c => c != '−'), c => Assert.Equal((windows.GetBytes([c])[0], false), FontWidths.CodeOf(c)));
    }

    [Fact]
    public void Characters_that_a_pdf_cannot_show_are_named()
    {
        Assert.Equal("", PdfFigure.Missing(MadeFigures.All["forest"]));
        var figure = new ForestPlot("街道 α − β", "x", []).Draw();
        Assert.Equal("街道", PdfFigure.Missing(figure));
        Assert.Contains("(?? ) Tj /F2 9 Tf (a) Tj /F1 9 Tf ( \\201 ) Tj /F2 9 Tf (b) Tj", Encoding.ASCII.GetString(PdfFigure.Write(figure)), StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_are_escaped()
    {
        var figure = new ForestPlot("<b>&\"\u0001", "x", [new("", "</text><script>", 0, null, 1)]).Draw();
        var svg = SvgFigure.Write(figure);
        Assert.Contains("<title>&lt;b&gt;&amp;&quot;\ufffd</title>", svg, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", svg, StringComparison.Ordinal);
        XDocument.Parse(svg);
        Assert.Contains("(a\\(b\\)\\\\) Tj", Encoding.ASCII.GetString(PdfFigure.Write(new Figure("t", 10, 10, [new FigureText(0, 5, "a(b)\\", 8, Ink.Main)]))), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_to_draw_is_drawn_as_nothing()
    {
        AssertTextIsApart(new ForestPlot("t", "x", []).Draw());
        AssertTextIsApart(new TornadoChart("t", "x", double.NaN, []).Draw());
        AssertTextIsApart(new InteractionPlot("t", "x", "a", [], "b", []).Draw());
        AssertTextIsApart(new IntervalPlot("t", "x", [new("", "L2", [double.NaN], null)]).Draw());
    }

    [Fact]
    public void Impossible_figures_are_refused()
    {
        var width = Assert.Throws<ArgumentOutOfRangeException>(() => new ForestPlot("t", "x", []) { Width = 40 }.Draw());
        Assert.StartsWith("A figure is 180 to 10000 points wide: use 252 for one column of a paper, 516 for two.", width.Message, StringComparison.Ordinal);
        var points = Assert.Throws<ArgumentException>(() => new InteractionPlot("t", "x", "decay", ["1", "2"], "β", [new("0", [new(1, null)])]).Draw());
        Assert.Equal("Series 0 has 1 points and decay 2 levels: give one a level.", points.Message);
    }

    [Property(MaxTest = 150)]
    public void No_data_make_text_run_into_text(NonNull<string>[] labels, NormalFloat[] values, PositiveInt width)
    {
        var names = labels.Length == 0 ? ["x"] : labels.Select(l => l.Get).ToArray();
        string Name(int i) => names[i % names.Length] + (i % 3 == 0 ? " a rather longer label of many words" : "");
        double Value(int i) => values.Length == 0 ? i : values[i % values.Length].Get / (1 + i);
        Interval Around(double v, int i) => new(v - Math.Abs(Value(i + 1)), v + Math.Abs(Value(i + 2)), 0.95, IntervalCoverage.Images);
        var (n, points) = (1 + (labels.Length % 7), 200 + (width.Get % 500));
        AssertTextIsApart(new ForestPlot(Name(0), Name(1), [.. Enumerable.Range(0, n).Select(i => new ForestRow(Name(i / 2), Name(i + 1), Value(i), i % 2 == 0 ? Around(Value(i), i) : null, i))], Name(2)) { Width = points, Scale = 1 }.Draw());
        AssertTextIsApart(new TornadoChart(Name(0), Name(1), Value(0), [.. Enumerable.Range(0, n).Select(i => new TornadoFactor(Name(i), [new(Name(i + 1), Value(i)), new(Name(i + 2), Value(i + 3))]))]) { Width = points, Scale = 1 }.Draw());
        AssertTextIsApart(new InteractionPlot(Name(0), Name(1), Name(2), [.. Enumerable.Range(0, n).Select(Name)], Name(3),
            [.. Enumerable.Range(0, n).Select(s => new InteractionSeries(Name(s), [.. Enumerable.Range(0, n).Select(i => new InteractionPoint(Value(i + s), Around(Value(i + s), i)))]))])
        { Width = points, Scale = 1 }.Draw());
        AssertTextIsApart(new IntervalPlot(Name(0), Name(1), [.. Enumerable.Range(0, n).Select(i => new IntervalRow(Name(i / 3), Name(i), [Value(i), Value(i + 1)], Around(Value(i), i), Value(i + 4)))]) { Width = points, Scale = 1 }.Draw());
    }

    private static void AssertTextIsApart(Figure figure)
    {
        var texts = figure.Shapes.OfType<FigureText>().Where(t => !string.IsNullOrWhiteSpace(t.Text)).ToArray();
        foreach (var (i, text) in texts.Index())
        {
            Assert.True(text.Left >= -0.01 && text.Left + text.Width <= figure.Width + 0.01 && text.Y - text.Size >= -0.01 && text.Y <= figure.Height, $"\"{text.Text}\" lies outside.");
            foreach (var other in texts.Skip(i + 1))
            {
                var apart = text.Left + text.Width <= other.Left + 0.01 || other.Left + other.Width <= text.Left + 0.01
                    || text.Y <= other.Y - other.Size + 0.01 || other.Y <= text.Y - text.Size + 0.01;
                Assert.True(apart, $"\"{text.Text}\" lies over \"{other.Text}\".");
            }
        }
    }
}
