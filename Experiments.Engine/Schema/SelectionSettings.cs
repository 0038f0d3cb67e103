namespace Experiments.Engine.Schema;

/// <summary>
/// Which weights of a run are kept as its best. Where none are, no setting here counts. Where they are,
/// <c>execution.validateEvery</c> and <c>execution.validateImages</c> take part in the fingerprint: they say among which weights
/// the best are looked for, and by what.
/// </summary>
public sealed record SelectionSettings
{
    /// <summary>Whether the best weights of the evaluations during training are kept.</summary>
    [Setting("Whether the weights with the highest mIoU (a classifier: top-1) of the evaluations during training are kept beside the last ones, for protocols whose checkpoint is best; of equals the earliest. Wants execution.validateEvery above 0.")]
    public bool KeepBest { get; init; }

    /// <summary>Images that the best is chosen on and nothing else; empty chooses on the validation images.</summary>
    [Setting("Images on which the best weights are chosen, and nothing else is done: a text file of stems (one a line), or a pattern such as 0016E5_*; none of them may be trained on or be a validation image. Empty chooses on the validation images, whose scores are then too good.", Kind = SettingKind.Execution)]
    public string List { get; init; } = "";

    /// <summary>The subset in whose folders (or official subsets) those images lie.</summary>
    [Setting("In whose folders (or official subsets) the images of selection.list lie: those of the training or of the validation images.", Kind = SettingKind.Execution)]
    public Subset Subset { get; init; } = Subset.Train;

    /// <summary>SHA-256 of those images and labels, filled in when the configuration is resolved.</summary>
    [Setting("SHA-256 over the images and labels of selection.list, filled in when the run is created; a given value is checked.", IsFilledIn = true)]
    public string Manifest { get; init; } = "";
}
