namespace Experiments.Architecture.Tests;

/// <summary>The files of the checkout that these tests were built from.</summary>
internal static class Repository
{
    /// <summary>Folders that git ignores, and git's own.</summary>
    private static readonly string[] LeftOut =
        [".git", ".idea", ".vs", ".vscode", "BenchmarkDotNet.Artifacts", "TestResults", "__pycache__", "bin", "obj", "runs"];

    /// <summary>Endings of files that people write by hand.</summary>
    private static readonly string[] WrittenByHand =
        [".cs", ".razor", ".css", ".js", ".csproj", ".props", ".targets", ".slnx", ".json", ".yml", ".md", ".txt", ".py", ".sh", ".html", ".csv"];

    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Every project file.</summary>
    public static IReadOnlyList<string> Projects { get; } = [.. Files(Root).Where(f => f.EndsWith(".csproj", StringComparison.Ordinal))];

    /// <summary>Every file written by hand, the scripts under .ci too.</summary>
    public static IReadOnlyList<string> Texts { get; } = [.. Files(Root).Where(IsWrittenByHand)];

    /// <summary>A file's path below the root, with forward slashes.</summary>
    public static string Relative(string file) => Path.GetRelativePath(Root, file).Replace('\\', '/');

    private static bool IsWrittenByHand(string file) =>
        Path.GetFileName(file) != "packages.lock.json"
        && (WrittenByHand.Contains(Path.GetExtension(file)) || Relative(file).StartsWith(".ci/", StringComparison.Ordinal));

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder)
            .Concat(Directory.EnumerateDirectories(folder).Where(d => !LeftOut.Contains(Path.GetFileName(d))).SelectMany(Files))
            .Order(StringComparer.Ordinal);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Experiments.slnx"))) return folder.FullName;
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} has Experiments.slnx: run the tests from where they were built.");
    }
}
