using Experiments.Engine.Schema;
using Experiments.Web.Attempts;
using Microsoft.Extensions.Logging.Abstractions;

namespace Experiments.Web.Tests.Attempts;

public sealed class JournalReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly JournalReader _reader;

    public JournalReaderTests() => _reader = new JournalReader(Journal, NullLogger.Instance);

    private string Journal => Path.Combine(_folder.Path, JournalReader.FileName);

    [Fact]
    public async Task A_journal_that_does_not_exist_yet_is_empty() => Assert.Empty(await ReadAsync());

    [Fact]
    public async Task Lines_are_returned_once_as_they_come()
    {
        Append(Point(1) + "\n");
        Assert.Equal([1L], (await ReadAsync()).Select(e => e.Sequence));
        Assert.Empty(await ReadAsync());
        Append(Point(2) + "\n" + Point(3) + "\n");
        Assert.Equal([2L, 3L], (await ReadAsync()).Select(e => e.Sequence));
    }

    [Fact]
    public async Task A_torn_last_line_waits_for_its_end()
    {
        var second = Point(2);
        Append(Point(1) + "\n" + second[..15]);
        Assert.Equal([1L], (await ReadAsync()).Select(e => e.Sequence));
        Append(second[15..]);
        Assert.Empty(await ReadAsync());
        Append("\n");
        Assert.Equal([2L], (await ReadAsync()).Select(e => e.Sequence));
    }

    [Fact]
    public async Task A_line_that_cannot_be_read_is_passed_over()
    {
        Append(Point(1) + "\n{\"type\":\"novelty\",\"sequence\":2}\nnot even JSON\n" + Point(4) + "\n");

        Assert.Equal([1L, 4L], (await ReadAsync()).Select(e => e.Sequence));
    }

    [Fact]
    public async Task Values_that_JSON_cannot_write_as_numbers_come_back()
    {
        Append("{\"type\":\"point\",\"sequence\":1,\"timeMs\":0,\"key\":\"train/loss\",\"step\":1,\"value\":\"NaN\"}\n");

        Assert.Equal(double.NaN, Assert.IsType<PointEvent>(Assert.Single(await ReadAsync())).Value);
    }

    [Fact]
    public async Task Lines_longer_than_the_buffer_are_whole()
    {
        var stem = new string('x', 600_000);
        Append($"{{\"type\":\"image\",\"sequence\":1,\"timeMs\":0,\"index\":0,\"stem\":\"{stem}\",\"counts\":[0,0,5]}}\n" + Point(2) + "\n");

        var events = await ReadAsync();
        Assert.Equal(stem, Assert.IsType<ImageScoredEvent>(events[0]).Stem);
        Assert.Equal(2, events.Count);
    }

    public void Dispose() => _folder.Dispose();

    private static string Point(long sequence) => $"{{\"type\":\"point\",\"sequence\":{sequence},\"timeMs\":0,\"key\":\"train/loss\",\"step\":1,\"value\":0.5}}";

    private void Append(string text) => File.AppendAllText(Journal, text);

    private Task<IReadOnlyList<JournalEvent>> ReadAsync() => _reader.ReadAsync(cancellationToken: TestContext.Current.CancellationToken);
}
