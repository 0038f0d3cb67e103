namespace Experiments.Web.Components;

/// <summary>The clock of one open page: the site's, with the time zone of the browser that looks at it once that is known.</summary>
/// <param name="clock">The site's clock.</param>
public sealed class PageClock(TimeProvider clock) : TimeProvider
{
    /// <summary>Cookie in which the browser says its time zone.</summary>
    public const string ZoneCookie = "zone";

    private TimeZoneInfo? _zone;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => _zone ?? clock.LocalTimeZone;

    /// <inheritdoc/>
    public override long TimestampFrequency => clock.TimestampFrequency;

    /// <summary>Says which zone the browser is in; a name that this machine does not know changes nothing.</summary>
    /// <param name="name">IANA name, <c>Europe/Berlin</c>.</param>
    public void Zone(string? name)
    {
        if (!string.IsNullOrEmpty(name) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)) _zone = zone;
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    /// <inheritdoc/>
    public override long GetTimestamp() => clock.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => clock.CreateTimer(callback, state, dueTime, period);
}
