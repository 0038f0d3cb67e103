using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Experiments.Engine.Datasets.Caching;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets;

/// <summary>
/// An image classification set: for each subset a folder of class folders of images (PNG or JPEG),
/// <c>train/bakery/0001.jpg</c>. The classes are the folders' names, sorted by ordinal value. Both subsets may lie in
/// the same folders when split lists (lines <c>class/name</c>) or patterns tell them apart, as the lists of MIT
/// Indoors-67 do.
/// </summary>
public sealed class ClassFolderDataset : IClassificationDataset
{
    private readonly DataSettings _settings;
    private readonly ClassFolderListing _listing;
    private readonly Dictionary<Subset, string[]> _stems = [];
    private readonly Dictionary<Subset, int[]> _classes = [];

    /// <summary>Lists the files; opens none.</summary>
    /// <param name="settings">Root, folders, lists, limits.</param>
    /// <exception cref="UsageException">Every problem at once: missing folders, classes in one subset only, classes without images, ...</exception>
    public ClassFolderDataset(DataSettings settings) : this(settings, isLenient: false) { }

    private ClassFolderDataset(DataSettings settings, bool isLenient)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _settings = settings;
        _listing = new ClassFolderListing(settings);
        if (_listing.Problems.Count > 0 && !(isLenient && _listing.HasRoot)) throw new UsageException(_listing.Problems);
        Classes = [.. _listing.Classes.Select((name, i) => ClassFile.Unnamed(i) with { Name = name })];
        var indices = _listing.Classes.Select((name, i) => (name, i)).ToDictionary(c => c.name, c => c.i, StringComparer.Ordinal);
        foreach (var subset in Enum.GetValues<Subset>())
        {
            _stems[subset] = [.. _listing.Of(subset).Select(e => e.Stem)];
            _classes[subset] = [.. _listing.Of(subset).Select(e => indices[e.ClassName])];
        }
    }

    /// <inheritdoc />
    public string Name => _settings.DisplayName.Length > 0 ? _settings.DisplayName : Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(_settings.Root)));

    /// <summary>The classes, in index order; their colours are those of the Pascal VOC colour map.</summary>
    public IReadOnlyList<DatasetClass> Classes { get; }

    /// <summary>What is wrong with folders and splits; empty unless opened for a check.</summary>
    internal IReadOnlyList<string> Problems => _listing.Problems;

    /// <inheritdoc />
    public IReadOnlyList<string> Stems(Subset subset) => _stems[subset];

    /// <inheritdoc />
    public int ClassOf(Subset subset, int index) => _classes[subset][index];

    /// <inheritdoc />
    public ClassifiedImage Load(Subset subset, int index)
    {
        var entry = _listing.Of(subset)[index];
        return new ClassifiedImage(entry.Stem, ImageFile.ReadRgb(entry.ImagePath), ClassOf(subset, index));
    }

    /// <summary>
    /// SHA-256 of a text: the classes' names, and for each stem (which begins with its class) in order the SHA-256 of
    /// its image file. Reads every file.
    /// </summary>
    public string ManifestOf(Subset subset) => ManifestOf(subset, FileHashes.Lookup([.. _listing.Of(subset).Select(e => e.ImagePath)]));

    /// <summary>The path of one image.</summary>
    internal string PathOf(Subset subset, int index) => _listing.Of(subset)[index].ImagePath;

    /// <summary>The same manifest, from hashes that are known already.</summary>
    /// <param name="subset">Subset.</param>
    /// <param name="hashOf">SHA-256 of a file.</param>
    internal string ManifestOf(Subset subset, Func<string, string> hashOf)
    {
        var text = new StringBuilder();
        for (var i = 0; i < Classes.Count; i++) text.Append(CultureInfo.InvariantCulture, $"class {i} {Classes[i].Name}\n");
        foreach (var stem in _listing.LeftOutOf(subset)) text.Append(CultureInfo.InvariantCulture, $"left out {stem}\n");
        foreach (var entry in _listing.Of(subset))
            text.Append(CultureInfo.InvariantCulture, $"{SettingDescriptor.NameOf(subset)} {entry.Stem} {hashOf(entry.ImagePath)}\n");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>Opens what there is, for a check: problems of folders and splits are kept, not thrown.</summary>
    /// <exception cref="UsageException">There is no root folder.</exception>
    internal static ClassFolderDataset OpenLeniently(DataSettings settings) => new(settings, isLenient: true);
}
