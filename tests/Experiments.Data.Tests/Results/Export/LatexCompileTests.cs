using System.Diagnostics;
using Experiments.Data.Results.Export;

namespace Experiments.Data.Tests.Results.Export;

public sealed class LatexCompileTests
{
    private const string Missing = "No pdflatex with siunitx: install it (apt-get install texlive-latex-recommended texlive-science).";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Table_and_macros_compile(bool nested)
    {
        var table = nested ? GivenTable.Nested : GivenTable.Published;
        var folder = Directory.CreateTempSubdirectory("experiments-latex-").FullName;
        try
        {
            if (await RunAsync(folder, "kpsewhich", "siunitx.sty", "booktabs.sty") is not (0, _)) Unavailable();
            await File.WriteAllTextAsync(Path.Combine(folder, "table.tex"), LatexExport.Write(table), TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(Path.Combine(folder, "macros.tex"), LatexMacros.Write(table), TestContext.Current.CancellationToken);
            var macro = nested ? "\\TableOneFiveZeroOfStreetsLTwoSPMoreVTwoThreeCamVidDayResNetFiveZeroOneLTwoSS" : "\\PublishedOneCityscapesSS";
            await File.WriteAllTextAsync(
                Path.Combine(folder, "paper.tex"),
                $"\\documentclass{{article}}\n\\usepackage[utf8]{{inputenc}}\n\\usepackage[landscape,margin=1cm]{{geometry}}\n\\usepackage{{booktabs,siunitx}}\n\\input{{macros}}\n\\begin{{document}}\nWe reach {macro}.\n\\input{{table}}\n\\end{{document}}\n",
                TestContext.Current.CancellationToken);

            var (exit, log) = (await RunAsync(folder, "pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "paper.tex"))!.Value;

            Assert.True(exit == 0, log);
            Assert.DoesNotContain("Undefined", log, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("Missing character", log, StringComparison.Ordinal);
            Assert.Contains("(1 page", log, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Unavailable()
    {
        // Under CI a missing program is a failure, not a reason to skip.
        if (Environment.GetEnvironmentVariable("CI") is { Length: > 0 }) Assert.Fail(Missing);
        Assert.Skip(Missing);
    }

    private static async Task<(int Exit, string Output)?> RunAsync(string folder, string program, params string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardInput = true, UseShellExecute = false };
            // Fonts that are drawn on the way go with the test, not into the user's home.
            start.Environment["TEXMFVAR"] = Path.Combine(folder, "var");
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return (process.ExitCode, output);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
