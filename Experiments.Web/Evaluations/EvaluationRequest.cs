using System.Globalization;
using Experiments.Engine.Schema;

namespace Experiments.Web.Evaluations;

/// <summary>How trained runs are to be scored: a template, or a complete protocol, and what is changed of it. Immutable.</summary>
public sealed record EvaluationRequest
{
    /// <summary>A name among <see cref="EvaluationTemplates"/>; means what each run's profile means by it.</summary>
    public string Template { get; init; } = ProtocolTemplates.SingleScale;

    /// <summary>A protocol instead of a template; null for none.</summary>
    public Protocol? Protocol { get; init; }

    /// <summary>Name of the protocol in tables; empty makes one out of the template's name and what is changed.</summary>
    public string Name { get; init; } = "";

    /// <summary>Which images; null for the template's.</summary>
    public Subset? Subset { get; init; }

    /// <summary>Another list of the subset's images; null for the template's, empty for the run's own.</summary>
    public string? ImageList { get; init; }

    /// <summary><c>last</c>, <c>best</c> or <c>iteration:N</c>; null for the template's.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>Scales; null for the template's.</summary>
    public IReadOnlyList<double>? Scales { get; init; }

    /// <summary>Whether the mirror image is added; null for the template's.</summary>
    public bool? Mirror { get; init; }

    /// <summary>Side of the windows in pixels, which may differ from the trained one; null for the template's.</summary>
    public int? Crop { get; init; }

    /// <summary>Number of images whose prediction is written, -1 for all; null for the template's.</summary>
    public int? PredictionImages { get; init; }

    /// <summary>The protocol for a run, not yet resolved.</summary>
    /// <param name="configuration">The run's configuration.</param>
    /// <exception cref="UsageException">There is no such template.</exception>
    public Protocol For(RunConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var start = Protocol ?? EvaluationTemplates.For(configuration, Template);
        var changed = start with
        {
            Subset = Subset ?? start.Subset,
            // A manifest is that of the images it was made for.
            Manifest = Subset is null && ImageList is null ? start.Manifest : "",
            ImageList = ImageList ?? start.ImageList,
            Checkpoint = Checkpoint ?? start.Checkpoint,
            Scales = Scales ?? start.Scales,
            Mirror = Mirror ?? start.Mirror,
            Crop = Crop ?? start.Crop,
            // To name a crop here is to want it.
            OtherCrop = start.OtherCrop || Crop is > 0,
            PredictionImages = PredictionImages ?? start.PredictionImages,
        };
        return changed with { Name = Name.Length > 0 ? Name : NameOf(start, changed) };
    }

    /// <summary>Reads scales that a person typed: numbers separated by commas or blanks; null where nothing is.</summary>
    /// <exception cref="UsageException">A word is no number.</exception>
    public static IReadOnlyList<double>? ReadScales(string? text)
    {
        var words = (text ?? "").Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return words.Length == 0
            ? null
            : [.. words.Select(w => double.TryParse(w, NumberStyles.Float, CultureInfo.InvariantCulture, out var scale) && double.IsFinite(scale)
                ? scale
                : throw new UsageException($"Scales are \"{text}\": \"{w}\" is no number; give numbers such as 0.5, 1, 1.5."))];
    }

    /// <summary>Reads a crop that a person typed; null where nothing is.</summary>
    /// <exception cref="UsageException">It is no whole number above 0.</exception>
    public static int? ReadCrop(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var crop) && crop > 0
            ? crop
            : throw new UsageException($"The crop is \"{text}\": it must be a whole number of pixels above 0; leave it out for the trained one.");
    }

    /// <summary>Reads a number of pictures that a person typed; null where nothing is.</summary>
    /// <exception cref="UsageException">It is no whole number from -1.</exception>
    public static int? ReadPictures(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var pictures) && pictures >= -1
            ? pictures
            : throw new UsageException($"The number of pictures is \"{text}\": it must be a whole number, 0 for none and -1 for all; leave it out for the protocol's.");
    }

    private static string NameOf(Protocol start, Protocol changed)
    {
        var words = new List<string> { start.Name };
        if (changed.Subset != start.Subset) words.Add(SettingDescriptor.NameOf(changed.Subset));
        if (changed.ImageList != start.ImageList && changed.ImageList.Length > 0) words.Add(Path.GetFileNameWithoutExtension(changed.ImageList));
        if (changed.Checkpoint != start.Checkpoint) words.Add(changed.Checkpoint);
        if (!changed.Scales.SequenceEqual(start.Scales)) words.Add($"×{string.Join("/", changed.Scales.Select(s => SettingDescriptor.Format(s)))}");
        if (changed.Mirror != start.Mirror) words.Add(changed.Mirror ? "mirror" : "no mirror");
        if (changed.Crop != start.Crop) words.Add(string.Create(CultureInfo.InvariantCulture, $"crop {changed.Crop}"));
        return string.Join(' ', words);
    }
}
