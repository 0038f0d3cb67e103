using Experiments.Data.Drafts;
using Experiments.Data.Storage;

namespace Experiments.Data.Tests.Drafts;

public sealed class DraftStoreTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, OnEveryProvider]
    public async Task A_change_made_from_an_older_version_writes_over_nothing(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = database.Get<DraftStore>();
        var draft = await store.CreateAsync("rosa", "sweep", "First", "seeds: 0", Stop);

        Assert.Equal(2, await store.SaveAsync("rosa", draft.Id, draft.Version, "First", "seeds: 0-1", Stop));
        Assert.Null(await store.SaveAsync("rosa", draft.Id, draft.Version, "First", "seeds: 0-9", Stop));

        var stored = await store.FindAsync("rosa", draft.Id, Stop);
        Assert.Equal(("seeds: 0-1", 2), (stored!.Text, stored.Version));
    }

    [Theory, OnEveryProvider]
    public async Task Drafts_are_their_owner_s_alone(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = database.Get<DraftStore>();
        var draft = await store.CreateAsync("rosa", "sweep", "Hers", "seeds: 0", Stop);

        Assert.Null(await store.FindAsync("otto", draft.Id, Stop));
        Assert.Null(await store.SaveAsync("otto", draft.Id, 1, "His", "seeds: 1", Stop));
        Assert.False(await store.RenameAsync("otto", draft.Id, "His", Stop));
        Assert.False(await store.DeleteAsync("otto", draft.Id, Stop));
        Assert.Empty(await store.ListAsync("otto", "sweep", Stop));
        Assert.Equal("Hers", Assert.Single(await store.ListAsync("rosa", "sweep", Stop)).Name);
    }

    [Theory, OnEveryProvider]
    public async Task The_draft_that_was_changed_last_comes_first_and_a_new_name_is_no_change_of_the_text(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var store = database.Get<DraftStore>();
        var first = await store.CreateAsync("", "sweep", new string('n', 300), "a", Stop);
        database.Time.Advance(TimeSpan.FromMinutes(1));
        var second = await store.CreateAsync("", "sweep", "Second", "b", Stop);
        database.Time.Advance(TimeSpan.FromMinutes(1));
        await store.SaveAsync("", first.Id, 1, "First", "c", Stop);
        Assert.True(await store.RenameAsync("", second.Id, "Other", Stop));

        Assert.Equal([new(first.Id, "First", 2, database.NowMs), new DraftSummary(second.Id, "Other", 1, database.NowMs - 60_000)], await store.ListAsync("", "sweep", Stop));
        Assert.True(await store.DeleteAsync("", first.Id, Stop));
        Assert.Null(await store.FindAsync("", first.Id, Stop));
    }
}
