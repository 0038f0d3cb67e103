using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using Experiments.Data.Results.Export;

namespace Experiments.Data.Tests.Results.Export;

public sealed class ExportFormatTests
{
    public static TheoryData<string> Written => [.. ExportFormat.All.Where(f => f.Write is not null).Select(f => f.Name)];

    [Theory]
    [MemberData(nameof(Written))]
    public void A_table_with_nested_headings_is_this_text(string format)
    {
        var form = ExportFormat.Find(format)!;

        Expected.Matches($"nested-{form.Suffix}", form.Write!(GivenTable.Nested));
    }

    [Theory]
    [MemberData(nameof(Written))]
    public void A_table_of_published_values_is_this_text(string format)
    {
        var form = ExportFormat.Find(format)!;

        Expected.Matches($"published-{form.Suffix}", form.Write!(GivenTable.Published));
    }

    [Theory]
    [MemberData(nameof(Written))]
    public void The_text_does_not_depend_on_the_language_of_the_machine_and_ends_its_lines_with_a_line_feed(string format)
    {
        var write = ExportFormat.Find(format)!.Write!;
        var text = write(GivenTable.Nested);
        var before = CultureInfo.CurrentCulture;
        try
        {
            var other = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            (other.NumberFormat.NumberDecimalSeparator, other.NumberFormat.NegativeSign) = (",", "~");
            CultureInfo.CurrentCulture = other;
            Assert.Equal(text, write(GivenTable.Nested));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        Assert.DoesNotContain('\r', text);
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Written))]
    public void A_name_with_line_breaks_does_not_leave_its_comment(string format)
    {
        var table = GivenTable.Nested with { Provenance = GivenTable.Nested.Provenance with { Name = "A\nZ\r\n--> \\input{x}\u2028Z" } };
        var text = ExportFormat.Find(format)!.Write!(table);

        if (format == "json") Assert.Equal(table.Provenance.Name, JsonExport.Read(text).Provenance.Name);
        else Assert.DoesNotContain(text.Split('\n'), l => l.StartsWith('Z'));
        if (format == "markdown") Assert.Equal(2, text.Split("-->").Length);
    }

    [Fact]
    public void Json_is_read_again_as_it_was_written()
    {
        var text = JsonExport.Write(GivenTable.Nested);

        Assert.Equal(text, JsonExport.Write(JsonExport.Read(text)));
        Assert.True(double.IsNaN(JsonExport.Read(text).Rows[1].Cells[1].Mean!.Value));
        Assert.Throws<System.Text.Json.JsonException>(() => JsonExport.Read(text.Replace("\"MS\"", "\"MS\", \"x\": 1", StringComparison.Ordinal)));
    }

    [Fact]
    public void Csv_is_read_again_field_by_field()
    {
        using var csv = new CsvReader(new StringReader(CsvExport.Write(GivenTable.Nested, full: true)), new CsvConfiguration(CultureInfo.InvariantCulture) { AllowComments = true });
        csv.Read();
        csv.ReadHeader();
        csv.Read();

        Assert.Equal("CamVid, \"day\"", csv["Data set"]);
        Assert.Equal("0.7612", csv["L2 SS mIoU"]);
        Assert.Equal("0=0.7558 1=0.7612 2=0.7666", csv["L2 SS values by seed"]);
        Assert.Equal("0.01705", csv["L2-SP \u2212 L2 SS p unadjusted"]);
        csv.Read();
        Assert.Equal("NaN", csv["L2 MS mIoU"]);
        Assert.Equal("", csv["L2-SP SS mIoU"]);
        Assert.False(csv.Read());
    }

    [Fact]
    public void Macros_have_names_of_letters_that_no_two_share_and_that_stay_when_rows_are_added()
    {
        var table = GivenTable.Nested;
        // "ResNet-101" and "ResNet 101" are one word to a name; the third row says what the second says.
        var more = table with { Rows = [table.Rows[0] with { Header = ["Ünknown \u4e2d", "X"] }, .. table.Rows, table.Rows[1] with { Header = ["CamVid, \"day\"", "ResNet 101"] }, table.Rows[1] with { Header = ["CamVid, \"day\"", "ResNet 101"] }] };

        var names = Names(LatexMacros.Write(table));
        var after = Names(LatexMacros.Write(more));

        Assert.Equal(2 * (4 + 2), names.Count);
        Assert.Equal(after.Count, after.Distinct().Count());
        Assert.Contains("TableOneFiveZeroOfStreetsLTwoSPMoreVTwoThreeCamVidDayResNetFiveZeroOneLTwoSPMinusLTwoSSDifference", names);
        // A name changes only where another comes to be made of the same letters.
        Assert.All(names.Take(6), n => Assert.Contains(n, after));
    }

    [Fact]
    public void Letters_that_a_latex_kernel_has_not_are_named_and_not_lost()
    {
        var table = GivenTable.Nested with { RowHeadings = ["\u4e2d\U0001f600 \u00e9 \u03b2 \u2264", "\\~^<>\""] };

        Assert.Contains("\\texttt{U+4E2D}\\texttt{U+1F600} \u00e9 \\(\\beta\\) \\(\\leq\\) & \\textbackslash{}\\textasciitilde{}\\textasciicircum{}\\(<\\)\\(>\\)'' &", LatexExport.Write(table), StringComparison.Ordinal);
    }

    private static IReadOnlyList<string> Names(string macros)
    {
        const string start = "\\newcommand{\\";
        var names = macros.Split('\n').Where(l => l.StartsWith(start, StringComparison.Ordinal)).Select(l => l[start.Length..l.IndexOf('}', StringComparison.Ordinal)]).ToList();
        Assert.All(names, n => Assert.True(n.All(char.IsAsciiLetter), n));
        return names;
    }
}
