using System.Diagnostics;
using System.Globalization;
using Experiments.Engine.Schema;
using Experiments.Web.Errands;
using Microsoft.Extensions.Logging.Abstractions;

namespace Experiments.Web.Tests.Errands;

/// <summary>Errands with the scripted stand-in for the engine.</summary>
public sealed class EngineErrandsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly EngineErrands _errands;

    public EngineErrandsTests() => _errands = new EngineErrands(TestSite.Settings(_folder.Path, TestSite.FakeEngine), TimeProvider.System, NullLoggerFactory.Instance);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Result => Path.Combine(_folder.Path, "result");

    public void Dispose()
    {
        _errands.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_the_engine_wrote_is_there_whole_and_replaces_what_was()
    {
        Directory.CreateDirectory(Result);
        await File.WriteAllTextAsync(Path.Combine(Result, "old"), "", Stop);
        TestSite.Script(_folder.Path, """say progress ',"done":2,"total":3'; echo "$verb $arguments" > "$out/said"; head -c 300000 /dev/zero | tr '\0' y >&2""");
        var told = new List<ErrandProgress>();

        await _errands.RunAsync(Result, work => ["predict", "--out", work], told.Add, Stop);

        Assert.Equal(["events.jsonl", "said"], Directory.GetFiles(Result).Select(Path.GetFileName).Order());
        Assert.StartsWith($"predict --out {Result}.part --lease ", await File.ReadAllTextAsync(Path.Combine(Result, "said"), Stop), StringComparison.Ordinal);
        Assert.Equal(new ErrandProgress(0, 2, 3), told[^1]);
        Assert.False(Directory.Exists($"{Result}.part"));
    }

    [Fact]
    public async Task A_failure_is_told_in_the_engine_s_words_and_leaves_nothing()
    {
        TestSite.Script(_folder.Path, """say failed ',"message":"The image is corrupt.","failureClass":"data"'; exit 1""");
        var told = await Assert.ThrowsAsync<UsageException>(() => _errands.RunAsync(Result, work => ["predict", "--out", work], null, Stop));
        Assert.Equal("The image is corrupt.", told.Message);

        TestSite.Script(_folder.Path, "kill -SEGV $$");
        var crashed = await Assert.ThrowsAsync<UsageException>(() => _errands.RunAsync(Result, work => ["predict", "--out", work], null, Stop));
        Assert.Contains("a crash in native code", crashed.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetDirectories(_folder.Path));
    }

    [Fact]
    public async Task Who_leaves_takes_the_process_along_and_the_next_one_has_its_turn()
    {
        TestSite.Script(_folder.Path, """if [ -f "$folder/second" ]; then exit 0; fi; echo $$ > "$folder/pid.part"; mv "$folder/pid.part" "$folder/pid"; while :; do pause; done""");
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var first = _errands.RunAsync(Result, work => ["predict", "--out", work], null, leaving.Token);
        await TestSite.FileAsync(Path.Combine(_folder.Path, "pid"));
        var process = int.Parse(await File.ReadAllTextAsync(Path.Combine(_folder.Path, "pid"), Stop), CultureInfo.InvariantCulture);
        var told = new List<ErrandProgress>();
        var second = _errands.RunAsync($"{Result}-2", work => ["predict", "--out", work], told.Add, Stop);
        Assert.Equal([new ErrandProgress(1, 0, 0)], told);

        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "second"), "", Stop);
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Throws<ArgumentException>(() => Process.GetProcessById(process));
        await second.WaitAsync(TestSite.Watchdog, Stop);
        Assert.False(Directory.Exists(Result));
        Assert.True(Directory.Exists($"{Result}-2"));
    }
}
