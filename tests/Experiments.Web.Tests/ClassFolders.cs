using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Web.Tests;

/// <summary>A tiny set of class folders: two classes of plain colours with a gradient, four training and three validation images each.</summary>
internal static class ClassFolders
{
    /// <summary>Writes the set and gives the settings that read it.</summary>
    public static DataSettings Write(string root)
    {
        foreach (var (subset, count) in new[] { ("train", 4), ("val", 3) })
        {
            foreach (var (name, red, green) in new[] { ("brick", 180, 40), ("grass", 40, 180) })
            {
                for (var i = 0; i < count; i++)
                {
                    var shift = i * 5 + (subset == "val" ? 2 : 0);
                    PngFile.WriteRgb(
                        Path.Combine(root, subset, name, $"{i}.png"),
                        new RgbImage(20, 24, [.. Enumerable.Range(0, 20 * 24).SelectMany(p => new[] { (byte)(red + shift), (byte)(green + (p % 24)), (byte)(60 + (p / 24)) })]));
                }
            }
        }

        return new DataSettings { Dataset = DatasetName.ClassFolders, DisplayName = "Indoors-67", Root = root, TrainImages = "train", ValidationImages = "val", ShortSide = 18 };
    }

    /// <summary>A classifier on the set whose training takes about a second.</summary>
    public static RunConfiguration Tiny(DataSettings data) => TestSite.Tiny() with
    {
        Task = LearningTask.Classification,
        Data = data,
        Training = new TrainingSettings { Iterations = 3, BatchSize = 4, Crop = 16 },
        Augmentation = new AugmentationSettings { ScaleMin = 1, ScaleMax = 1, RotationDegrees = 0 },
        Execution = new ExecutionSettings { LogEvery = 1, ValidateEvery = 3 },
    };
}
