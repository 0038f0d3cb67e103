using System.Security.Cryptography;
using System.Text;
using Experiments.Engine.Schema;
using Experiments.Web.Hosting;
using Experiments.Web.Attempts;

namespace Experiments.Web.Tests.Attempts;

public sealed class AttemptEnvironmentTests
{
    [Fact]
    public void What_can_move_numbers_is_on_record_and_what_may_be_secret_is_not()
    {
        Environment.SetEnvironmentVariable("CUDA_VISIBLE_DEVICES_OF_A_TEST", "3");
        Environment.SetEnvironmentVariable("A_SECRET_OF_A_TEST", "hush");
        var configuration = TestSite.Tiny() with { Weights = new WeightsSettings { Sha256 = "abc" } };
        var command = new EngineCommand { FileName = "dotnet", Arguments = ["engine.dll", "train"], Environment = EngineLocation.Environment(2) };

        var read = AttemptEnvironment.Read(AttemptEnvironment.Of(configuration, command).ToJson())!;

        Assert.Equal(("3", "2"), (read.Variables["CUDA_VISIBLE_DEVICES_OF_A_TEST"], read.Variables["OMP_NUM_THREADS"]));
        Assert.DoesNotContain("hush", read.ToJson(), StringComparison.Ordinal);
        Assert.Equal(["dotnet", "engine.dll", "train"], read.Command);
        Assert.Equal("abc", read.WeightsSha256);
        Assert.Null(AttemptEnvironment.Read(""));
    }

    [Fact]
    public void This_machine_knows_itself()
    {
        var here = Machine.Here;

        Assert.Equal((Environment.MachineName, Environment.ProcessorCount), (here.Host, here.Processors));
        Assert.True(here.MemoryBytes > 100_000_000);
        Assert.Contains("TorchSharp/", here.LibTorch, StringComparison.Ordinal);
        Assert.Contains(here.Packages, p => p.StartsWith("SkiaSharp/", StringComparison.Ordinal));
    }

    [Fact]
    public void Changes_of_the_code_are_named_by_their_hash()
    {
        var state = new CodeState("1", "abc", "diff\n");
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("diff\n"))), state.DiffSha256);
        Assert.Equal("", (state with { Diff = "" }).DiffSha256);
        Assert.StartsWith("0.", CodeState.Here.Version, StringComparison.Ordinal);
    }
}
