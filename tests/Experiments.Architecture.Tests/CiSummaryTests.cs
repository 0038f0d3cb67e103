using System.Diagnostics;

namespace Experiments.Architecture.Tests;

/// <summary>The closing line of <c>.ci/run</c>, which decides whether a change is good.</summary>
public sealed class CiSummaryTests : IDisposable
{
    private readonly string _log = Path.GetTempFileName();

    private static IEnumerable<string> TestProjects =>
        Repository.Projects.Where(p => Repository.Relative(p).StartsWith("tests/", StringComparison.Ordinal)).Select(Path.GetFileNameWithoutExtension)!;

    public void Dispose() => File.Delete(_log);

    [Fact]
    public void All_passed() =>
        Assert.Equal((0, "12 passed, 0 failed"), Summary(0, Log(TestProjects, "total: 12", "failed: 0", "succeeded: 12", "skipped: 0")));

    [Fact]
    public void Skipped_tests_are_named() =>
        Assert.Equal((0, "11 passed, 0 failed, 1 skipped"), Summary(0, Log(TestProjects, "total: 12", "failed: 0", "succeeded: 11", "skipped: 1")));

    [Fact]
    public void A_failed_test_fails_the_whole() =>
        Assert.Equal((1, "11 passed, 1 failed"), Summary(2, Log(TestProjects, "total: 12", "failed: 1", "succeeded: 11", "skipped: 0")));

    [Fact]
    public void A_crashed_test_host_counts_as_failed() =>
        Assert.Equal((1, "12 passed, 2 failed"), Summary(1, Log(TestProjects, "error: 2", "", "total: 12", "failed: 0", "succeeded: 12", "skipped: 0")));

    [Fact]
    public void A_test_project_without_a_summary_counts_as_failed() =>
        Assert.Equal((1, "12 passed, 1 failed"), Summary(0, Log(TestProjects.Skip(1), "total: 12", "failed: 0", "succeeded: 12", "skipped: 0")));

    [Fact]
    public void A_bad_exit_code_counts_as_failed_though_no_test_did() =>
        Assert.Equal((1, "12 passed, 1 failed"), Summary(7, Log(TestProjects, "total: 12", "failed: 0", "succeeded: 12", "skipped: 0")));

    [Fact]
    public void A_run_cut_short_counts_as_failed() =>
        Assert.Equal((1, "0 passed, 1 failed"), Summary(124, "Running tests from A.Tests.dll\n  succeeded: 3\n"));

    [Fact]
    public void A_run_without_tests_counts_as_failed() =>
        Assert.Equal((1, "0 passed, 1 failed"), Summary(0, Log(TestProjects, "total: 0", "failed: 0", "succeeded: 0", "skipped: 0")));

    [Fact]
    public void A_heading_that_a_test_printed_is_not_taken_for_the_summary() =>
        Assert.Equal((0, "12 passed, 0 failed"),
            Summary(0, "Test run summary: Passed!\n  succeeded: 99\n" + Log(TestProjects, "total: 12", "failed: 0", "succeeded: 12", "skipped: 0")));

    private static string Log(IEnumerable<string> projects, params string[] totals) =>
        "Test run summary: Passed!\n"
        + string.Concat(projects.Select(p => $"  /somewhere/{p}.dll (net10.0|x64) passed (574ms)\n"))
        + "\n" + string.Concat(totals.Select(t => t.Length == 0 ? "\n" : $"  {t}\n")) + "  duration: 2s 111ms\n";

    private (int ExitCode, string LastLine) Summary(int exitCode, string log)
    {
        if (OperatingSystem.IsWindows()) Assert.Skip(".ci/run is a bash script.");
        File.WriteAllText(_log, log);
        var script = Path.Combine(Repository.Root, ".ci", "summary");
        using var process = Process.Start(new ProcessStartInfo("bash", [script, $"{exitCode}", _log]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        return (process.ExitCode, lines[^1]);
    }
}
