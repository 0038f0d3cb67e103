using System.Collections.Concurrent;
using Experiments.Data.Comparing;
using Experiments.Data.Model;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;
using Experiments.Web.Results;

namespace Experiments.Web.Comparing;

/// <summary>One image with what two runs predicted of it.</summary>
/// <param name="Name">Stem of the image.</param>
/// <param name="Image">The image, as an artifact; null where it was not kept.</param>
/// <param name="Truth">Its labels in colour.</param>
/// <param name="Colours">What each run predicted, in colour, by the run's job.</param>
/// <param name="A">A's predicted classes.</param>
/// <param name="B">B's predicted classes.</param>
/// <param name="Disagreement">Share of the pixels on which the two differ, 0 to 1; null where they cannot be compared.</param>
public sealed record ComparedImage(string Name, long? Image, long? Truth, IReadOnlyDictionary<long, long> Colours, long A, long B, double? Disagreement);

/// <summary>Reads the pictures that evaluations kept of the same images.</summary>
/// <param name="comparisons">Which pictures there are.</param>
/// <param name="files">The runs folder.</param>
public sealed class ComparePictures(ComparisonQueries comparisons, RunFiles files)
{
    /// <summary>Most images that are looked at for their disagreement.</summary>
    public const int MostImages = 48;

    private const int Remembered = 10_000;

    private readonly ConcurrentDictionary<(long A, long B, long? Truth), double?> _disagreements = new();

    /// <summary>The images that both evaluations kept a prediction of, those on which they disagree most first.</summary>
    /// <param name="a">Job of A's evaluation.</param>
    /// <param name="b">Job of B's.</param>
    /// <param name="others">Jobs of further evaluations that are shown beside them.</param>
    /// <param name="cancellationToken">Token.</param>
    public async Task<IReadOnlyList<ComparedImage>> OfAsync(long a, long b, IReadOnlyList<long> others, CancellationToken cancellationToken = default)
    {
        var pictures = await comparisons.PicturesAsync([a, b, .. others], cancellationToken);
        var images = new List<ComparedImage>();
        foreach (var ofImage in pictures.GroupBy(p => p.Name, StringComparer.Ordinal))
        {
            if (images.Count == MostImages) break;
            if (Find(ofImage, a, Artifact.Prediction) is not { } ofA || Find(ofImage, b, Artifact.Prediction) is not { } ofB) continue;
            var truth = Find(ofImage, a, Artifact.Truth) ?? Find(ofImage, b, Artifact.Truth);
            images.Add(new ComparedImage(
                ofImage.Key,
                (Find(ofImage, a, Artifact.Image) ?? Find(ofImage, b, Artifact.Image))?.ArtifactId,
                truth?.ArtifactId,
                ofImage.Where(p => p.Kind == Artifact.PredictionColour).GroupBy(p => p.JobId).ToDictionary(g => g.Key, g => g.Last().ArtifactId),
                ofA.ArtifactId,
                ofB.ArtifactId,
                await Task.Run(() => DisagreementOf(ofA, ofB, truth), cancellationToken)));
        }

        return [.. images.OrderByDescending(i => i.Disagreement ?? -1).ThenBy(i => i.Name, StringComparer.Ordinal)];
    }

    /// <summary>The map of two predictions, PNG; null where a file is gone, is no prediction, or sizes or classes differ.</summary>
    public async Task<byte[]?> MapAsync(long a, long b, long? truth, CancellationToken cancellationToken = default)
    {
        var found = (await comparisons.PicturesByIdAsync([a, b, truth ?? a], cancellationToken)).ToDictionary(p => p.ArtifactId);
        if (found.GetValueOrDefault(a) is not { Kind: Artifact.Prediction } ofA || found.GetValueOrDefault(b) is not { Kind: Artifact.Prediction } ofB || ofA.Name != ofB.Name) return null;
        ComparedPicture? labels = null;
        if (truth is { } id && (!found.TryGetValue(id, out labels) || labels is not { Kind: Artifact.Truth } || labels.Name != ofA.Name)) return null;
        return await Task.Run(() => Draw(ofA, ofB, labels), cancellationToken);
    }

    private static ComparedPicture? Find(IEnumerable<ComparedPicture> pictures, long job, string kind) => pictures.LastOrDefault(p => p.JobId == job && p.Kind == kind);

    private byte[]? Draw(ComparedPicture a, ComparedPicture b, ComparedPicture? truth)
    {
        if (Map(a, b, truth) is not { } map) return null;
        using var png = new MemoryStream();
        PngFile.WritePalette(png, map, DifferenceMap.Colours);
        return png.ToArray();
    }

    /// <summary>What attempts wrote never changes: a share is worked out once.</summary>
    private double? DisagreementOf(ComparedPicture a, ComparedPicture b, ComparedPicture? truth)
    {
        if (_disagreements.Count > Remembered) _disagreements.Clear();
        return _disagreements.GetOrAdd((a.ArtifactId, b.ArtifactId, truth?.ArtifactId), _ => Map(a, b, truth) is { } map ? DifferenceMap.Disagreement(map) : null);
    }

    private LabelMap? Map(ComparedPicture a, ComparedPicture b, ComparedPicture? truth)
    {
        // One number means one class in both, or there is nothing to hold against each other.
        if (!a.Classes.SequenceEqual(b.Classes, StringComparer.Ordinal)) return null;
        try
        {
            return Read(a) is { } ofA && Read(b) is { } ofB ? DifferenceMap.Of(ofA, ofB, truth is null ? null : Read(truth)) : null;
        }
        catch (Exception e) when (e is DataException or IOException or UnauthorizedAccessException)
        {
            return null; // Damaged, gone meanwhile, or of another size: the pictures stand, without a map.
        }
    }

    private LabelMap? Read(ComparedPicture picture) => files.Find(picture.Folder, picture.Path) is { } file ? LabelFile.Read(file) : null;
}
