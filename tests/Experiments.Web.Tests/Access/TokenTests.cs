using System.Net;
using Experiments.Data.Access;
using Experiments.Data.Model;
using Experiments.Engine.Schema;
using Experiments.Web.Access;

namespace Experiments.Web.Tests.Access;

/// <summary>Tokens of programs: what they open, and how they end.</summary>
public sealed class TokenTests(AccessSite site) : IClassFixture<AccessSite>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(AccountRole.Reader, TokenScope.Read, HttpStatusCode.Forbidden)]
    [InlineData(AccountRole.Reader, TokenScope.Act, HttpStatusCode.Forbidden)]
    [InlineData(AccountRole.Researcher, TokenScope.Read, HttpStatusCode.Forbidden)]
    [InlineData(AccountRole.Researcher, TokenScope.Act, HttpStatusCode.OK)]
    [InlineData(AccountRole.Admin, TokenScope.Read, HttpStatusCode.Forbidden)]
    [InlineData(AccountRole.Admin, TokenScope.Act, HttpStatusCode.OK)]
    public async Task A_token_acts_where_both_its_account_and_its_scope_allow_it(AccountRole role, TokenScope scope, HttpStatusCode expected)
    {
        using var program = await site.ProgramAsync(AccessSite.NameOf(role), scope);
        using var read = await program.GetAsync("/api/queue", Stop);
        using var act = await program.PostAsync("/api/sweeps", AccessSite.Sweep(AccessSite.TinySweep($"By token {role} {scope}")), Stop);
        using var administer = await program.GetAsync("/people", Stop);
        using var hangfire = await program.GetAsync("/hangfire", Stop);

        Assert.Equal((HttpStatusCode.OK, expected), (read.StatusCode, act.StatusCode));
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (administer.StatusCode, hangfire.StatusCode));
    }

    [Fact]
    public async Task What_a_token_did_is_in_the_audit_trail_as_the_token_s()
    {
        using var program = await site.ProgramAsync(AccessSite.NameOf(AccountRole.Researcher), TokenScope.Act);
        using var act = await program.PostAsync("/api/sweeps", AccessSite.Sweep(AccessSite.TinySweep("Written down")), Stop);

        var line = Assert.Single(await site.Site.Get<AuditStore>().ListAsync("Written down", null, 10, Stop));
        Assert.Equal(("researcher-one (token)", "queue sweep", "127.0.0.1"), (line.Who, line.Act, line.Address));
    }

    [Fact]
    public async Task Only_a_hash_is_kept_and_the_last_use_is_noted()
    {
        using var program = await site.ProgramAsync(AccessSite.NameOf(AccountRole.Reader), TokenScope.Read);
        var token = program.DefaultRequestHeaders.Authorization!.Parameter!;
        using var used = await program.GetAsync("/api/queue", Stop);

        await using var database = site.Site.Database();
        var row = database.ApiTokens.Single(t => t.Sha256 == TokenActions.Hash(token));
        Assert.NotNull(row.LastUsedMs);
        Assert.StartsWith("exp_", token, StringComparison.Ordinal);
        var account = (await site.Site.Get<AccountStore>().FindAsync(row.AccountId, Stop))!;
        Assert.DoesNotContain(token, string.Join(' ', row.Name, row.Sha256, account.PasswordHash), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_revoked_token_and_one_that_has_run_out_open_nothing()
    {
        using var program = await site.ProgramAsync(AccessSite.NameOf(AccountRole.Researcher), TokenScope.Act);
        var hash = TokenActions.Hash(program.DefaultRequestHeaders.Authorization!.Parameter!);
        await using var database = site.Site.Database();
        var id = database.ApiTokens.Single(t => t.Sha256 == hash).Id;
        await site.AsAsync<TokenActions>(Person.CommandLine, t => t.RevokeAsync(id, Stop));
        using var revoked = await program.GetAsync("/api/queue", Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, revoked.StatusCode);

        var account = (await site.Site.Get<AccountStore>().FindAsync("READER-ONE", Stop))!;
        await site.Site.Get<TokenStore>().AddAsync(account.Id, "old", TokenActions.Hash("exp_old"), TokenScope.Read, expiresMs: 1, Stop);
        using var old = site.Program("exp_old");
        using var ended = await old.GetAsync("/api/queue", Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, ended.StatusCode);
    }

    [Theory]
    [InlineData("exp_wrong")]
    [InlineData("' OR 1=1 --")]
    [InlineData("a.b.c")]
    public async Task A_made_up_token_opens_nothing_even_beside_a_session(string token)
    {
        using var browser = await site.BrowserAsync(AccessSite.NameOf(AccountRole.Admin));
        browser.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        using var answer = await browser.GetAsync("/api/queue", Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_person_revokes_their_own_and_an_admin_everybody_s()
    {
        using var program = await site.ProgramAsync(AccessSite.NameOf(AccountRole.Researcher), TokenScope.Read);
        var hash = TokenActions.Hash(program.DefaultRequestHeaders.Authorization!.Parameter!);
        await using var database = site.Site.Database();
        var id = database.ApiTokens.Single(t => t.Sha256 == hash).Id;
        var reader = Person.Of((await site.Site.Get<AccountStore>().FindAsync("READER-ONE", Stop))!);
        var owner = Person.Of((await site.Site.Get<AccountStore>().FindAsync("RESEARCHER-ONE", Stop))!);

        await site.AsAsync<TokenActions>(reader, t => Assert.ThrowsAsync<AccessDeniedException>(() => t.RevokeAsync(id, Stop)));
        await site.AsAsync<TokenActions>(owner with { Scope = TokenScope.Act }, t => Assert.ThrowsAsync<AccessDeniedException>(() => t.RevokeAsync(id, Stop)));
        await site.AsAsync<TokenActions>(owner, t => t.RevokeAsync(id, Stop));
        await site.AsAsync<TokenActions>(owner, t => Assert.ThrowsAsync<UsageException>(() => t.RevokeAsync(id, Stop)));
    }
}
