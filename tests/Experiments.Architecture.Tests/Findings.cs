namespace Experiments.Architecture.Tests;

/// <summary>Asserts on lists of findings that show every finding, whole.</summary>
internal static class Findings
{
    /// <summary>Fails with all of them when there are any.</summary>
    public static void None(IEnumerable<string> findings)
    {
        var found = findings.ToList();
        Assert.True(found.Count == 0, $"{found.Count} finding(s):{Environment.NewLine}{string.Join(Environment.NewLine, found)}");
    }
}
