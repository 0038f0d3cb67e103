using Experiments.Engine.Schema;
using Experiments.Web.Commands;

namespace Experiments.Web.Tests.Commands;

public sealed class DeclareCommandTests : IDisposable
{
    private const string Base = """
        base:
          network.backbone: cifar-resnet20
          training.crop: 24
          training.iterations: 3
          training.batchSize: 2
          synthetic.height: 48
          synthetic.width: 48
          synthetic.trainCount: 4
          synthetic.validationCount: 2
        seeds: 0-1
        """;

    private const string Study = $$$"""
        name: Does decay help?
        a: {label: L2, set: {regulariser.kind: l2}}
        b: {label: none, set: {regulariser.kind: none}}
        factors:
        - name: BN decay
          choices:
          - {label: 0.9, set: {network.batchNormDecay: 0.9}}
          - {label: 0.95, set: {network.batchNormDecay: 0.95}}
        {{{Base}}}
        """;

    private const string Table = $$$"""
        name: Decay or none
        columns:
        - name: Regulariser
          choices:
          - {label: none, set: {regulariser.kind: none}}
          - {label: L2, set: {regulariser.kind: l2}}
        {{{Base}}}
        """;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_study_is_declared_once_and_queues_what_is_missing_once()
    {
        Assert.Equal(
            "Results grid 2, \"Does decay help?\", declared: /results/2 on the site.\n8 runs queued, 0 evaluations of runs that were there. `serve` with the same database runs what is queued.\n",
            await DeclareAsync("study.yaml", Study, queue: true));
        Assert.Equal(
            "Results grid 2, \"Does decay help?\", was there already: /results/2 on the site.\n0 runs queued, 0 evaluations of runs that were there. `serve` with the same database runs what is queued.\n",
            await DeclareAsync("study.yaml", Study, queue: true));
        Assert.StartsWith("Results grid 3, ", await DeclareAsync("study.yaml", Study.Replace("0.95", "0.97", StringComparison.Ordinal), queue: false), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_without_claim_and_factors_is_a_table()
    {
        Assert.Equal("Results grid 2, \"Decay or none\", declared: /results/2 on the site.\n", await DeclareAsync("table.yaml", Table, queue: false));
        Assert.Equal("Results grid 2, \"Decay or none\", was there already: /results/2 on the site.\n", await DeclareAsync("table.yaml", Table, queue: false));
    }

    [Fact]
    public async Task What_is_wrong_is_said_and_nothing_is_stored()
    {
        var e = await Assert.ThrowsAsync<UsageException>(() => DeclareAsync("study.yaml", Study.Replace("label: 0.95", "label: 0.9", StringComparison.Ordinal), queue: true));
        Assert.Equal("The factor \"BN decay\" has the level \"0.9\" twice: name each once.", e.Message);
        Assert.StartsWith("Results grid 2, ", await DeclareAsync("study.yaml", Study, queue: false), StringComparison.Ordinal);
        e = await Assert.ThrowsAsync<UsageException>(() => DeclareAsync("list.yaml", "- a\n- b", queue: false));
        Assert.Contains("list.yaml, line 1: a table is a mapping", e.Message, StringComparison.Ordinal);
    }

    private async Task<string> DeclareAsync(string name, string text, bool queue)
    {
        var file = Path.Combine(_folder.Path, name);
        await File.WriteAllTextAsync(file, text, Stop);
        var output = new StringWriter { NewLine = "\n" };
        Assert.Equal(0, await DeclareCommand.RunAsync(TestSite.Settings(Path.Combine(_folder.Path, "runs")), file, queue, output, Stop));
        return output.ToString();
    }
}
