using Experiments.Engine.Schema;

namespace Experiments.Engine.Tests.Schema;

public class ProfileTests
{
    private static readonly RunConfiguration Default = new();

    /// <summary>The conventions by which the systems are known (their sources are named in Profiles.cs).</summary>
    [Theory]
    [InlineData("reference", "network.resize", "tf1-legacy")]
    [InlineData("reference", "network.stemPooling", "tf-same")]
    [InlineData("reference", "network.pyramidBins", "6, 3, 2, 1")]
    [InlineData("reference", "network.pyramidPooling", "fixed")]
    [InlineData("reference", "network.classifierBias", "0.01")]
    [InlineData("reference", "network.batchNormUnbiased", "true")]
    [InlineData("reference", "network.batchNormFromMoments", "true")]
    [InlineData("reference", "weights.loadBatchNormStatistics", "false")]
    [InlineData("semseg", "network.stem", "3x3-64-64-128")]
    [InlineData("semseg", "network.resize", "align-corners")]
    [InlineData("semseg", "network.pyramidBins", "1, 2, 3, 6")]
    [InlineData("semseg", "network.dropoutKind", "channel")]
    [InlineData("semseg", "network.firstDilation", "full")]
    [InlineData("torchvision", "network.firstDilation", "previous")]
    [InlineData("torchvision", "network.stem", "7x7")]
    [InlineData("mmseg", "network.stem", "3x3-32-32-64")]
    [InlineData("mmseg", "network.classifierDeviation", "0.01")]
    public void Profile_sets_the_convention(string profile, string key, string value)
    {
        var configuration = SettingCatalog.Get("compat").With(Default, profile);
        Assert.Equal(value, SettingCatalog.Get(key).GetText(configuration));
        Assert.Empty(Profiles.Differences(configuration));
    }

    [Fact]
    public void Value_beside_a_profile_stays_above_it_in_whatever_order_they_are_given()
    {
        var expected = new[] { ("network.resize", "align-corners", "half-pixel") };
        var after = SettingCatalog.With(Default, [new("compat", "semseg"), new("network.resize", "half-pixel")]);
        var before = SettingCatalog.With(Default, [new("network.resize", "half-pixel"), new("compat", "semseg")]);
        Assert.Equal(expected, Profiles.Differences(after));
        Assert.Equal(expected, Profiles.Differences(before));
    }

    [Fact]
    public void File_that_names_a_profile_takes_its_values_where_it_states_none()
    {
        var read = SchemaJson.ReadConfiguration("""{ "Compat": "semseg", "network": { "Resize": "half-pixel" }, "training": { "crop": 473 } /* short */ }""");
        Assert.Equal(Stem.Deep64To128, read.Network.Stem);
        Assert.Equal(ResizeConvention.HalfPixel, read.Network.Resize);
        Assert.Equal(473, read.Training.Crop);
        Assert.Equal([("network.resize", "align-corners", "half-pixel")], Profiles.Differences(read));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Complete_file_of_a_profile_survives_a_round_trip(Compatibility profile)
    {
        var json = SchemaJson.Write(Profiles.Apply(Default, profile));
        Assert.Equal(json, SchemaJson.Write(SchemaJson.ReadConfiguration(json)));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Profile_as_it_stands_is_a_valid_configuration(Compatibility profile)
    {
        var configuration = Profiles.Apply(Default with { Regulariser = Default.Regulariser with { Kind = RegulariserName.L2 } }, profile);
        Assert.Empty(ConfigurationValidator.Problems(configuration));
    }

    [Fact]
    public void Fingerprint_speaks_of_the_values_and_not_of_the_profiles_name()
    {
        var named = Profiles.Apply(Default, Compatibility.Torchvision);
        Assert.Equal(Fingerprint.Of(named), Fingerprint.Of(named with { Compat = Compatibility.Engine }));
        Assert.NotEqual(Fingerprint.Of(named), Fingerprint.Of(Default));
    }

    [Fact]
    public void Going_back_to_the_engine_undoes_every_convention() =>
        Assert.Equal(SchemaJson.Write(Default), SchemaJson.Write(Profiles.Apply(Profiles.Apply(Default, Compatibility.Reference), Compatibility.Engine)));

    [Theory]
    [InlineData("semseg", 473, null)]
    [InlineData("semseg", 480, null)]
    [InlineData("semseg", 470, "training.crop is 470: it must be a multiple of the output stride 8, or one more, and at least 48 (6 bins × 8); use 464 or 465.")]
    [InlineData("semseg", 41, null)]
    [InlineData("semseg", 40, "training.crop is 40: it must be a multiple of the output stride 8, or one more, and at least 48 (6 bins × 8); use 48 or 49.")]
    [InlineData("reference", 473, null)]
    [InlineData("reference", 481, "training.crop is 481: it must be a multiple of 48 (6 bins × output stride 8); use 480 or 528.")]
    public void Crop_must_suit_the_pyramid(string profile, int crop, string? problem)
    {
        var configuration = SettingCatalog.With(Default, [new("compat", profile), new("regulariser.kind", "l2"), new("training.crop", $"{crop}")]);
        Assert.Equal(problem is null ? [] : [problem], ConfigurationValidator.Problems(configuration));
    }

    [Fact]
    public void Narrow_stem_is_held_to_whole_lanes_too()
    {
        var configuration = SettingCatalog.With(Default, [new("compat", "mmseg"), new("regulariser.kind", "l2"), new("network.widthMultiplier", "0.25")]);
        Assert.Equal(
            ["network.widthMultiplier is 0.25: it gives a first stage of 8 channels, which must be a multiple of 16; use 0.5."],
            ConfigurationValidator.Problems(configuration));
    }

    [Fact]
    public void Basic_blocks_have_no_1x1_to_stride()
    {
        var configuration = SettingCatalog.With(Default, [new("regulariser.kind", "l2"), new("network.backbone", "resnet18"), new("network.stridePlacement", "first-1x1")]);
        Assert.Equal(
            ["network.stridePlacement is first-1x1: resnet18 has no 1×1 convolutions in its units; use first-3x3, or a backbone of bottlenecks (resnet50, resnet101, resnet152)."],
            ConfigurationValidator.Problems(configuration));
    }

    /// <summary>Every profile.</summary>
    public static TheoryData<Compatibility> All() => [.. Enum.GetValues<Compatibility>()];
}
