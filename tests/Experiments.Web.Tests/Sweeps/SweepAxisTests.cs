using Experiments.Engine.Schema;
using Experiments.Web.Sweeps;

namespace Experiments.Web.Tests.Sweeps;

public sealed class SweepAxisTests
{
    private const string Decay = "network.batchNormDecay";
    private const string Kind = "regulariser.kind";
    private const string Path = "weights.path";
    private const string Bins = "network.pyramidBins";

    [Theory]
    [InlineData(Decay, "0.9, 0.95, 0.9997", "0.9|0.95|0.9997")]
    [InlineData(Decay, "0.9 | 0.95", "0.9|0.95")]
    [InlineData(Kind, "l2, l2-sp", "l2|l2-sp")]
    [InlineData(Bins, "1, 2 | 1, 2, 3", "1, 2|1, 2, 3")]
    [InlineData(Path, "a, b.safetensors | c", "a, b.safetensors|c")]
    [InlineData(Decay, "0.1..0.9 step 0.2", "0.1|0.3|0.5|0.7|0.9")]
    [InlineData(Decay, "0.1 .. 0.45 step 0.1", "0.1|0.2|0.3|0.4")]
    [InlineData("training.batchSize", "2..8 step 2", "2|4|6|8")]
    [InlineData("training.baseLearningRate", "1e-3..3e-3 step 1e-3", "0.001|0.002|0.003")]
    public void Values_are_typed_with_commas_bars_or_steps(string key, string text, string values) =>
        Assert.Equal(values.Split('|'), SweepAxis.Read(key, text).Values);

    [Theory]
    [InlineData("1e-4..1e-1 log 4", "1e-4", "1e-1", SweepScale.Log, 4)]
    [InlineData("0.001 .. 0.1 log 3", "0.001", "0.1", SweepScale.Log, 3)]
    [InlineData("0..1", "0", "1", SweepScale.Linear, SweepRange.DefaultLevels)]
    [InlineData("1..9 5 integer", "1", "9", SweepScale.Integer, 5)]
    public void A_range_needs_no_blanks(string text, string min, string max, SweepScale scale, int levels) =>
        Assert.Equal(new SweepRange(min, max, scale, levels), SweepAxis.Read("training.baseLearningRate", text).Range);

    [Fact]
    public void A_path_with_dots_is_no_range() => Assert.Equal(["../weights..old"], SweepAxis.Read(Path, "../weights..old").Values);

    [Theory]
    [InlineData(Decay, "0.9, 0.95", true)]
    [InlineData(Decay, "0.9", false)]
    [InlineData(Decay, "0.1..0.9", true)]
    [InlineData(Kind, "l2, l2-sp", true)]
    [InlineData(Bins, "1, 2, 3", false)]
    [InlineData(Bins, "1, 2 | 3", true)]
    [InlineData(Path, "a, b | c..d", false)]
    public void A_text_says_by_itself_whether_it_is_several(string key, string text, bool several) => Assert.Equal(several, SweepAxis.SaysSeveral(SettingCatalog.Get(key), text));

    [Theory]
    [InlineData("0.9..0.1 step 0.1", "network.batchNormDecay: \"0.9..0.1 step 0.1\" must begin below its end: swap the two.")]
    [InlineData("0.1..0.9 step 0", "network.batchNormDecay: \"0.1..0.9 step 0\" has no step above 0: give one, for example 0.1..0.9 step 0.1.")]
    [InlineData("0.1..0.9 step 1e-9", "network.batchNormDecay: \"0.1..0.9 step 1e-9\" has more than 1000 values: take a larger step.")]
    [InlineData("0.1..0.9 step", "network.batchNormDecay: \"0.1..0.9 step\" is no range in steps: write two numbers and a step, for example 0.1..0.9 step 0.1.")]
    [InlineData("-9e28..9e28 step 9e27", "network.batchNormDecay: \"-9e28..9e28 step 9e27\" is no range in steps: write two numbers and a step, for example 0.1..0.9 step 0.1.")]
    [InlineData("0.1..0.3 step 0.1, 0.9", "network.batchNormDecay: \"0.1..0.3 step 0.1\" is a range in steps and stands beside other values: give it alone, or name its values.")]
    public void A_range_in_steps_that_cannot_be_read_says_what_to_write(string text, string message)
    {
        var form = new SweepForm(new SweepDefinition { Name = "x" });
        form.SetText(SettingCatalog.Get(Decay), text);

        Assert.Contains(SweepExpansion.Expand(form.Definition).Problems, p => (p.Key, p.Message) == (Decay, message));
    }

    [Fact]
    public void Several_values_in_a_field_sweep_it_and_one_again_does_not()
    {
        var decay = SettingCatalog.Get(Decay);
        var form = new SweepForm(new SweepDefinition { Name = "x", Seeds = "0" });
        form.SetText(decay, "0.9, 0.95, 0.9997");

        Assert.True(form.IsVaried(decay));
        Assert.Equal(3, SweepExpansion.Expand(form.Definition).RunCount);
        form.SetText(decay, "0.9");
        Assert.False(form.IsVaried(decay));
        Assert.Equal(1, SweepExpansion.Expand(form.Definition).RunCount);
        form.SetText(decay, "0.5..0.9 step 0.1");
        form.SetVaried(decay, varied: false);
        Assert.Equal("0.5", form.TextOf(decay));
    }
}
