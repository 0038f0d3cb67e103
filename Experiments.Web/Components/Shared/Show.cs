using System.Globalization;
using Experiments.Data.Model;
using Experiments.Data.Statistics;

namespace Experiments.Web.Components.Shared;

/// <summary>Numbers, times and durations as every page writes them.</summary>
public static class Show
{
    /// <summary>What stands where there is no number.</summary>
    public const string Nothing = "–";

    /// <summary>A share of one in per cent with two decimals, <c>46.12</c>.</summary>
    public static string Percent(double? share) => share switch
    {
        null => Nothing,
        { } x when !double.IsFinite(x) => "NaN",
        { } x => (100 * x).ToString("0.00;\u22120.00;0.00", CultureInfo.InvariantCulture),
    };

    /// <summary>A share of one in a sentence, <c>12.3 %</c>; what is there and would round to nothing is <c>under 0.1 %</c>.</summary>
    public static string Share(double share) => share switch
    {
        _ when !double.IsFinite(share) => Nothing,
        > 0 and < 0.0005 => "under 0.1 %",
        _ => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0} %"),
    };

    /// <summary>A score under a heading that speaks of mIoU: any other metric is named, <c>93.10 top-1</c>.</summary>
    public static string Score(double? share, string? metric) =>
        share is null || metric is null or GridColumn.MeanIoU ? Percent(share) : $"{Percent(share)} {metric}";

    /// <summary>Mean ± standard deviation in per cent, <c>46.12 ± 0.53</c>; the mean alone for fewer than two values.</summary>
    public static string MeanAndDeviation(double? mean, double? deviation) =>
        mean is not null && deviation is not null ? $"{Percent(mean)} ± {Percent(deviation)}" : Percent(mean);

    /// <summary>A difference of two shares in points with its sign, <c>+0.53</c>, <c>−1.20</c>.</summary>
    public static string Points(double? share) => share switch
    {
        null => Nothing,
        { } x when !double.IsFinite(x) => "NaN",
        { } x => (100 * x).ToString("+0.00;\u22120.00;0.00", CultureInfo.InvariantCulture),
    };

    /// <summary>An interval of a share in per cent, <c>44.80 to 47.44</c>.</summary>
    public static string Range(Interval interval) => $"{Percent(interval.Low)} to {Percent(interval.High)}";

    /// <summary>An interval of a difference in points, <c>−0.35 to +1.41</c>.</summary>
    public static string PointRange(Interval interval) => $"{Points(interval.Low)} to {Points(interval.High)}";

    /// <summary>A p-value with two digits that say something, <c>0.034</c>, <c>&lt; 0.001</c>.</summary>
    public static string PValue(double value) => value switch
    {
        < 0.001 => "< 0.001",
        < 0.1 => value.ToString("0.000", CultureInfo.InvariantCulture),
        _ => value.ToString("0.00", CultureInfo.InvariantCulture),
    };

    /// <summary>A published value as its source prints it, already in per cent.</summary>
    public static string Printed(double value, int decimals) => value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>A number with as many digits as are worth reading, <c>0.01234</c>, <c>1.2e-05</c>.</summary>
    public static string Number(double? value) => value switch
    {
        null => Nothing,
        { } x when !double.IsFinite(x) => x.ToString(CultureInfo.InvariantCulture),
        0 => "0",
        { } x when Math.Abs(x) is < 1e-3 or >= 1e6 => x.ToString("0.##e-00", CultureInfo.InvariantCulture),
        { } x => x.ToString(Math.Abs(x) < 1 ? "0.0000" : "0.000", CultureInfo.InvariantCulture),
    };

    /// <summary>A number with every digit that it is stored with.</summary>
    public static string Exact(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A number that counts or numbers something, without digits after the point that it does not have.</summary>
    public static string Whole(double? value) => value is { } x ? x.ToString("0.####", CultureInfo.InvariantCulture) : Nothing;

    /// <summary>A pull; nothing where it is not defined, as for optimisers that rescale the penalty.</summary>
    public static string Pull(double value) => double.IsNaN(value) ? Nothing : Number(value);

    /// <summary>A count with thin spaces between thousands.</summary>
    public static string Count(long value) => value.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', '\u202f');

    /// <summary><c>1 run</c>, <c>3 runs</c>.</summary>
    public static string Plural(long count, string one, string? many = null) => $"{Count(count)} {(count == 1 ? one : many ?? one + "s")}";

    /// <summary>A duration in its two largest units, <c>1 h 04 min</c>, <c>42 s</c>.</summary>
    public static string Duration(TimeSpan time)
    {
        if (time < TimeSpan.FromSeconds(1)) return time <= TimeSpan.Zero ? "0 s" : "under 1 s";
        return time switch
        {
            { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Seconds} s"),
            { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Minutes} min {time.Seconds:00} s"),
            { TotalDays: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Hours} h {time.Minutes:00} min"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalDays} d {time.Hours:00} h"),
        };
    }

    /// <summary>The time between two instants in Unix milliseconds; up to now while the second is missing.</summary>
    public static string Between(long? startMs, long? endMs, TimeProvider time) => startMs is { } start
        ? Duration(TimeSpan.FromMilliseconds(Math.Max(0, (endMs ?? time.GetUtcNow().ToUnixTimeMilliseconds()) - start)))
        : Nothing;

    /// <summary>How long ago an instant was, <c>3 min ago</c>; the date when that is more than a week.</summary>
    public static string Ago(long? unixMs, TimeProvider time)
    {
        if (unixMs is not { } ms) return Nothing;
        var ago = time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(ms);
        return ago switch
        {
            { TotalSeconds: < 10 } => "just now",
            { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{ago.Seconds} s ago"),
            { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{ago.Minutes} min ago"),
            { TotalDays: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{ago.Hours} h ago"),
            { TotalDays: < 7 } => Plural((int)ago.TotalDays, "day") + " ago",
            _ => When(ms, time)[..10],
        };
    }

    /// <summary>An instant as programs read it, UTC.</summary>
    public static string Instant(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>An instant to the second in the clock's time zone, with its distance from UTC and the zone's name.</summary>
    public static string Exactly(long unixMs, TimeProvider time)
    {
        var zone = time.LocalTimeZone;
        return $"{TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(unixMs), zone).ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture)} {zone.Id}";
    }

    /// <summary>An instant to the minute in the clock's time zone: on a page the browser's.</summary>
    public static string When(long? unixMs, TimeProvider time) => unixMs is { } ms
        ? TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(ms), time.LocalTimeZone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)
        : Nothing;

    /// <summary>Time left at a rate; empty while nothing is known.</summary>
    public static string Left(int done, int total, double rate) =>
        total > done && rate > 0 ? $"{Duration(TimeSpan.FromSeconds(Math.Min((total - done) / rate, 1e8)))} left" : "";

    /// <summary>Units a second, or seconds a unit where that reads better.</summary>
    public static string Rate(double rate, string unit) => rate switch
    {
        <= 0 => "",
        < 0.1 => string.Create(CultureInfo.InvariantCulture, $"{1 / rate:0.0} s/{unit}"),
        < 10 => string.Create(CultureInfo.InvariantCulture, $"{rate:0.00} {unit}/s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{rate:0.0} {unit}/s"),
    };

    /// <summary>A version with the first digits of its commit, <c>0.1.0 (150c8236)</c>.</summary>
    public static string Version(string version) => version.Split('+', 2) is [var number, { Length: > 0 } commit] ? $"{number} ({commit[..Math.Min(8, commit.Length)]})" : version;

    /// <summary>A number of bytes as people read it, <c>1.2 GB</c>.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0} kB"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB"),
    };

    /// <summary>The first digits of a hash.</summary>
    public static string Short(string? hash) => string.IsNullOrEmpty(hash) ? Nothing : hash[..Math.Min(12, hash.Length)];
}
