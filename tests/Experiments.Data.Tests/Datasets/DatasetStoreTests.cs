using Experiments.Data.Datasets;
using Experiments.Data.Model;
using Experiments.Data.Storage;

namespace Experiments.Data.Tests.Datasets;

public sealed class DatasetStoreTests
{
    private static readonly NewDataset CamVid = new("CamVid", """{"data.root":"camvid"}""", "folder", "camvid");
    private static readonly CheckReport Unsound = new("""{"name":"CamVid"}""", false, "CamVid: not sound.", 1, 468);

    [Theory, OnEveryProvider]
    public async Task A_data_set_is_registered_under_a_name_of_its_own(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var id = (await database.Datasets.AddAsync(CamVid))!.Value;
        Assert.Null(await database.Datasets.AddAsync(CamVid));
        var other = (await database.Datasets.AddAsync(CamVid with { Name = "Aerial" }))!.Value;
        Assert.Equal(["Aerial", "CamVid"], (await database.Datasets.ListAsync()).Select(d => d.Name));
        Assert.False(await database.Datasets.ChangeAsync(other, CamVid));
        Assert.True(await database.Datasets.ChangeAsync(id, CamVid with { SettingsJson = "{}", Root = "elsewhere" }));
        Assert.Equal(new DatasetRow(id, "CamVid", "folder", "elsewhere", "{}", database.NowMs, null, null), await database.Datasets.FindAsync(id));
        await database.Datasets.ForgetAsync(other);
        Assert.Null(await database.Datasets.FindAsync(other));
    }

    [Theory, OnEveryProvider]
    public async Task A_check_goes_from_queued_over_running_to_its_report(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var dataset = (await database.Datasets.AddAsync(CamVid))!.Value;
        var check = (await database.Checks.RequestAsync(dataset))!.Value;
        Assert.Equal(check, await database.Checks.RequestAsync(dataset));
        Assert.False(await database.Checks.ProgressAsync(check, 1, 2, 3));

        Assert.Equal(check, (await database.Checks.ClaimAsync("here/1"))!.CheckId);
        Assert.Null(await database.Checks.ClaimAsync("there/2"));
        Assert.True(await database.Checks.FolderAsync(check, "datasets/1/1"));
        Assert.True(await database.Checks.ProgressAsync(check, 40, 468, 12.5));
        // What is changed meanwhile counts for the next check.
        await database.Datasets.ChangeAsync(dataset, CamVid with { SettingsJson = "{}" });
        Assert.True(await database.Checks.DoneAsync(check, Unsound));

        var row = (await database.Datasets.FindAsync(dataset))!;
        Assert.Equal(
            new CheckRow(check, dataset, CamVid.SettingsJson, DatasetCheckState.Done, 40, 468, 12.5, "datasets/1/1", false, "CamVid: not sound.", 1, 468, database.NowMs, database.NowMs, database.NowMs),
            row.Newest);
        Assert.Equal(row.Newest, row.Reported);
        Assert.Equal(Unsound.ReportJson, await database.Datasets.ReportAsync(check));
    }

    [Theory, OnEveryProvider]
    public async Task A_check_of_changed_settings_takes_the_place_of_one_with_the_old_ones(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var dataset = (await database.Datasets.AddAsync(CamVid))!.Value;
        var waiting = (await database.Checks.RequestAsync(dataset))!.Value;
        await database.Datasets.ChangeAsync(dataset, CamVid with { SettingsJson = "{\"data.trainLimit\":\"1\"}" });
        Assert.Equal(waiting, await database.Checks.RequestAsync(dataset));
        Assert.Equal("{\"data.trainLimit\":\"1\"}", (await database.Checks.ClaimAsync("here/1"))!.SettingsJson);

        await database.Datasets.ChangeAsync(dataset, CamVid with { SettingsJson = "{\"data.trainLimit\":\"2\"}" });
        var next = (await database.Checks.RequestAsync(dataset))!.Value;
        Assert.NotEqual(waiting, next);
        Assert.False(await database.Checks.ProgressAsync(waiting, 1, 2, 3));
        Assert.Equal(DatasetCheckState.Cancelled, (await database.Datasets.CheckAsync(waiting))!.State);
        Assert.Equal("{\"data.trainLimit\":\"2\"}", (await database.Checks.ClaimAsync("here/1"))!.SettingsJson);
    }

    [Theory, OnEveryProvider]
    public async Task Who_runs_a_cancelled_check_learns_of_it_by_its_next_write(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var dataset = (await database.Datasets.AddAsync(CamVid))!.Value;
        var check = (await database.Checks.RequestAsync(dataset))!.Value;
        await database.Checks.ClaimAsync("here/1");
        Assert.True(await database.Checks.CancelAsync(check));
        Assert.False(await database.Checks.CancelAsync(check));
        Assert.False(await database.Checks.ProgressAsync(check, 1, 2, 3));
        Assert.False(await database.Checks.DoneAsync(check, Unsound));
        Assert.Equal(DatasetCheckState.Cancelled, (await database.Datasets.CheckAsync(check))!.State);
        Assert.Null(await database.Datasets.ReportAsync(check));
        Assert.NotEqual(check, await database.Checks.RequestAsync(dataset));
    }

    [Theory, OnEveryProvider]
    public async Task Checks_of_a_site_that_is_gone_are_interrupted_and_the_last_report_stays(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var dataset = (await database.Datasets.AddAsync(CamVid))!.Value;
        var first = (await database.Checks.RequestAsync(dataset))!.Value;
        await database.Checks.ClaimAsync("here/1");
        await database.Checks.DoneAsync(first, Unsound);
        var second = (await database.Checks.RequestAsync(dataset))!.Value;
        await database.Checks.ClaimAsync("here/1");

        Assert.Equal(0, await database.Checks.InterruptAbandonedAsync(worker => worker == "there/2"));
        Assert.Equal(1, await database.Checks.InterruptAbandonedAsync(worker => worker == "here/1"));

        var row = (await database.Datasets.FindAsync(dataset))!;
        Assert.Equal((second, DatasetCheckState.Interrupted, "The site went away while the check ran; start it again."), (row.Newest!.CheckId, row.Newest.State, row.Newest.Message));
        Assert.Equal(first, row.Reported!.CheckId);
    }

    [Theory, OnEveryProvider]
    public async Task A_forgotten_data_set_takes_its_running_check_along(DatabaseProvider provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);
        var dataset = (await database.Datasets.AddAsync(CamVid))!.Value;
        var check = (await database.Checks.RequestAsync(dataset))!.Value;
        await database.Checks.ClaimAsync("here/1");
        await database.Datasets.ForgetAsync(dataset);
        Assert.False(await database.Checks.ProgressAsync(check, 1, 2, 3));
        Assert.Null(await database.Checks.RequestAsync(dataset));
    }
}
