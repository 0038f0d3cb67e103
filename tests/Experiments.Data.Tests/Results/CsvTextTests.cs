using Experiments.Data.Results.Export;

namespace Experiments.Data.Tests.Results;

public sealed class CsvTextTests
{
    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("=HYPERLINK(\"http://example.org\")", "'=HYPERLINK(\"http://example.org\")")]
    [InlineData("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0")]
    [InlineData("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0")]
    [InlineData("@SUM(1+1)", "'@SUM(1+1)")]
    [InlineData("\t=1+1", "'\t=1+1")]
    [InlineData("\r=1+1", "'\r=1+1")]
    [InlineData("\n=1+1", "'\n=1+1")]
    [InlineData("\uFF1D1+1", "'\uFF1D1+1")]
    [InlineData("-", "'-")]
    public void A_text_that_a_spreadsheet_would_run_has_an_apostrophe_before_it(string text, string expected) => Assert.Equal(expected, CsvText.Field(text));

    [Theory]
    [InlineData("")]
    [InlineData("-1.20")]
    [InlineData("+0.53")]
    [InlineData("-1E-05")]
    [InlineData("NaN")]
    [InlineData("<0.001")]
    [InlineData("L2-SP = L2")]
    [InlineData("'=1+1")]
    public void Numbers_and_other_texts_stay_as_they_are(string text) => Assert.Equal(text, CsvText.Field(text));
}
