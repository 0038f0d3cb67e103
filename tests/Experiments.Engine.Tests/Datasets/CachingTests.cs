using Experiments.Engine.Datasets;
using Experiments.Engine.Datasets.Caching;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Tests.Datasets;

public sealed class CachingTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly SetClock _clock = new(Now);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_that_has_not_changed_is_not_read_again()
    {
        var file = Write("a", "one", Now.AddMinutes(-1));
        var hash = Hash(file);
        Assert.Equal(FileHash.Sha256(file), hash);
        // Same length and time: the cache cannot know, which shows that it did not look.
        Write("a", "two", Now.AddMinutes(-1));
        Assert.Equal(hash, Hash(file));
        Write("a", "two", Now.AddMinutes(-1).AddTicks(1));
        Assert.Equal(FileHash.Sha256(file), Hash(file));
        Write("a", "three", Now.AddMinutes(-1).AddTicks(1));
        Assert.Equal(FileHash.Sha256(file), Hash(file));
    }

    [Theory]
    [InlineData(-1.9)]
    [InlineData(0)]
    [InlineData(3600)]
    public void A_file_that_may_still_be_written_is_hashed_each_time(double seconds)
    {
        var file = Write("a", "one", Now.AddSeconds(seconds));
        Hash(file);
        Write("a", "two", Now.AddSeconds(seconds));
        Assert.Equal(FileHash.Sha256(file), Hash(file));
    }

    [Fact]
    public void A_damaged_list_of_hashes_is_passed_over_and_made_anew()
    {
        var file = Write("a", "one", Now.AddMinutes(-1));
        var hash = Hash(file);
        var store = Assert.Single(Directory.GetFiles(_folder["cache/file-hashes"]));
        var text = File.ReadAllText(store);
        foreach (var damaged in new[] { text.Replace(hash[..8], "00000000", StringComparison.Ordinal), text[..^20], "", "nonsense" })
        {
            File.WriteAllText(store, damaged);
            Assert.Equal(hash, Hash(file));
            Assert.Equal(text, File.ReadAllText(store));
        }
    }

    [Fact]
    public void Files_that_cannot_be_read_are_all_named()
    {
        var error = Assert.Throws<UsageException>(() => new FileHashCache(null, _clock).Of([_folder["b"], _folder["a"]]));
        Assert.Equal(2, error.Problems.Count);
        Assert.Contains(_folder["b"], error.Problems[0], StringComparison.Ordinal);
    }

    [Fact]
    public void The_manifest_is_the_same_with_and_without_known_hashes()
    {
        using var set = new FolderFixture();
        foreach (var file in Directory.GetFiles(set.Settings.Root, "*.png", SearchOption.AllDirectories)) File.SetLastWriteTimeUtc(file, Now.UtcDateTime.AddDays(-1));
        string[] files = [set["images/train/a_1.png"], set["labels/train/a_1.png"], set["images/val/c_1.png"]];
        var cache = new FileHashCache(_folder["cache"], _clock);
        var first = cache.Of(files);
        Assert.Equal(files.Select(FileHash.Sha256), first);
        Assert.Equal(first, cache.Of(files));
        Assert.Equal(3, Directory.GetFiles(_folder["cache/file-hashes"]).Length);
    }

    [Fact]
    public void Blocks_come_back_until_what_was_not_used_for_longest_has_to_go()
    {
        var cache = new DiskCache(_folder["blocks"], 350, _clock);
        foreach (var key in new[] { "a", "b", "c" })
        {
            cache.Keep(key, Block(key));
            _clock.Advance();
        }

        Assert.Equal(Block("a"), cache.Find("a"));
        _clock.Advance();
        cache.Keep("d", Block("d"));
        Assert.Null(cache.Find("b"));
        Assert.Equal(Block("a"), cache.Find("a"));
        Assert.Equal(Block("d"), cache.Find("d"));
        // Another process finds them too.
        Assert.Equal(Block("d"), new DiskCache(_folder["blocks"], 350, _clock).Find("d"));
        Assert.True(Directory.GetFiles(_folder["blocks"]).Sum(f => new FileInfo(f).Length) <= 350);
        cache.Keep("big", new byte[500]);
        Assert.Null(cache.Find("big"));
    }

    [Fact]
    public void A_damaged_block_is_no_block()
    {
        var cache = new DiskCache(_folder["blocks"], 1000, _clock);
        cache.Keep("a", Block("a"));
        var file = Assert.Single(Directory.GetFiles(_folder["blocks"]));
        var bytes = File.ReadAllBytes(file);
        bytes[^1] ^= 1;
        File.WriteAllBytes(file, bytes);
        Assert.Null(cache.Find("a"));
        File.WriteAllBytes(file, []);
        Assert.Null(cache.Find("a"));
        cache.Keep("a", Block("a"));
        Assert.Equal(Block("a"), cache.Find("a"));
    }

    [Fact]
    public void Several_writers_of_one_folder_leave_whole_blocks_and_what_a_dead_one_left_goes()
    {
        Directory.CreateDirectory(_folder["blocks"]);
        File.WriteAllText(_folder["blocks/x.block.1-2.tmp"], "half");
        File.SetLastWriteTimeUtc(_folder["blocks/x.block.1-2.tmp"], Now.UtcDateTime.AddHours(-2));
        var caches = Enumerable.Range(0, 4).Select(_ => new DiskCache(_folder["blocks"], 1000, _clock)).ToArray();
        Parallel.For(0, 200, i =>
        {
            var key = $"{i % 12}";
            if (caches[i % 4].Find(key) is { } found) Assert.Equal(Block(key), found);
            else caches[i % 4].Keep(key, Block(key));
        });
        Assert.Empty(Directory.GetFiles(_folder["blocks"], "*.tmp"));
    }

    [Fact]
    public void Temporary_files_of_others_stay()
    {
        Directory.CreateDirectory(_folder["blocks"]);
        File.WriteAllText(_folder["blocks/thesis.tmp"], "not ours");
        File.SetLastWriteTimeUtc(_folder["blocks/thesis.tmp"], Now.UtcDateTime.AddDays(-2));
        new DiskCache(_folder["blocks"], 1000, _clock).Keep("a", Block("a"));
        Assert.True(File.Exists(_folder["blocks/thesis.tmp"]));
    }

    [Fact]
    public void Samples_from_the_disk_are_those_that_were_decoded_whatever_became_of_the_block()
    {
        using var set = new FolderFixture();
        var plain = DatasetFactory.Open(set.Configuration);
        var configuration = set.Configuration with { Execution = new ExecutionSettings { DiskCache = _folder["disk"] } };
        var cached = DatasetFactory.Open(configuration);
        Assert.Equal(plain.ManifestOf(Subset.Train), cached.ManifestOf(Subset.Train));
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < plain.Stems(Subset.Train).Count; i++) AssertSame(plain.Load(Subset.Train, i), cached.Load(Subset.Train, i));
            if (round == 1) File.WriteAllText(Directory.GetFiles(_folder["disk"])[0], "damaged");
        }

        Assert.Equal(3, Directory.GetFiles(_folder["disk"]).Length);
        // Other classes make other labels of the same files.
        var fewer = configuration with { Data = configuration.Data with { ClassesFile = "", IgnoreLabels = [255, 1] } };
        AssertSame(DatasetFactory.Open(fewer with { Execution = new ExecutionSettings() }).Load(Subset.Train, 0), DatasetFactory.Open(fewer).Load(Subset.Train, 0));
    }

    [Fact]
    public void Other_content_of_the_same_name_is_decoded_anew()
    {
        using var set = new FolderFixture();
        var configuration = set.Configuration with { Execution = new ExecutionSettings { DiskCache = _folder["disk"] } };
        var before = DatasetFactory.Open(configuration).Load(Subset.Train, 0);
        PngFile.WriteRgb(set["images/train/a_1.png"], new RgbImage(4, 6));
        var after = DatasetFactory.Open(configuration).Load(Subset.Train, 0);
        Assert.NotEqual(before.Image.Pixels, after.Image.Pixels);
        Assert.All(after.Image.Pixels, p => Assert.Equal(0, p));
    }

    [Fact]
    public void A_cache_that_is_no_folder_is_refused_by_name()
    {
        using var set = new FolderFixture();
        var file = Write("file", "a", Now);
        var error = Assert.Throws<UsageException>(() => DatasetFactory.Open(set.Configuration with { Execution = new ExecutionSettings { DiskCache = file } }));
        Assert.StartsWith($"execution.diskCache is \"{file}\", which cannot be used (", error.Message, StringComparison.Ordinal);
    }

    private static void AssertSame(Sample expected, Sample actual)
    {
        Assert.Equal(expected.Stem, actual.Stem);
        Assert.Equal((expected.Image.Height, expected.Image.Width), (actual.Image.Height, actual.Image.Width));
        Assert.Equal(expected.Image.Pixels, actual.Image.Pixels);
        Assert.Equal(expected.Labels.Values, actual.Labels.Values);
    }

    private static byte[] Block(string key) => [.. Enumerable.Range(0, 68).Select(i => (byte)(i + key[0]))];

    private string Hash(string file) => Assert.Single(new FileHashCache(_folder["cache"], _clock).Of([file]));

    private string Write(string name, string content, DateTimeOffset changed)
    {
        File.WriteAllText(_folder[name], content);
        File.SetLastWriteTimeUtc(_folder[name], changed.UtcDateTime);
        return _folder[name];
    }

    private sealed class SetClock(DateTimeOffset now) : TimeProvider
    {
        private DateTimeOffset _now = now;

        public override DateTimeOffset GetUtcNow() => _now;

        public void Advance() => _now = _now.AddSeconds(1);
    }
}
