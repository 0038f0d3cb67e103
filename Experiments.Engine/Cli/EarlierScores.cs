using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Experiments.Engine.Datasets;
using Experiments.Engine.Journal;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Cli;

/// <summary>
/// The images that earlier attempts of an evaluation scored, out of their journals. Only those count that were scored as they would be now (same
/// checkpoint, protocol, images, devices and threads), whose line is whole and whose pictures are there; all others are scored anew.
/// </summary>
internal sealed class EarlierScores
{
    private readonly AttemptFolder _attempt;
    private readonly Dictionary<int, Scored> _images = [];

    private EarlierScores(AttemptFolder attempt) => _attempt = attempt;

    /// <summary>How many there are.</summary>
    public int Count => _images.Count;

    /// <summary>Says what an evaluation scores.</summary>
    /// <param name="checkpointSha256">SHA-256 of the checkpoint.</param>
    /// <param name="protocol">Resolved protocol.</param>
    /// <param name="configuration">How the images are read, and on which devices.</param>
    /// <param name="dataset">The images.</param>
    public static ScoredThing ThingOf(string checkpointSha256, Protocol protocol, RunConfiguration configuration, IImageSet dataset)
    {
        var text = new StringBuilder();
        foreach (var one in dataset.Classes) text.Append(CultureInfo.InvariantCulture, $"{one.Name}\n{one.Category}\n{one.LabelId}\n");
        foreach (var stem in dataset.Stems(protocol.Subset)) text.Append(stem).Append('\n');
        return new ScoredThing
        {
            Checkpoint = checkpointSha256,
            Protocol = Fingerprint.Of(protocol),
            Configuration = string.Create(CultureInfo.InvariantCulture, $"{Fingerprint.Of(configuration)}, seed {configuration.Seed}"),
            Images = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()))),
            Devices = string.Join(", ", configuration.Execution.Devices),
        };
    }

    /// <summary>Reads journals; the log says what of each is gone on from, and why not where nothing is.</summary>
    /// <param name="journals">The journals. Of an image that several have the first one's score counts.</param>
    /// <param name="now">What the evaluation that goes on says at its start.</param>
    /// <param name="stems">Stems of its images, in order.</param>
    /// <param name="picturesOf">Kinds of the pictures that an image at a position must have.</param>
    /// <param name="attempt">The folder of the evaluation that goes on.</param>
    public static EarlierScores Read(
        IEnumerable<string> journals, StartedEvent now, IReadOnlyList<string> stems, Func<int, IReadOnlyList<string>> picturesOf, AttemptFolder attempt)
    {
        var earlier = new EarlierScores(attempt);
        foreach (var journal in journals)
        {
            if (!File.Exists(journal)) throw new UsageException($"--resume-from {journal} does not exist: give the {JournalWriter.FileName} of an earlier attempt's folder.");
            var before = earlier.Count;
            var why = earlier.Add(Path.GetFullPath(journal), now, stems, picturesOf);
            attempt.Log(earlier.Count > before
                ? $"goes on from {journal}: {earlier.Count - before} images"
                : $"takes no image over from {journal}: {why ?? "none that is missing was scored there"}");
        }

        return earlier;
    }

    /// <summary>Leaves only whole groups: the images of one are scored together, and again together.</summary>
    /// <param name="size">Images of a group, from the first on.</param>
    /// <param name="count">Images in all.</param>
    public void KeepWholeGroups(int size, int count)
    {
        foreach (var group in Enumerable.Range(0, count).Chunk(size).Where(g => !g.All(_images.ContainsKey)))
        {
            foreach (var index in group) _images.Remove(index);
        }
    }

    /// <summary>The score of an image, which becomes this attempt's own: its pictures are copied, and all is journalled as if it had been scored here. Null where it must be scored.</summary>
    /// <param name="index">Position in the subset.</param>
    public ImageScoredEvent? TakeOver(int index)
    {
        if (!_images.TryGetValue(index, out var found)) return null;
        if (found.Folder == _attempt.Path) return found.Image; // its own journal has it
        foreach (var picture in found.Pictures)
        {
            using var source = File.OpenRead(Path.Combine(found.Folder, picture.Path));
            WholeFile.Write(_attempt.File(picture.Path), source.CopyTo);
            _attempt.Journal.Write(picture);
        }

        _attempt.Journal.Write(found.Image);
        return found.Image;
    }

    /// <summary>Why nothing of it can be taken over; null where something could, or where there was nothing.</summary>
    private string? Add(string journal, StartedEvent now, IReadOnlyList<string> stems, Func<int, IReadOnlyList<string>> picturesOf)
    {
        var folder = Path.GetDirectoryName(journal)!;
        var (pictures, own) = (new List<ArtifactEvent>(), new Dictionary<int, Scored>());
        string? why = "it does not say what was scored";
        foreach (var entry in JournalFile.Read(journal))
        {
            switch (entry)
            {
                case StartedEvent started:
                    why = DifferenceOf(started, now);
                    pictures.Clear();
                    break;
                case ArtifactEvent picture:
                    pictures.Add(picture);
                    break;
                case ImageScoredEvent image:
                    List<ArtifactEvent> needed = [.. picturesOf(image.Index).Select(kind => pictures.FindLast(p => p.Kind == kind && p.Name == image.Stem)).OfType<ArtifactEvent>()];
                    if (why is null && IsGood(image, stems) && needed.Count == picturesOf(image.Index).Count && needed.TrueForAll(p => File.Exists(Path.Combine(folder, p.Path))))
                        own[image.Index] = new Scored(image, needed, folder);
                    pictures.Clear();
                    break;
            }
        }

        foreach (var (index, scored) in own) _images.TryAdd(index, scored);
        return why;
    }

    private static bool IsGood(ImageScoredEvent image, IReadOnlyList<string> stems) =>
        image.Check == image.CheckOf() && image.Index >= 0 && image.Index < stems.Count && stems[image.Index] == image.Stem;

    private static string? DifferenceOf(StartedEvent then, StartedEvent now)
    {
        if (then.Scores is not { } scored) return "it does not say what was scored";
        if (scored.Checkpoint != now.Scores!.Checkpoint) return $"it scored the checkpoint with SHA-256 {scored.Checkpoint}, this one has {now.Scores.Checkpoint}";
        if (scored.Protocol != now.Scores.Protocol) return "it scored under another protocol or other images and labels";
        if (scored.Configuration != now.Scores.Configuration) return "its configuration is another one";
        if (scored.Images != now.Scores.Images) return "its classes or the order of its images are others";
        if (scored.Devices != now.Scores.Devices) return $"it ran on {scored.Devices}, this one runs on {now.Scores.Devices}";
        return then.Threads == now.Threads ? null : string.Create(CultureInfo.InvariantCulture, $"it ran on {then.Threads} threads, this one runs on {now.Threads}");
    }

    private sealed record Scored(ImageScoredEvent Image, IReadOnlyList<ArtifactEvent> Pictures, string Folder);
}
