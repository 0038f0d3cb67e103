using System.Globalization;

namespace Experiments.Data.Results.Export;

/// <summary>Fields of a CSV that a spreadsheet must not take for a formula.</summary>
public static class CsvText
{
    private const string Starts = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

    /// <summary>
    /// A text with an apostrophe before it where a spreadsheet would run it as a formula when the file is opened (it begins with =, +, -, @ or a
    /// control character, full-width forms included); numbers, with or without sign, stay as they are. After OWASP's advice on CSV injection.
    /// </summary>
    public static string Field(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length > 0 && Starts.Contains(text[0], StringComparison.Ordinal) && !IsNumber(text) ? $"'{text}" : text;
    }

    private static bool IsNumber(string text) => double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out _);
}
