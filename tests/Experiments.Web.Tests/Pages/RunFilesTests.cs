using Experiments.Web.Results;

namespace Experiments.Web.Tests.Pages;

public sealed class RunFilesTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("experiments-files-").FullName;
    private readonly RunFiles _files;

    public RunFilesTests()
    {
        _files = new RunFiles(Path.Combine(_root, "runs"));
        Directory.CreateDirectory(Path.Combine(_root, "runs", "1", "attempts", "1", "predictions"));
        File.WriteAllText(Path.Combine(_root, "runs", "1", "attempts", "1", "predictions", "a.png"), "picture");
        File.WriteAllText(Path.Combine(_root, "runs", "secret.txt"), "secret");
        File.WriteAllText(Path.Combine(_root, "secret.txt"), "secret");
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_file_of_the_attempt_is_found() =>
        Assert.Equal("picture", File.ReadAllText(_files.Find("1/attempts/1", "predictions/a.png")!));

    [Theory]
    [InlineData("1/attempts/1", "../../../secret.txt")]
    [InlineData("1/attempts/1", "../../../../secret.txt")]
    [InlineData("..", "secret.txt")]
    [InlineData("", "secret.txt")]
    [InlineData("1/attempts/1", "")]
    [InlineData("1/attempts/1", "/etc/hostname")]
    [InlineData("/etc", "hostname")]
    [InlineData("1/attempts/1", "predictions/missing.png")]
    public void Nothing_outside_the_attempts_folder_is_given_out(string folder, string path) => Assert.Null(_files.Find(folder, path));

    [Fact]
    public void A_link_out_of_the_folder_is_not_followed()
    {
        File.CreateSymbolicLink(Path.Combine(_root, "runs", "1", "attempts", "1", "link.txt"), Path.Combine(_root, "secret.txt"));

        Assert.Null(_files.Find("1/attempts/1", "link.txt"));
    }

    [Fact]
    public async Task The_tail_of_a_log_is_whole_lines()
    {
        await File.WriteAllTextAsync(Path.Combine(_root, "runs", "1", "attempts", "1", "engine.log"), "first line\nsecond line\nthird line\n", TestContext.Current.CancellationToken);

        Assert.Equal("third line", await _files.TailAsync("1/attempts/1", "engine.log", 16, TestContext.Current.CancellationToken));
        Assert.Null(await _files.TailAsync("1/attempts/1", "other.log", 16, TestContext.Current.CancellationToken));
    }
}
