using System.Text.RegularExpressions;

namespace Experiments.Web.Tests.Hosting;

/// <summary>The files that every page begins with.</summary>
public sealed partial class StaticFileTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private TestSite _site = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _site = await TestSite.StartAsync(TestSite.Settings(_folder.Path));

    public async ValueTask DisposeAsync()
    {
        await _site.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public async Task Styles_and_scripts_come_compressed_and_those_named_by_their_content_are_kept()
    {
        using var http = new HttpClient { BaseAddress = new Uri(_site.Address) };
        var page = await http.GetStringAsync("/", Stop);
        var files = FileName().Matches(page[..page.IndexOf("<script type=\"importmap\"", StringComparison.Ordinal)] + page[page.IndexOf("</script>", StringComparison.Ordinal)..]).Select(m => m.Groups["file"].Value).ToList();
        Assert.InRange(files.Count, 10, 30);
        foreach (var file in files)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/" + file);
            request.Headers.AcceptEncoding.ParseAdd("gzip");
            using var answer = await http.SendAsync(request, Stop);
            Assert.True(answer.IsSuccessStatusCode, file);
            Assert.True(answer.Content.Headers.ContentEncoding.Contains("gzip"), $"{file} is not compressed.");
            Assert.True(file.StartsWith("_content/", StringComparison.Ordinal) || answer.Headers.CacheControl?.MaxAge > TimeSpan.FromDays(300), $"{file} is not kept: {answer.Headers.CacheControl}");
        }
    }

    [GeneratedRegex("(?:href|src)=\"(?<file>[^\"]+\\.(?:css|js))\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FileName();
}
