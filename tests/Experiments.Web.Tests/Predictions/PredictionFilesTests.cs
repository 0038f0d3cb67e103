using System.Text.Json;
using Experiments.Engine;
using Experiments.Engine.Datasets;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;
using Experiments.Web.Predictions;
using Experiments.Web.Results;
using Microsoft.Extensions.Time.Testing;

namespace Experiments.Web.Tests.Predictions;

public sealed class PredictionFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch.AddYears(100));
    private readonly PredictionFiles _files;

    public PredictionFilesTests() => _files = new PredictionFiles(TestSite.Settings(_folder.Path), new RunFiles(_folder.Path), _clock);

    public void Dispose() => _folder.Dispose();

    /// <summary>A PNG of one colour.</summary>
    internal static byte[] Png(int height, int width)
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "a.png");
        PngFile.WriteGrey(path, new LabelMap(height, width, 0));
        return File.ReadAllBytes(path);
    }

    [Fact]
    public void An_image_is_found_by_its_id_with_its_name_and_size()
    {
        var id = _files.Keep("street <b>.png", Png(4, 6));

        Assert.Equal(new BroughtImage("street <b>.png", 6, 4), _files.Find(id));
        Assert.Equal(Png(4, 6), File.ReadAllBytes(_files.Source(id)!));
        Assert.Equal(Path.Combine(_folder.Path, "predictions", id, "image.png"), _files.Source(id));
    }

    [Fact]
    public void What_is_too_large_or_no_image_is_refused_and_nothing_is_kept()
    {
        Assert.StartsWith("wide.png has 4097×2048 pixels, and at most 8388608 are predicted here", Assert.Throws<UsageException>(() => _files.Keep("wide.png", Png(2048, 4097))).Message, StringComparison.Ordinal);
        Assert.StartsWith("a.png cannot be used: it is no PNG or JPEG", Assert.Throws<DataException>(() => _files.Keep("a.png", [.. "<script>"u8])).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "predictions")));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../../etc")]
    [InlineData("ABCDEF0123456789ABCDEF0123456789")]
    [InlineData("0123456789abcdef0123456789abcde/")]
    [InlineData("0123456789abcdef0123456789abcdef0")]
    public void What_is_no_id_finds_and_forgets_nothing(string? id)
    {
        Directory.CreateDirectory(Path.Combine(_folder.Path, "predictions", "ABCDEF0123456789ABCDEF0123456789"));
        Assert.Null(_files.Find(id));
        Assert.Null(_files.Source(id));
        Assert.Null(_files.Find(id, new PredictionKey(1, false), PredictionFiles.Labels));
        _files.Forget(id!);
        Assert.True(Directory.Exists(Path.Combine(_folder.Path, "predictions", "ABCDEF0123456789ABCDEF0123456789")));
    }

    [Fact]
    public void Of_a_prediction_only_its_pictures_and_its_report_are_given_out()
    {
        var (id, key) = (_files.Keep("a.png", Png(1, 2)), new PredictionKey(7, true));
        var folder = _files.FolderOf(id, key);
        WholeFile.WriteText(Path.Combine(folder, PredictionFiles.Labels), "");
        WholeFile.WriteText(Path.Combine(folder, "engine.log"), "");
        Assert.Null(_files.Predicted(id, key));
        WholeFile.WriteText(PredictionFiles.ReportIn(folder), JsonSerializer.Serialize(new PredictionReport(1, 2, 5, "MS", [new("road", "#000000", 2)]), SchemaJson.Indented));

        Assert.Equal(2, _files.Predicted(id, key)!.Classes[0].Pixels);
        Assert.NotNull(_files.Find(id, key, PredictionFiles.Labels));
        Assert.Null(_files.Find(id, key, "engine.log"));
        Assert.Null(_files.Find(id, key, "../about.json"));
        Assert.Null(_files.Find(id, key with { MultiScale = false }, PredictionFiles.Labels));
    }

    [Fact]
    public void Images_go_after_a_day_and_the_oldest_when_there_are_many()
    {
        var ids = new List<string>();
        for (var i = 0; i < PredictionFiles.MostImages; i++)
        {
            ids.Add(_files.Keep("a.png", Png(1, 1)));
            _clock.Advance(TimeSpan.FromMinutes(1));
            _files.Touch(ids[^1]);
        }

        Assert.All(ids, id => Assert.NotNull(_files.Find(id)));
        ids.Add(_files.Keep("a.png", Png(1, 1)));
        _files.Touch(ids[^1]);
        Assert.Null(_files.Find(ids[0]));
        Assert.All(ids.Skip(1), id => Assert.NotNull(_files.Find(id)));

        _clock.Advance(PredictionFiles.KeptFor - TimeSpan.FromMinutes(10));
        _files.Touch(ids[5]);
        _clock.Advance(TimeSpan.FromMinutes(11));
        _files.Sweep();
        Assert.Equal([ids[5]], Directory.GetDirectories(Path.Combine(_folder.Path, "predictions")).Select(Path.GetFileName));
    }
}
