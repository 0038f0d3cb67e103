using Experiments.Engine.Schema;
using Experiments.Web.Evaluations;

namespace Experiments.Web.Tests.Evaluations;

public class EvaluationRequestTests
{
    private static readonly RunConfiguration Run = TestSite.Tiny() with
    {
        Compat = Compatibility.Semseg,
        Data = new DataSettings { DisplayName = "Cityscapes" },
    };

    [Fact]
    public void SS_and_MS_are_the_runs_own_and_every_other_profile_has_its_name()
    {
        Assert.Equal(
            ["SS", "MS", "engine SS", "engine MS", "reference SS", "reference MS", "torchvision SS", "torchvision MS", "mmseg SS", "mmseg MS", "mmseg slide SS", "mmseg slide MS"],
            EvaluationTemplates.NamesFor(Run));
        Assert.Equal(Fingerprint.Of(ProtocolTemplates.For(Run, "SS")), Fingerprint.Of(EvaluationTemplates.For(Run, "SS")));
        Assert.Equal(Fingerprint.Of(EvaluationTemplates.For(Run, "SS")), Fingerprint.Of(EvaluationTemplates.For(Run, "semseg SS")));
        Assert.Equal(("reference MS", 6), (EvaluationTemplates.For(Run, "reference MS").Name, EvaluationTemplates.For(Run, "reference MS").Scales.Count));
        Assert.Equal(513, EvaluationTemplates.For(Run, "mmseg slide SS").StridePixels);
        Assert.All(EvaluationTemplates.NamesFor(Run), name => Assert.Equal(name, EvaluationTemplates.For(Run, name).Name));
    }

    [Fact]
    public void An_unknown_template_is_told_with_those_there_are()
    {
        Assert.StartsWith("Unknown protocol \"semsegg\". Available: SS, MS, engine SS,", Assert.Throws<UsageException>(() => EvaluationTemplates.For(Run, "semsegg")).Message, StringComparison.Ordinal);
        var classifier = Run with { Task = LearningTask.Classification };
        Assert.Equal(["SS", "10-crop"], EvaluationTemplates.NamesFor(classifier));
        Assert.Equal("Unknown protocol \"MS\". Available: SS, 10-crop; or give a protocol file.", Assert.Throws<UsageException>(() => EvaluationTemplates.For(classifier, "MS")).Message);
    }

    [Fact]
    public void What_is_changed_of_a_template_stands_in_its_name()
    {
        var changed = new EvaluationRequest { Template = "MS", Subset = Subset.Train, ImageList = "lists/other.txt", Checkpoint = "best", Scales = [0.5, 1], Mirror = false, Crop = 48 }.For(Run);
        Assert.Equal("MS train other best ×0.5/1 no mirror crop 48", changed.Name);
        Assert.True(changed.OtherCrop);
        Assert.Equal("SS", new EvaluationRequest { Mirror = true }.For(Run).Name); // semseg's SS is mirrored as it is
        Assert.Equal("mine", new EvaluationRequest { Mirror = false, Name = "mine" }.For(Run).Name);
    }

    [Fact]
    public void A_protocol_keeps_its_manifest_unless_other_images_are_asked_for()
    {
        var own = new Protocol { Name = "own", Manifest = "ab" };
        Assert.Equal("ab", new EvaluationRequest { Protocol = own }.For(Run).Manifest);
        Assert.Equal("", new EvaluationRequest { Protocol = own, Subset = Subset.Train }.For(Run).Manifest);
    }

    [Fact]
    public void Typed_scales_and_crops_are_read_or_refused()
    {
        Assert.Null(EvaluationRequest.ReadScales(" "));
        Assert.Equal([0.5, 1, 1.25], EvaluationRequest.ReadScales("0.5, 1 1.25")!);
        Assert.Equal("Scales are \"1, x\": \"x\" is no number; give numbers such as 0.5, 1, 1.5.", Assert.Throws<UsageException>(() => EvaluationRequest.ReadScales("1, x")).Message);
        Assert.Null(EvaluationRequest.ReadCrop(""));
        Assert.Equal("The crop is \"-48\": it must be a whole number of pixels above 0; leave it out for the trained one.", Assert.Throws<UsageException>(() => EvaluationRequest.ReadCrop("-48")).Message);
    }
}
