namespace Experiments.Faults.Tests;

/// <summary>Parts of the system that a test needs: it is skipped with a word where one is missing, and fails where the variable <c>CI</c> says that all are there.</summary>
internal static class Needs
{
    /// <summary>Skips the test, or fails it, unless a part is there.</summary>
    public static void Part(bool isThere, string missing)
    {
        if (!isThere && Environment.GetEnvironmentVariable("CI") is { Length: > 0 }) Assert.Fail(missing);
        Assert.SkipUnless(isThere, missing);
    }
}
