using System.Net;
using Experiments.Web.Access;

namespace Experiments.Web.Tests.Access;

public sealed class ThrottleTests
{
    [Fact]
    public void An_address_has_so_many_tries_and_another_has_its_own()
    {
        using var throttle = new SignInThrottle();
        for (var n = 0; n < SignInThrottle.TriesAMinute; n++) Assert.True(throttle.MayTry("203.0.113.9"));
        Assert.False(throttle.MayTry("203.0.113.9"));
        Assert.True(throttle.MayTry("203.0.113.10"));
    }

    [Fact]
    public void Addresses_of_one_network_of_the_sixth_version_count_as_one()
    {
        using var throttle = new SignInThrottle();
        for (var n = 0; n < SignInThrottle.TriesAMinute; n++) Assert.True(throttle.MayTry($"2001:db8::{n:x}"));
        Assert.False(throttle.MayTry("2001:db8::ffff"));
        Assert.True(throttle.MayTry("2001:db8:1::1"));
    }

    [Fact]
    public async Task Who_guesses_on_is_told_to_wait_whatever_the_name()
    {
        await using var site = new AccessSite { IsThrottled = true };
        await site.InitializeAsync();
        using var browser = site.Browser();
        for (var n = 0; n < SignInThrottle.TriesAMinute; n++)
        {
            using var wrong = await AccessSite.SignInAsync(browser, $"guess-{n}", "whatever it is");
            Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        }

        using var late = await AccessSite.SignInAsync(browser, AccessSite.NameOf(Data.Model.AccountRole.Reader), AccessSite.Password);
        Assert.Equal(HttpStatusCode.TooManyRequests, late.StatusCode);
        Assert.Equal(TimeSpan.FromMinutes(1), late.Headers.RetryAfter?.Delta);
        Assert.Contains("Wait a minute", await late.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
