namespace Experiments.Engine.Augmentation;

/// <summary>One batch, ready for the network.</summary>
/// <param name="Images">N × 3 × crop × crop, mean subtracted, divided by std.</param>
/// <param name="Labels">N × crop × crop class indices with 255 ignored (segmentation), or N class indices (classification).</param>
/// <param name="Stems">Where each of the N comes from.</param>
public sealed record TrainingBatch(float[] Images, long[] Labels, IReadOnlyList<string> Stems);
