using System.Text.RegularExpressions;
using Experiments.Engine.Schema;
using Experiments.Web.Sweeps;

namespace Experiments.Web.Grids;

/// <summary>
/// A grid's choices and settings as a person types them. Settings: a line or semicolon each, <c>training.crop = 96</c>, a value with a
/// semicolon or a quote in quotes, as the rows of a sweep's list have it. Choices: a line each, <c>L2-SP: regulariser.kind = l2-sp; regulariser.alpha = 0.01</c>, with <c>[Data set = Cityscapes]</c> after the label where it stands under
/// that heading alone.
/// </summary>
public static partial class GridText
{
    /// <summary>Reads settings.</summary>
    /// <exception cref="UsageException">A part is no setting, or one is there twice.</exception>
    public static IReadOnlyDictionary<string, string> Settings(string text) => Settings(SweepLines.Read(text).SelectMany(line => SweepLines.Parts(line, ';')));

    private static Dictionary<string, string> Settings(IEnumerable<string> parts)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in parts)
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0) throw new UsageException($"\"{part}\" is no setting: write key = value, for example training.crop = 96.");
            var key = part[..at].Trim();
            if (!settings.TryAdd(key, SweepLines.Unquoted(part[(at + 1)..].Trim()))) throw new UsageException($"{key} is set twice: set it once.");
        }

        return settings;
    }

    /// <summary>Writes settings in a line.</summary>
    public static string Settings(IReadOnlyDictionary<string, string> settings) => string.Join("; ", Written(settings, ';'));

    /// <summary>Writes settings, one a line.</summary>
    public static string Lines(IReadOnlyDictionary<string, string> settings) => string.Join('\n', Written(settings, ';'));

    /// <summary>Reads the choices of a heading.</summary>
    /// <exception cref="UsageException">A line is no choice.</exception>
    public static IReadOnlyList<GridChoice> Choices(string text)
    {
        var choices = new List<GridChoice>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var match = Choice().Match(line);
            if (!match.Success)
                throw new UsageException($"\"{line}\" is no choice: write its label, a colon and what it sets, for example L2-SP: regulariser.kind = l2-sp.");
            var only = match.Groups["only"].Value;
            choices.Add(new GridChoice
            {
                Label = match.Groups["label"].Value.Trim(),
                Set = Settings(match.Groups["set"].Value),
                Only = only.Length == 0 ? new Dictionary<string, string>() : Settings(SweepLines.Parts(only, ',', ';')),
            });
        }

        return choices;
    }

    /// <summary>Writes the choices of a heading, a line each.</summary>
    public static string Choices(IEnumerable<GridChoice> choices) => string.Join('\n', choices.Select(c =>
        $"{c.Label}{(c.Only.Count == 0 ? "" : $" [{string.Join(", ", Written(c.Only, ',', ';'))}]")}: {Settings(c.Set)}".TrimEnd()));

    private static IEnumerable<string> Written(IReadOnlyDictionary<string, string> settings, params char[] separators) =>
        settings.Select(s => $"{s.Key} = {SweepLines.Quoted(s.Value, separators)}");

    [GeneratedRegex("^(?<label>[^:\\[]+)(\\[(?<only>[^\\]]*)\\])?\\s*:(?<set>.*)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Choice();
}
