using Experiments.Engine.Datasets.Official;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets;

/// <summary>An image, its label file and, where there is one, its instance file.</summary>
/// <param name="Stem">Name of the image; unique in its subset.</param>
/// <param name="ImagePath">PNG or JPEG.</param>
/// <param name="LabelPath">Label file.</param>
/// <param name="InstancePath">Instance file; empty for none.</param>
internal sealed record LabelledImage(string Stem, string ImagePath, string LabelPath, string InstancePath = "");

/// <summary>A stem that takes no part because something of it is missing.</summary>
/// <param name="Stem">Stem.</param>
/// <param name="Reason">What is missing, and where.</param>
internal sealed record Unpaired(string Stem, string Reason);

/// <summary>
/// The pairs of image and label that a data set's settings choose, sorted by stem, with everything that is wrong. One class a
/// layout on disk.
/// </summary>
/// <param name="settings">Its root counts here.</param>
/// <param name="kind">The kind of set, for messages: <c>a folder set</c>.</param>
/// <param name="style">How split lists name images.</param>
internal abstract class LabelledListing(DataSettings settings, string kind, StemStyle style) : SplitListing(settings, kind, style)
{
    private readonly List<Unpaired> _unpaired = [];

    /// <summary>Stems without image, label or instances; every one, where the problems name the first few.</summary>
    public IReadOnlyList<Unpaired> Unpaired => _unpaired;

    /// <summary>Pairs of a subset.</summary>
    public abstract IReadOnlyList<LabelledImage> Of(Subset subset);

    /// <summary>The listing of the set that the settings name.</summary>
    public static LabelledListing Open(DataSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return OfficialSet.Find(settings.Dataset) is { } official ? new OfficialListing(settings, official) : new FolderListing(settings);
    }

    /// <summary>Adds a problem that several stems share, if any has it, and keeps all their names.</summary>
    protected void ReportUnpaired(IEnumerable<string> stems, string what, string remedy)
    {
        var found = stems.ToList();
        Report(found, what, remedy);
        _unpaired.AddRange(found.Select(s => new Unpaired(s, what)));
    }
}
