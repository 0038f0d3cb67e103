using System.Globalization;

namespace Experiments.Data.Runs.Filters;

/// <summary>When a filter is read: what <c>3d</c> is before, and where a day begins.</summary>
/// <param name="Now">Now.</param>
/// <param name="Zone">Time zone of dates.</param>
public sealed record FilterClock(DateTimeOffset Now, TimeZoneInfo Zone);

/// <summary>
/// A date, a minute or a second as a filter names it, or a time ago: <c>2026-11-01</c>, <c>2026-11-01T14:30</c>, <c>today</c>, <c>3d</c>.
/// A date is all of its day; a time ago is one instant.
/// </summary>
/// <param name="FromMs">Its first millisecond, Unix.</param>
/// <param name="ToMs">The first after it; the same as the first for an instant.</param>
public readonly record struct FilterMoment(long FromMs, long ToMs)
{
    /// <summary>What can be written.</summary>
    public const string Forms = "a date (2026-11-01), a minute (2026-11-01T14:30), today, yesterday, or a time ago (30min, 12h, 3d, 2w)";

    private const int MostDigits = 6;

    private static readonly (string Unit, long Ms)[] Units = [("min", 60_000), ("h", 3_600_000), ("d", 86_400_000), ("w", 7 * 86_400_000)];

    private static readonly (string Format, Func<DateTime, DateTime> End)[] Formats =
    [
        ("yyyy-MM-dd", t => t.AddDays(1)),
        ("yyyy-MM-ddTHH:mm", t => t.AddMinutes(1)),
        ("yyyy-MM-ddTHH:mm:ss", t => t.AddSeconds(1)),
    ];

    /// <summary>Whether it is a time ago.</summary>
    public bool IsInstant => FromMs == ToMs;

    /// <summary>Reads one; null where the text is none.</summary>
    public static FilterMoment? Read(string text, FilterClock clock)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(clock);
        if (text.Equals("today", StringComparison.OrdinalIgnoreCase)) return Day(Today(clock), clock.Zone);
        if (text.Equals("yesterday", StringComparison.OrdinalIgnoreCase)) return Day(Today(clock).AddDays(-1), clock.Zone);
        foreach (var (unit, ms) in Units)
        {
            if (!text.EndsWith(unit, StringComparison.OrdinalIgnoreCase) || text.Length - unit.Length is < 1 or > MostDigits) continue;
            if (!int.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var count)) continue;
            var at = clock.Now.ToUnixTimeMilliseconds() - (count * ms);
            return new FilterMoment(at, at);
        }

        foreach (var (format, end) in Formats)
        {
            // The last day of the calendar has none after it.
            if (DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var begin) && begin.Year is > 1 and < 9999)
                return new FilterMoment(Ms(begin, clock.Zone), Ms(end(begin), clock.Zone));
        }

        return null;
    }

    private static FilterMoment Day(DateTime day, TimeZoneInfo zone) => new(Ms(day, zone), Ms(day.AddDays(1), zone));

    private static DateTime Today(FilterClock clock) => TimeZoneInfo.ConvertTime(clock.Now, clock.Zone).Date;

    private static long Ms(DateTime local, TimeZoneInfo zone) => new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUnixTimeMilliseconds();
}
