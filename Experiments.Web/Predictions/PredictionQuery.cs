using Experiments.Data.Runs;
using Experiments.Engine.Datasets;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Web.Predictions;

/// <summary>Reads what was predicted of the images that people brought, and the runs that can predict.</summary>
/// <param name="files">Images and predictions.</param>
/// <param name="runs">Trained runs.</param>
public sealed class PredictionQuery(PredictionFiles files, TrainedRunQuery runs)
{
    /// <summary>Blended with "lighten" over a greyed image: what is black leaves the image as it is.</summary>
    private static readonly DatasetClass[] DifferenceColours = [new("same", 0, 0, 0), new("different", 255, 64, 200)];

    /// <summary>An image; null where it is gone.</summary>
    public BroughtImage? Find(string? image) => files.Find(image);

    /// <summary>What was predicted of it; null where nothing was.</summary>
    public PredictionReport? Predicted(string? image, PredictionKey? key) => key is { } known ? files.Predicted(image, known) : null;

    /// <summary>Runs that can predict: trained ones whose network labels pixels, the newest first.</summary>
    public Task<IReadOnlyList<TrainedRun>> RunsAsync(string text, int most, CancellationToken cancellationToken) =>
        runs.FindAsync(text, ("task", SettingDescriptor.NameOf(LearningTask.Classification)), most, cancellationToken);

    /// <summary>One of them; null where there is none.</summary>
    public Task<TrainedRun?> RunAsync(long run, CancellationToken cancellationToken) => runs.FindAsync(run, cancellationToken);

    /// <summary>Where two predictions of an image differ; null while there are not both.</summary>
    public PredictionDifference? Difference(string? image, PredictionKey a, PredictionKey b) => Compare(image, a, b)?.Difference;

    /// <summary>The same as a picture, a PNG file that is bright where they differ and black elsewhere; null while there are not both.</summary>
    public string? DifferencePicture(string? image, PredictionKey a, PredictionKey b)
    {
        if (files.MadeDifference(image, a, b) is { } made) return made;
        if (Compare(image, a, b) is not { } compared) return null;
        var file = files.DifferenceOf(image!, a, b);
        PngFile.WritePalette(file, compared.Where, DifferenceColours);
        return file;
    }

    private (PredictionDifference Difference, LabelMap Where)? Compare(string? image, PredictionKey a, PredictionKey b)
    {
        if (files.Find(image, a, PredictionFiles.Labels) is not { } first || files.Find(image, b, PredictionFiles.Labels) is not { } second) return null;
        if (files.Predicted(image, a) is not { } reportOfA || files.Predicted(image, b) is not { } reportOfB) return null;
        try
        {
            return PredictionDifference.Of(LabelFile.Read(first), [.. reportOfA.Classes.Select(c => c.Name)], LabelFile.Read(second), [.. reportOfB.Classes.Select(c => c.Name)]);
        }
        catch (Exception e) when (e is DataException or IOException)
        {
            return null; // One of them was taken away meanwhile.
        }
    }
}
