using Experiments.Engine.Datasets;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Cli;

/// <summary>The pictures that an evaluation writes of its images.</summary>
internal sealed class EvaluationPictures(Protocol protocol, AttemptFolder attempt, IReadOnlyList<DatasetClass> classes)
{
    private const string Folder = "predictions";

    private const string Image = "image";
    private const string Truth = "truth";
    private const string Colour = "prediction-colour";
    private const string Prediction = "prediction";

    // Where every prediction is wanted, image and truth are copied for the first few only: they lie in the data set.
    private const int CompletePictures = 4;

    /// <summary>Kinds of the pictures of an image; none for most.</summary>
    /// <param name="index">Position in the subset.</param>
    public IReadOnlyList<string> KindsOf(int index) => !protocol.WritesPicture(index) ? []
        : index < Math.Max(protocol.PredictionImages, CompletePictures) ? [Image, Truth, Colour, Prediction]
        : [Colour, Prediction];

    /// <summary>Writes and journals them.</summary>
    public void Write(int index, Sample sample, LabelMap prediction)
    {
        foreach (var kind in KindsOf(index))
        {
            var relative = Path.Combine(Folder, $"{sample.Stem}{SuffixOf(kind)}.png");
            var path = attempt.File(relative);
            switch (kind)
            {
                case Image: PngFile.WriteRgb(path, sample.Image); break;
                case Truth: PngFile.WritePalette(path, sample.Labels, classes); break;
                case Colour: PngFile.WritePalette(path, prediction, classes); break;
                default: PngFile.WriteGrey(path, prediction); break;
            }

            attempt.Journal.Write(new ArtifactEvent { Kind = kind, Name = sample.Stem, Path = relative });
        }
    }

    private static string SuffixOf(string kind) => kind switch
    {
        Image => "-image",
        Truth => "-truth",
        Colour => "-colour",
        _ => "",
    };
}
