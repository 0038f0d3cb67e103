using Experiments.Engine.Schema;
using Experiments.Web.Sweeps;

namespace Experiments.Web.Tests.Sweeps;

public sealed class SettingNotesTests
{
    [Fact]
    public void Every_note_is_one_of_a_setting() => Assert.All(SettingNotes.Keys, k => Assert.Contains(SettingCatalog.All, s => s.Key == k));

    [Fact]
    public void Every_open_question_of_the_reference_is_a_starting_point_that_can_be_run()
    {
        Assert.Equal(["bn-decay", "align-corners", "new-layers", "loss-resolution", "stages"], SweepPresets.OpenQuestions.Select(p => p.Id));
        Assert.All(SweepPresets.OpenQuestions, p => Assert.Empty(SweepExpansion.Expand(p.Definition).Problems));
        var biases = SweepExpansion.Expand(SweepPresets.Find("new-layers")!.Definition).Rows.Select(r => r.Configuration.Training.NewBiasMultiplier);
        Assert.Equal([2, 20], biases);
    }
}
