using System.Security.Cryptography;
using System.Text;
using Experiments.Engine.Datasets;
using Experiments.Engine.Schema;
using Experiments.Engine.Tests.Datasets;

namespace Experiments.Engine.Tests.Schema;

public class SelectionTests
{
    private static readonly RunConfiguration Plain = new() { Regulariser = new RegulariserSettings { Kind = RegulariserName.L2 } };

    private static readonly RunConfiguration Best = Plain with
    {
        Training = new TrainingSettings { Iterations = 100 },
        Selection = new SelectionSettings { KeepBest = true },
        Execution = new ExecutionSettings { ValidateEvery = 30, ValidateImages = 5, KeepIterations = [40, 20] },
    };

    [Theory]
    [InlineData("last", CheckpointChoice.Last, 0)]
    [InlineData("best", CheckpointChoice.Best, 0)]
    [InlineData("iteration:20", CheckpointChoice.Iteration, 20)]
    public void A_rule_is_read_and_written_in_one_form(string text, CheckpointChoice choice, int iteration)
    {
        var rule = CheckpointRule.Parse(text)!;
        Assert.Equal((choice, iteration), (rule.Choice, rule.Iteration));
        Assert.Equal(text, rule.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("Best")]
    [InlineData("iteration:")]
    [InlineData("iteration:0")]
    [InlineData("iteration:020")]
    [InlineData("iteration:-3")]
    [InlineData("iteration:9999999999")]
    public void Anything_else_is_no_rule(string text)
    {
        Assert.Null(CheckpointRule.Parse(text));
        Assert.Equal(
            $"Protocol SS names the checkpoint \"{text}\": it must be last, best or iteration:N with N iterations done; set checkpoint to last.",
            CheckpointRule.ProblemOf(new Protocol { Checkpoint = text }, Plain));
    }

    [Fact]
    public void A_checkpoint_that_the_run_does_not_keep_is_told_with_those_it_keeps()
    {
        Assert.Equal(
            "Protocol SS names the checkpoint \"best\", but the run keeps last: set checkpoint to one of these, or train with selection.keepBest true.",
            CheckpointRule.ProblemOf(new Protocol { Checkpoint = "best" }, Plain));
        Assert.Equal(
            "Protocol SS names the checkpoint \"iteration:30\", but the run keeps last, best, iteration:20, iteration:40: set checkpoint to one of these, or train with 30 among execution.keepIterations.",
            CheckpointRule.ProblemOf(new Protocol { Checkpoint = "iteration:30" }, Best));
        Assert.All(["last", "best", "iteration:20", "iteration:100"], text => Assert.Null(CheckpointRule.ProblemOf(new Protocol { Checkpoint = text }, Best)));
        Assert.Equal("final.safetensors", CheckpointRule.At(100).FileName(100));
        Assert.Equal("kept-00000020.safetensors", CheckpointRule.At(20).FileName(100));
    }

    [Fact]
    public void Keeping_the_best_wants_evaluations_during_training_and_their_interval_then_counts_in_the_fingerprint()
    {
        Assert.Equal(
            ["selection.keepBest is true, but execution.validateEvery is 0: the best is chosen among the evaluations during training; set execution.validateEvery, or selection.keepBest to false."],
            ConfigurationValidator.Problems(Best with { Execution = new ExecutionSettings() }));
        Assert.Equal(
            "{\"schema\":1,\"semantics\":1,\"execution.validateEvery\":\"30\",\"execution.validateImages\":\"5\",\"regulariser.kind\":\"l2\",\"selection.keepBest\":\"true\",\"training.iterations\":\"100\"}",
            Fingerprint.Canonical(Best));
        // Which iterations are kept beside it changes no number, nor does the interval where nothing is chosen by it.
        Assert.Equal(Fingerprint.Of(Best), Fingerprint.Of(Best with { Execution = Best.Execution with { KeepIterations = [] } }));
        Assert.Equal("{\"schema\":1,\"semantics\":1,\"regulariser.kind\":\"l2\",\"training.iterations\":\"100\"}", Fingerprint.Canonical(Best with { Selection = new SelectionSettings { Manifest = "ab" } }));
    }

    [Fact]
    public void Fingerprints_of_configurations_that_keep_no_best_are_what_they_were() => Assert.Equal(
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("{\"schema\":1,\"semantics\":1,\"regulariser.kind\":\"l2\"}"))),
        Fingerprint.Of(Plain with { Execution = Plain.Execution with { ValidateEvery = 30, KeepIterations = [5] } }));

    [Fact]
    public void Settings_that_contradict_each_other_are_told_at_once() => Assert.Equal(
        [
            "execution.keepIterations has 120: the run has 100 iterations; remove it, or raise training.iterations.",
            "selection.keepBest is true, but nothing is evaluated during a run of task classification on synthetic: set selection.keepBest to false.",
            "selection.list is \"a_*\", but the synthetic set has no files to choose from: empty it, or use data.dataset folder.",
        ],
        ConfigurationValidator.Problems(Best with
        {
            Task = LearningTask.Classification,
            Selection = Best.Selection with { List = "a_*" },
            Execution = Best.Execution with { KeepIterations = [120] },
        }));

    [Fact]
    public void A_list_on_which_nothing_is_chosen_is_refused() => Assert.Equal(
        ["selection.list is \"a_*\", but selection.keepBest is false: nothing would be chosen on these images; set selection.keepBest to true, or empty selection.list."],
        ConfigurationValidator.Problems(Plain with { Selection = new SelectionSettings { List = "a_*" } }));

    [Fact]
    public void The_best_on_the_images_that_are_scored_is_warned_of()
    {
        var best = new Protocol { Checkpoint = "best" };
        Assert.Equal(
            "The checkpoint is the best of 4 evaluations on up to 5 of the images that are scored here: the score is too good to stand beside one of the last checkpoint; score last, or choose on images of their own (selection.list).",
            SelectionWarning.Of(Best, best));
        Assert.Null(SelectionWarning.Of(Best, best with { Checkpoint = "last" }));
        Assert.Null(SelectionWarning.Of(Best, best with { Checkpoint = "iteration:20" }));
        Assert.Null(SelectionWarning.Of(Best, best with { Subset = Subset.Train }));
        Assert.Contains("up to 5 images that may be among those scored here", SelectionWarning.Of(Best, best with { ImageList = "c_*" }), StringComparison.Ordinal);
    }

    [Fact]
    public void The_best_on_images_of_their_own_is_not_warned_of_unless_these_are_scored()
    {
        var apart = Best with { Selection = Best.Selection with { List = "a_*", Subset = Subset.Train } };
        Assert.Null(SelectionWarning.Of(apart, new Protocol { Checkpoint = "best" }));
        Assert.Null(SelectionWarning.Of(apart, new Protocol { Checkpoint = "best", Subset = Subset.Train }));
        Assert.NotNull(SelectionWarning.Of(apart, new Protocol { Checkpoint = "best", Subset = Subset.Train, ImageList = "a_*" }));
    }

    [Fact]
    public void A_list_of_images_to_score_is_told_in_words_and_counts_by_its_manifest()
    {
        var other = Protocol.SingleScale with { ImageList = "c_*", Checkpoint = "best" };
        Assert.Equal(Fingerprint.Of((other with { ImageList = "" }).Resolve(480, "ab")), Fingerprint.Of(other.Resolve(480, "ab")));
        Assert.NotEqual(Fingerprint.Of(Protocol.SingleScale.Resolve(480, "ab")), Fingerprint.Of(other.Resolve(480, "ab")));
        Assert.Equal("imageList c_*, crop 480, checkpoint best", ProtocolText.Of(other.Resolve(480, "ab")));
    }

    [Fact]
    public void Images_to_choose_on_serve_for_nothing_else()
    {
        using var folder = new FolderFixture();
        var run = Best with { Data = folder.Settings with { TrainList = "a_*" }, Selection = Best.Selection with { List = "b_*" } };
        var own = DatasetFactory.Open(run);
        Assert.Equal(["b_1"], SelectedImages.ToChooseOn(run, own).Stems(Subset.Validation));
        Assert.Same(own, SelectedImages.ToChooseOn(run with { Selection = Best.Selection }, own));

        Assert.Equal(
            "selection.list \"a_2*\" names 1 image that is trained on too (a_2): images to choose on serve for nothing else; take them out of data.trainList, or of selection.list.",
            Refusal(run, new SelectionSettings { KeepBest = true, List = "a_2*" }));
        Assert.Equal(
            "selection.list \"c_*\" names 2 images that are scored at the end too (c_1, c_2): images to choose on serve for nothing else; take them out of data.validationList, or of selection.list.",
            Refusal(run, new SelectionSettings { KeepBest = true, List = "c_*", Subset = Subset.Validation }));
        Assert.Contains("selection.list \"z_*\" chooses none of", Refusal(run, new SelectionSettings { KeepBest = true, List = "z_*" }), StringComparison.Ordinal);

        string Refusal(RunConfiguration configuration, SelectionSettings selection) =>
            Assert.Throws<UsageException>(() => SelectedImages.ToChooseOn(configuration with { Selection = selection }, own)).Message;
    }

    [Fact]
    public void The_hash_of_the_images_to_choose_on_is_filled_in_and_counts()
    {
        using var folder = new FolderFixture();
        var run = Best with { Data = folder.Settings with { TrainList = "a_*" }, Selection = Best.Selection with { List = "b_*" } };
        var resolved = ConfigurationResolver.Resolve(run);
        Assert.Equal(64, resolved.Selection.Manifest.Length);
        Assert.Equal("", ConfigurationResolver.Resolve(run with { Selection = Best.Selection }).Selection.Manifest);
        Assert.NotEqual(Fingerprint.Of(resolved), Fingerprint.Of(ConfigurationResolver.Resolve(run with { Selection = Best.Selection })));
        // The place of the list does not count, its images do.
        Assert.Equal(Fingerprint.Of(resolved), Fingerprint.Of(ConfigurationResolver.Resolve(run with { Selection = Best.Selection with { List = "b_1*" } })));
        var e = Assert.Throws<UsageException>(() => ConfigurationResolver.Resolve(run with { Selection = run.Selection with { Manifest = "00" } }));
        Assert.StartsWith("selection.manifest is 00, but the images and labels found give", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_first_stage_keeps_neither_best_nor_iterations()
    {
        var first = TwoStage.First(Best with { FirstStage = new FirstStageSettings { Iterations = 5 } });
        Assert.False(first.Selection.KeepBest);
        Assert.Empty(first.Execution.KeepIterations);
        Assert.True(TwoStage.Second(Best, "a", "b").Selection.KeepBest);
    }
}
