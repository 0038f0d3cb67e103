using Experiments.Data.Access;
using Experiments.Data.Model;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Data.Tests.Access;

public sealed class AccountStoreTests
{
    [Theory, OnEveryProvider]
    public async Task A_name_is_one_account_s_alone(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        Assert.False(await database.Accounts.AnyAsync());
        var ada = Of("ada", AccountRole.Admin);
        Assert.Equal(AccountChange.Done, await database.Accounts.AddAsync(ada));
        Assert.True(ada.Id > 0);
        Assert.Equal(AccountChange.NameTaken, await database.Accounts.AddAsync(Of("ada", AccountRole.Reader)));
        Assert.Equal((ada.Id, database.NowMs), (await database.Accounts.FindAsync("ADA") is { } found ? (found.Id, found.CreatedMs) : default));
        Assert.Null(await database.Accounts.FindAsync("EVE"));
    }

    [Theory, OnEveryProvider]
    public async Task Of_many_who_would_be_first_one_is(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var changes = await Task.WhenAll(Enumerable.Range(0, 6).Select(n => Task.Run(() => database.Accounts.AddAsync(Of($"person{n}", AccountRole.Admin), first: true))));
        Assert.Equal(1, changes.Count(c => c == AccountChange.Done));
        Assert.Equal(5, changes.Count(c => c == AccountChange.NotFirst));
        Assert.Single(await database.Accounts.ListAsync());
    }

    [Theory, OnEveryProvider]
    public async Task There_is_always_an_admin_even_when_two_demote_each_other(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (ada, bob) = (Of("ada", AccountRole.Admin), Of("bob", AccountRole.Admin));
        await database.Accounts.AddAsync(ada);
        await database.Accounts.AddAsync(bob);

        var changes = await Task.WhenAll(
            Task.Run(() => database.Accounts.SetRoleAsync(ada.Id, AccountRole.Reader)), Task.Run(() => database.Accounts.RemoveAsync(bob.Id)));

        Assert.Equal([AccountChange.Done, AccountChange.LastAdmin], changes.Order());
        var left = Assert.Single(await database.Accounts.ListAsync(), a => a.Role == AccountRole.Admin);
        Assert.Equal(AccountChange.LastAdmin, await database.Accounts.RemoveAsync(left.Id));
        Assert.Equal(AccountChange.Done, await database.Accounts.SetRoleAsync(left.Id, AccountRole.Admin));
    }

    [Theory, OnEveryProvider]
    public async Task Who_read_an_older_state_changes_nothing(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        await database.Accounts.AddAsync(Of("ada", AccountRole.Admin));
        var (one, other) = ((await database.Accounts.FindAsync("ADA"))!, (await database.Accounts.FindAsync("ADA"))!);
        one.PasswordHash = "new";
        other.FailedSignIns = 1;
        Assert.Equal(AccountChange.Done, await database.Accounts.UpdateAsync(one));
        Assert.Equal(AccountChange.Gone, await database.Accounts.UpdateAsync(other));
        Assert.Equal(("new", 0), (await database.Accounts.FindAsync("ADA")) is { } now ? (now.PasswordHash, now.FailedSignIns) : default);
        one.LockedUntilMs = 7;
        Assert.Equal(AccountChange.Done, await database.Accounts.UpdateAsync(one));
    }

    [Theory, OnEveryProvider]
    public async Task A_token_opens_until_it_is_revoked_runs_out_or_its_account_goes(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var (ada, bob) = (Of("ada", AccountRole.Admin), Of("bob", AccountRole.Reader));
        await database.Accounts.AddAsync(ada);
        await database.Accounts.AddAsync(bob);
        var id = await database.Tokens.AddAsync(ada.Id, "export", "aa", TokenScope.Act, null);
        await database.Tokens.AddAsync(ada.Id, "short", "bb", TokenScope.Read, database.NowMs + 1000);
        await database.Tokens.AddAsync(bob.Id, "bob's", "cc", TokenScope.Read, null);

        Assert.Equal(("ada", TokenScope.Act), await database.Tokens.UseAsync("aa") is { } used ? (used.Account!.Name, used.Scope) : default);
        Assert.NotNull(await database.Tokens.UseAsync("bb"));
        Assert.Null(await database.Tokens.UseAsync("dd"));
        Assert.Equal(["short", "export"], (await database.Tokens.ListAsync(ada.Id)).Select(t => t.Name));
        Assert.All(await database.Tokens.ListAsync(ada.Id), t => Assert.Equal(database.NowMs, t.LastUsedMs));

        database.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await database.Tokens.UseAsync("bb"));
        Assert.True(await database.Tokens.RevokeAsync(id));
        Assert.False(await database.Tokens.RevokeAsync(id));
        Assert.Null(await database.Tokens.UseAsync("aa"));
        await using (var db = await database.ContextAsync())
        {
            db.Drafts.AddRange(new Draft { Owner = "bob", Kind = "sweep", Text = "his" }, new Draft { Owner = "ada", Kind = "sweep", Text = "hers" });
            db.SavedViews.Add(new SavedView { Owner = "bob", Page = "runs", Name = "his", Query = "" });
            await db.SaveChangesAsync();
        }

        Assert.Equal(AccountChange.Done, await database.Accounts.RemoveAsync(bob.Id));
        Assert.Null(await database.Tokens.UseAsync("cc"));
        // The next bob begins with nothing of his.
        await using var after = await database.ContextAsync();
        Assert.Equal("hers", Assert.Single(await after.Drafts.ToListAsync()).Text);
        Assert.Empty(await after.SavedViews.ToListAsync());
    }

    [Theory, OnEveryProvider]
    public async Task The_audit_trail_is_found_by_what_it_says_newest_first_and_outlives_the_account(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var bob = Of("bob", AccountRole.Reader);
        await database.Accounts.AddAsync(bob);
        await database.Audit.WriteAsync(bob.Id, "bob", "sign in", "", "127.0.0.1");
        database.Time.Advance(TimeSpan.FromSeconds(1));
        await database.Audit.WriteAsync(null, "x\0y'; DROP TABLE audit_entry; --", "sign in refused", new string('z', 399) + "\U0001F600", "127.0.0.1");
        await database.Accounts.RemoveAsync(bob.Id);

        var lines = await database.Audit.ListAsync("SIGN", null, 10);
        Assert.Equal(["sign in refused", "sign in"], lines.Select(l => l.Act));
        Assert.Equal((399, "x y'; DROP TABLE audit_entry; --"), (lines[0].Subject.Length, lines[0].Who));
        Assert.Equal(bob.Id, Assert.Single(await database.Audit.ListAsync("", lines[0].Id, 10)).AccountId);
        Assert.Empty(await database.Audit.ListAsync("100%", null, 10));
    }

    private static Account Of(string name, AccountRole role) => new() { Name = name, NormalizedName = name.ToUpperInvariant(), Role = role, PasswordHash = "hash", SecurityStamp = "stamp" };
}
