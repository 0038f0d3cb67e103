using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Experiments.Engine.Schema;

namespace Experiments.Architecture.Tests;

/// <summary><c>docs/fidelity.md</c>: no row without a test that exists, no option without a row.</summary>
public partial class FidelityTests
{
    /// <summary>Settings whose values are no conventions: what is trained, on what, by which network.</summary>
    private static readonly string[] NotConventions = ["task", "data.dataset", "network.backbone", "synthetic.domain"];

    private static readonly IReadOnlyList<Row> Rows = Read(File.ReadAllLines(Path.Combine(Repository.Root, "docs", "fidelity.md")));

    [Fact]
    public void Every_row_names_options_that_there_are()
    {
        var known = Options().Concat(SettingCatalog.All.Select(s => s.Key)).Concat(ProtocolKeys()).ToHashSet(StringComparer.Ordinal);
        Findings.None(Rows.SelectMany(r => r.Options.Where(o => !known.Contains(o)).Select(o => $"docs/fidelity.md, \"{r.Convention}\": there is no option {o}.")));
    }

    [Fact]
    public void Every_row_names_tests_that_there_are_and_a_source()
    {
        var methods = Repository.Texts.Where(f => f.EndsWith("Tests.cs", StringComparison.Ordinal))
            .SelectMany(f => Method().Matches(File.ReadAllText(f)).Select(m => $"{Path.GetFileNameWithoutExtension(f)}.{m.Groups["name"].Value}"))
            .ToHashSet(StringComparer.Ordinal);
        Findings.None(Rows.Where(r => r.Tests.Count == 0).Select(r => $"docs/fidelity.md, \"{r.Convention}\": the row names no test."));
        Findings.None(Rows.SelectMany(r => r.Tests.Where(t => !methods.Contains(t)).Select(t => $"docs/fidelity.md, \"{r.Convention}\": there is no test {t}.")));
        Findings.None(Rows.Where(r => r.Source.Length == 0).Select(r => $"docs/fidelity.md, \"{r.Convention}\": the row has no source."));
    }

    [Fact]
    public void Every_option_has_a_row()
    {
        var named = Rows.SelectMany(r => r.Options).ToHashSet(StringComparer.Ordinal);
        Findings.None(Options().Where(o => !named.Contains(o)).Select(o => $"docs/fidelity.md has no row for {o}: name the test that proves it and its source."));
    }

    [Fact]
    public void A_row_is_read_by_its_columns()
    {
        var row = Assert.Single(Read(["| Convention | Option | Test | Source |", "| --- | --- | --- | --- |", "| Zero | `network.dropout`, `a: b` | `XTests.Y_z` | paper |", "text"]));
        Assert.Equal(("Zero", "network.dropout|a: b", "XTests.Y_z", "paper"), (row.Convention, string.Join('|', row.Options), string.Join('|', row.Tests), row.Source));
    }

    /// <summary>Every choice of every scientific setting, every scientific switch, and whatever a profile sets; the protocol's too.</summary>
    private static IEnumerable<string> Options()
    {
        foreach (var setting in SettingCatalog.All.Where(s => s.IsScientific && !NotConventions.Contains(s.Key)))
        {
            if (setting.Type == SettingType.Choice)
            {
                foreach (var choice in setting.Choices) yield return $"{setting.Key}: {choice}";
            }
            else if (setting.Type == SettingType.Boolean || Profiles.Keys.Contains(setting.Key))
            {
                yield return setting.Key;
            }
        }

        foreach (var property in ProtocolProperties())
        {
            var name = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            if (property.PropertyType == typeof(bool)) yield return $"protocol.{name}";
            if (!property.PropertyType.IsEnum || property.PropertyType == typeof(Subset)) continue;
            foreach (var value in Enum.GetValues(property.PropertyType).Cast<Enum>()) yield return $"protocol.{name}: {SettingDescriptor.NameOf(value)}";
        }
    }

    private static IEnumerable<string> ProtocolKeys() => ProtocolProperties().Select(p => $"protocol.{JsonNamingPolicy.CamelCase.ConvertName(p.Name)}");

    private static IEnumerable<PropertyInfo> ProtocolProperties() =>
        typeof(Protocol).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite);

    private static IReadOnlyList<Row> Read(IEnumerable<string> lines) =>
    [
        .. lines.Where(l => l.StartsWith("| ", StringComparison.Ordinal) && !l.StartsWith("| ---", StringComparison.Ordinal) && !l.StartsWith("| Convention |", StringComparison.Ordinal))
            .Select(l => l.Trim().Trim('|').Split('|').Select(c => c.Trim()).ToArray())
            .Where(c => c.Length == 4)
            .Select(c => new Row(c[0], Quoted(c[1]), Quoted(c[2]), c[3])),
    ];

    private static IReadOnlyList<string> Quoted(string cell) => [.. Code().Matches(cell).Select(m => m.Groups["code"].Value)];

    [GeneratedRegex("`(?<code>[^`]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Code();

    [GeneratedRegex(@"public (static )?(async )?(void|Task|Property|bool) (?<name>\w+)\(", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Method();

    private sealed record Row(string Convention, IReadOnlyList<string> Options, IReadOnlyList<string> Tests, string Source);
}
