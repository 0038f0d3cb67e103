using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Experiments.EndToEnd.Tests;

/// <summary>A site that people sign in to, from its first start.</summary>
public sealed partial class AccessTests(Chromium chromium) : BrowserTest(chromium)
{
    private const string Password = "a few words apart";

    protected override string[] SiteArguments => ["--sign-in", "always"];

    [Fact]
    public async Task The_first_admin_adds_a_reader_who_sees_everything_and_queues_nothing()
    {
        var given = await AddReaderAsync();
        await Assertions.Expect(Find("person")).ToContainTextAsync("ada");
        await Assertions.Expect(Find("person-reed")).ToBeVisibleAsync();
        await Assertions.Expect(Find("nav-sweep")).ToBeVisibleAsync();

        await Find("sign-out").ClickAsync();
        await SignInAsync("reed", "not this one at all");
        await Assertions.Expect(Find("sign-in-problem")).ToBeVisibleAsync();
        await SignInAsync("reed", given);
        await UntilInteractiveAsync();

        foreach (var place in new[] { "queue", "runs", "results", "datasets", "home" })
        {
            await Find($"nav-{place}").ClickAsync();
            await Assertions.Expect(Page.Locator("main h1")).ToBeVisibleAsync();
        }

        await Assertions.Expect(Find("nav-sweep")).ToHaveCountAsync(0);
        await Assertions.Expect(Find("nav-people")).ToHaveCountAsync(0);
        await Assertions.Expect(Find("define-sweep")).ToHaveCountAsync(0);
        await OpenAsync("/sweeps/new");
        await Assertions.Expect(Find("no-access")).ToBeVisibleAsync();
        await Assertions.Expect(Find("queue-sweep")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Who_is_removed_sees_it_on_the_page_that_is_open()
    {
        var given = await AddReaderAsync();

        await using var elsewhere = await Page.Context.Browser!.NewContextAsync();
        var other = await elsewhere.NewPageAsync();
        await other.GotoAsync(Site.Address);
        await other.GetByTestId("sign-in-name").FillAsync("reed");
        await other.GetByTestId("sign-in-password").FillAsync(given);
        await other.GetByTestId("sign-in").ClickAsync();
        await Assertions.Expect(other.Locator(".shell[data-interactive=true]")).ToBeVisibleAsync();

        await Find("person-reed").GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Find("remove-confirm").ClickAsync();
        await Assertions.Expect(Find("person-reed")).ToHaveCountAsync(0);
        await Assertions.Expect(other.GetByTestId("sign-in-notice")).ToContainTextAsync("Your session has ended");
    }

    /// <summary>Makes the admin ada, who adds the reader reed.</summary>
    /// <returns>The password that reed was given.</returns>
    private async Task<string> AddReaderAsync()
    {
        await Page.GotoAsync(Site.Address);
        await Find("first-start-token").FillAsync(Token().Match(Site.Log).Value);
        await Find("first-start-name").FillAsync("ada");
        await Find("first-start-password").FillAsync(Password);
        await Find("first-start").ClickAsync();
        await UntilInteractiveAsync();
        await Find("nav-people").ClickAsync();
        await Find("person-name").FillAsync("reed");
        await Find("add-person").ClickAsync();
        return await Find("password").InnerTextAsync();
    }

    private async Task SignInAsync(string name, string password)
    {
        await Find("sign-in-name").FillAsync(name);
        await Find("sign-in-password").FillAsync(password);
        await Find("sign-in").ClickAsync();
    }

    [GeneratedRegex("([0-9A-Z]{4}-){4}[0-9A-Z]{4}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Token();
}
