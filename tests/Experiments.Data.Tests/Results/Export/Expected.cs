using System.Runtime.CompilerServices;

namespace Experiments.Data.Tests.Results.Export;

/// <summary>Whole texts that are compared with a file beside the tests.</summary>
internal static class Expected
{
    /// <summary>Compares a text with <c>Expected/NAME</c>; where they differ the text is written beside the test program.</summary>
    public static void Matches(string name, string text, [CallerFilePath] string test = "")
    {
        var file = Path.Combine(AppContext.BaseDirectory, "Results", "Export", "Expected", name);
        var expected = File.Exists(file) ? File.ReadAllText(file) : "";
        if (expected == text) return;
        var received = $"{file}.received";
        Directory.CreateDirectory(Path.GetDirectoryName(received)!);
        File.WriteAllText(received, text);
        Assert.Fail($"The text is not that of {Path.GetFileName(Path.GetDirectoryName(test))}/Expected/{name}: it was written to {received}. If it is what is wanted, copy it there.\n{Difference(expected, text)}");
    }

    private static string Difference(string expected, string text)
    {
        var (a, b) = (expected.Split('\n'), text.Split('\n'));
        var line = Enumerable.Range(0, Math.Max(a.Length, b.Length)).First(i => a.ElementAtOrDefault(i) != b.ElementAtOrDefault(i));
        return $"Line {line + 1}\nexpected: {a.ElementAtOrDefault(line)}\nreceived: {b.ElementAtOrDefault(line)}";
    }
}
