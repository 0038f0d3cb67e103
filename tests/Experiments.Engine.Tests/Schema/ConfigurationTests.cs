using System.Text.Json;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Tests.Schema;

public class ConfigurationTests
{
    private static readonly RunConfiguration Valid = new() { Regulariser = new RegulariserSettings { Kind = RegulariserName.L2 } };

    [Fact]
    public void The_default_configuration_survives_a_round_trip_and_lists_every_setting()
    {
        var json = SchemaJson.Write(Valid);
        var back = SchemaJson.ReadConfiguration(json);
        Assert.Equal(json, SchemaJson.Write(back));
        Assert.All(SettingCatalog.All, s => Assert.Contains($"\"{s.Key.Split('.')[^1]}\"", json, StringComparison.Ordinal));
        Assert.All(SettingCatalog.All, s => Assert.False(string.IsNullOrWhiteSpace(s.Help), s.Key));
    }

    [Fact]
    public void Every_setting_can_be_set_from_its_own_text()
    {
        foreach (var setting in SettingCatalog.All)
        {
            var text = setting.GetText(Valid);
            Assert.Equal(text, setting.GetText(setting.With(Valid, text)));
        }
    }

    [Fact]
    public void A_crop_that_does_not_fit_the_pyramid_is_told_with_the_two_that_do()
    {
        var wrong = SettingCatalog.Get("training.crop").With(Valid, "470");
        Assert.Equal(
            ["training.crop is 470: it must be a multiple of 48 (6 bins × output stride 8); use 432 or 480."],
            ConfigurationValidator.Problems(wrong));
    }

    [Fact]
    public void A_blur_in_the_reference_s_order_is_refused()
    {
        var right = new RunConfiguration
        {
            Regulariser = new RegulariserSettings { Kind = RegulariserName.L2 },
            Augmentation = new AugmentationSettings { Order = AugmentationOrder.Semseg, BlurProbability = 0.5 },
        };
        Assert.Empty(ConfigurationValidator.Problems(right));
        Assert.Equal(
            ["augmentation.blurProbability is 0.5: the reference's order has no blur; set it to 0, or augmentation.order to semseg."],
            ConfigurationValidator.Problems(right with { Augmentation = right.Augmentation with { Order = AugmentationOrder.Reference } }));
    }

    [Theory]
    [InlineData(Backbone.ResNet18, "0.125", "network.widthMultiplier is 0.125: it gives a first stage of 8 channels, which must be a multiple of 16; use 0.25.")]
    [InlineData(Backbone.CifarResNet20, "1.5", "network.widthMultiplier is 1.5: it gives a first stage of 24 channels, which must be a multiple of 16; use 1 or 2.")]
    public void A_width_that_the_convolutions_get_wrong_is_refused(Backbone backbone, string width, string message)
    {
        var wrong = SettingCatalog.With(Valid, [new("network.backbone", SettingDescriptor.NameOf(backbone)), new("network.widthMultiplier", width)]);
        Assert.Equal([message], ConfigurationValidator.Problems(wrong));
    }

    [Fact]
    public void Every_problem_is_reported_at_once()
    {
        var wrong = SettingCatalog.With(Valid, [
            new("training.baseLearningRate", "-0.01"), new("regulariser.alpha", "-1"), new("network.dropout", "1.5"), new("data.mean", "1, 2")]);
        Assert.Equal(
            [
                "network.dropout is 1.5: it must be between 0 and 0.95; the default is 0.1.",
                "data.mean has 2 values: it must have 3, separated by commas.",
                "training.baseLearningRate is -0.01: it must be between 0 and 100; the default is 0.01.",
                "regulariser.alpha is -1: it must be between 0 and 100; the default is 0.0001.",
            ],
            ConfigurationValidator.Problems(wrong));
    }

    [Fact]
    public void L2_SP_without_weights_to_stay_near_is_refused() =>
        Assert.Equal(
            ["regulariser.kind is l2-sp but weights.path is empty: L2-SP needs pre-trained weights to stay near; set weights.path, or use l2."],
            ConfigurationValidator.Problems(new RunConfiguration()));

    [Fact]
    public void The_first_stages_schedule_is_held_to_the_same_rules_and_Fisher_information_to_one_stage()
    {
        var stage = new FirstStageSettings { Iterations = 50, BaseLearningRate = 0.001 };
        var rising = Valid with { FirstStage = stage, Training = Valid.Training with { MinimumLearningRate = 0.005 } };
        Assert.Contains("In the first stage", Assert.Single(ConfigurationValidator.Problems(rising)), StringComparison.Ordinal);
        var weighed = Valid with { FirstStage = stage, Weights = new WeightsSettings { Path = "a" }, Regulariser = new RegulariserSettings { Kind = RegulariserName.L2SpFisher, FisherPath = "b" } };
        Assert.Contains("of which there is no Fisher information", Assert.Single(ConfigurationValidator.Problems(weighed)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_hash_without_its_file_is_refused()
    {
        var problem = Assert.Throws<UsageException>(() => Engine.Datasets.ConfigurationResolver.Resolve(Valid with { Weights = new WeightsSettings { Sha256 = "00" } }));
        Assert.StartsWith("weights.sha256 is 00 but weights.path is empty", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_data_set_is_told_with_those_there_are()
    {
        var e = Assert.Throws<UsageException>(() => SettingCatalog.Get("data.dataset").With(Valid, "citscapes"));
        Assert.Equal("data.dataset is \"citscapes\": it must be one of ade20k, cityscapes, class-folders, folder, sbd, synthetic, voc-aug, voc2012.", e.Message);
    }

    [Fact]
    public void An_unknown_member_of_a_file_is_told_with_its_place()
    {
        var e = Assert.Throws<UsageException>(() => SchemaJson.ReadConfiguration("{\n \"training\": {\n  \"iteratons\": 3 } }", "a.json"));
        Assert.Contains("a.json (line 3)", e.Message, StringComparison.Ordinal);
        Assert.Contains("iteratons", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fingerprint_ignores_seed_paths_and_devices_but_no_scientific_setting()
    {
        var print = Fingerprint.Of(Valid);
        Assert.Equal(print, Fingerprint.Of(SettingCatalog.With(Valid, [new("seed", "7"), new("weights.path", "/x"), new("execution.devices", "cuda:1"), new("execution.logEvery", "3")])));
        foreach (var setting in SettingCatalog.All.Where(s => s.IsScientific && s.Type is SettingType.Real or SettingType.Integer))
        {
            var where = Where(setting);
            Assert.True(Fingerprint.Of(where) != Fingerprint.Of(setting.With(where, setting.Type == SettingType.Integer ? "17" : "0.1234")), setting.Key);
        }
    }

    /// <summary>A configuration in which the setting is in use.</summary>
    private static RunConfiguration Where(SettingDescriptor setting) => setting.Section switch
    {
        "firstStage" => Valid with { FirstStage = new FirstStageSettings { Iterations = 5 } },
        "fisher" => Valid with { Task = LearningTask.Fisher },
        "data" => Valid with { Data = Valid.Data with { Dataset = DatasetName.ClassFolders } },
        _ => Valid,
    };

    [Fact]
    public void Fingerprint_of_settings_that_are_not_in_use_does_not_change() => Assert.All(
        ["firstStage.baseLearningRate", "firstStage.includeTrain", "fisher.images", "data.shortSide"],
        key => Assert.Equal(Fingerprint.Of(Valid), Fingerprint.Of(SettingCatalog.Get(key).With(Valid, key == "firstStage.includeTrain" ? "false" : "3"))));

    [Fact]
    public void Fingerprint_of_the_synthetic_sets_settings_counts_only_where_it_is_used()
    {
        var folder = SettingCatalog.With(Valid, [new("data.dataset", "folder"), new("data.manifest", "abc")]);
        Assert.Equal(Fingerprint.Of(folder), Fingerprint.Of(SettingCatalog.Get("synthetic.height").With(folder, "64")));
    }

    [Fact]
    public void Canonical_text_holds_what_differs_from_the_defaults_and_nothing_else() =>
        Assert.Equal(
            "{\"schema\":1,\"semantics\":1,\"regulariser.kind\":\"l2\",\"training.crop\":\"96\"}",
            Fingerprint.Canonical(SettingCatalog.Get("training.crop").With(Valid, "96")));

    [Fact]
    public void The_references_schedule_pulls_0_16()
    {
        var pull = Pull.Of(Valid); // lr 0.01, power 0.9, momentum 0.9, 30,000 iterations, α = 1e-4
        Assert.Equal(0.158, pull, 3);
        Assert.Equal(1e-4, Pull.AlphaFor(pull, Valid.Training), 12);
    }

    [Fact]
    public void Journal_events_keep_NaN_and_their_kind()
    {
        JournalEvent written = new PointEvent { Key = "train/loss", Step = 3, Value = double.NaN, Sequence = 9 };
        var line = JsonSerializer.Serialize(written, SchemaJson.Compact);
        Assert.DoesNotContain('\n', line);
        var read = Assert.IsType<PointEvent>(JsonSerializer.Deserialize<JournalEvent>(line, SchemaJson.Compact));
        Assert.Equal(written, read);
    }
}
