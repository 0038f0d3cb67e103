namespace Experiments.Architecture.Tests;

/// <summary>Rules on the text of the files.</summary>
public class TextTests
{
    private const int MostLines = 400;

    // Written in halves, so that these rules do not find themselves.
    private static readonly string[] LeftUndone = ["TO" + "DO", "FIX" + "ME", "NotImplemented" + "Exception"];
    private static readonly string[] LocalPaths = ["/wo" + "rk/", "/ho" + "me/", "/ro" + "ot/", "C:\\" + "Users\\"];

    /// <summary>Files that may be longer, each with its reason.</summary>
    private static readonly Dictionary<string, string> LongFiles = [];

    [Fact]
    public void No_source_leaves_work_undone() => Findings.None(Find(Sources(), LeftUndone));

    [Fact]
    public void No_file_names_a_folder_of_somebody_s_machine() => Findings.None(Find(Repository.Texts, LocalPaths));

    [Fact]
    public void No_file_is_too_long_to_read_in_one_sitting()
    {
        var tooLong = Sources()
            .Where(f => !IsGenerated(f) && !LongFiles.ContainsKey(Repository.Relative(f)))
            .Select(f => (File: Repository.Relative(f), Lines: File.ReadLines(f).Count()))
            .Where(f => f.Lines > MostLines)
            .Select(f => $"{f.File} has {f.Lines} lines: the most is {MostLines}; give its second idea a file of its own.");
        Findings.None(tooLong);
    }

    [Fact]
    public void The_rules_read_the_sources_of_every_part()
    {
        var read = Sources().Select(f => Repository.Relative(f).Split('/')[0]).ToHashSet(StringComparer.Ordinal);
        Assert.Superset(new HashSet<string> { "Experiments.Engine", "Experiments.Data", "Experiments.Web", "tests" }, read);
        Assert.Contains(Repository.Texts, f => Repository.Relative(f) == ".ci/run");
    }

    [Fact]
    public void A_line_that_breaks_a_rule_is_found()
    {
        var file = Path.Combine(AppContext.BaseDirectory, "offender.cs");
        File.WriteAllText(file, $"// fine\n// {LeftUndone[0]}: later\n");
        Assert.Equal([$"{Repository.Relative(file)}:2 has {LeftUndone[0]}"], Find([file], LeftUndone));
    }

    private static IEnumerable<string> Sources() =>
        Repository.Texts.Where(f => Path.GetExtension(f) is ".cs" or ".razor" or ".css" or ".js" or ".py" or ".sh" or "");

    private static bool IsGenerated(string file) => Repository.Relative(file).StartsWith("migrations/", StringComparison.Ordinal);

    private static IEnumerable<string> Find(IEnumerable<string> files, string[] words) =>
        from file in files
        from line in File.ReadLines(file).Index()
        from word in words
        where line.Item.Contains(word, StringComparison.Ordinal)
        select $"{Repository.Relative(file)}:{line.Index + 1} has {word}";
}
