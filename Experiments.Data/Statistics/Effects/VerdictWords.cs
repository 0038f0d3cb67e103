using System.Globalization;
using Experiments.Data.Figures;

namespace Experiments.Data.Statistics.Effects;

/// <summary>A verdict in the words that a person would write.</summary>
internal static class VerdictWords
{
    /// <summary>One setting.</summary>
    public static string Of(Study study, SettingDifference setting, Finding finding, int? needed, VerdictOptions options)
    {
        var n = setting.Difference.N;
        if (finding == Finding.NoInterval) return $"At {setting.Name}: {setting.Difference.WhyNoInterval}{Needed(n, needed, options, " by the spread at the other settings")}";
        var interval = setting.Difference.Interval!;
        var size = $"{Number(setting.Difference.Mean!.Value, options)} {options.Unit} ({Number(interval.Low, options)} to {Number(interval.High, options)}, {n} seeds)";
        return finding switch
        {
            Finding.Holds => $"At {setting.Name} {study.A} is better than {study.B}: {size}.",
            Finding.Flips => $"At {setting.Name} {study.B} is better than {study.A}: {size}.",
            _ => $"At {setting.Name} the data cannot say: {size}.{Needed(n, needed, options, "")}",
        };
    }

    /// <summary>The whole study.</summary>
    public static IReadOnlyList<string> Of(Study study, IReadOnlyList<SettingVerdict> settings, VerdictOptions options)
    {
        if (settings.Count == 0) return ["Nothing ran: there is no verdict."];
        var sentences = new List<string>();
        SettingVerdict[] With(Finding finding) => [.. settings.Where(s => s.Finding == finding)];
        var (holds, flips, open, none) = (With(Finding.Holds), With(Finding.Flips), With(Finding.CannotSay), With(Finding.NoInterval));
        sentences.Add(holds.Length == 0
            ? $"At none of {Count(settings.Count, "setting")} is {study.A} shown to be better than {study.B}."
            : $"{study.A} is better than {study.B} at {holds.Length} of {Count(settings.Count, "setting")}{AfterHolm(holds)}.");
        if (flips.Length > 0) sentences.Add($"At {flips.Length} it is the other way round{AfterHolm(flips)}: {Names(flips)}.");
        if (open.Length > 0)
        {
            sentences.Add($"At {open.Length} the data cannot say: {Names(open)}.");
            sentences.Add(Seeds(open, options));
        }

        if (none.Length > 0) sentences.Add($"At {none.Length} there is no interval: {Names(none)}.");
        // A setting where nothing was paired yet is named above; it says nothing of the seeds of the others.
        int[] pairs = [.. settings.Select(s => s.Setting.Difference.N).Where(n => n > 0)];
        if (FewSeeds.CannotShow(pairs.DefaultIfEmpty(0).Min()) is { } few) sentences.Add(few);
        return sentences;
    }

    private static string AfterHolm(SettingVerdict[] found)
    {
        var left = found.Count(s => s.SurvivesHolm);
        return left == found.Length ? ", all after Holm's adjustment too" : $", {left} after Holm's adjustment over the settings";
    }

    private static string Seeds(SettingVerdict[] open, VerdictOptions options)
    {
        var more = open.Where(s => s.SeedsNeeded > s.Setting.Difference.N).ToArray();
        var goal = $"a difference of {Number(options.SmallestDifference, options)} {options.Unit} with a chance of {Percent(options.Power)}";
        var sentence = more.Length switch
        {
            0 => "",
            1 => $"To find {goal} there it would take {more[0].SeedsNeeded} seeds at {more[0].Setting.Name}. ",
            _ => $"To find {goal} it would take {string.Join(", ", more.Select(s => $"{s.SeedsNeeded} seeds at {s.Setting.Name}"))}. ",
        };
        var enough = open.Where(s => s.SeedsNeeded <= s.Setting.Difference.N).ToArray();
        if (enough.Length > 0) sentence += $"Enough seeds to find {goal} ran at {Names(enough)}: what there is, if anything, is likely smaller. ";
        var never = open.Where(s => s.SeedsNeeded is null).ToArray();
        if (never.Length > 0) sentence += $"More than {SeedPower.MostSeeds.ToString("N0", CultureInfo.InvariantCulture)} seeds would be needed at {Names(never)}. ";
        return sentence + "Spreads seen with few seeds are themselves guesses.";
    }

    private static string Needed(int n, int? needed, VerdictOptions options, string by)
    {
        if (needed is not { } seeds) return "";
        var goal = $"a difference of {Number(options.SmallestDifference, options)} {options.Unit} with a chance of {Percent(options.Power)}";
        return seeds > n
            ? $" {seeds} seeds would find {goal}{by}."
            : $" {n} seeds are enough to find {goal}: if there is one, it is likely smaller.";
    }

    private static string Names(SettingVerdict[] settings) => string.Join("; ", settings.Select(s => s.Setting.Name));

    private static string Count(int n, string noun) => n == 1 ? $"1 {noun}" : $"{n} {noun}s";

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.#} %");

    /// <summary>Two decimals; what would be 0 by them gets two digits.</summary>
    private static string Number(double value, VerdictOptions options)
    {
        var scaled = options.Scale * value;
        return FigureNumber.Signed(scaled.ToString(scaled == 0 || Math.Abs(scaled) >= 0.005 ? "0.##" : "G2", CultureInfo.InvariantCulture));
    }
}
