using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets;

/// <summary>
/// Images (PNG or JPEG) with label files that lie somewhere on disk. A <see cref="LabelledListing"/> says which and where;
/// grey values or palette indices of the labels are the classes.
/// </summary>
public sealed class FileDataset : IDataset
{
    private readonly DataSettings _settings;
    private readonly LabelledListing _listing;
    private readonly LabelDecoder _decoder;
    private readonly Dictionary<Subset, string[]> _stems = [];

    /// <summary>Lists the files and reads the classes; without a class file it reads every label for its largest value.</summary>
    /// <param name="settings">Folders, lists, limits, classes, ignored values.</param>
    /// <exception cref="UsageException">Every problem at once: missing folders, images without labels, empty splits, ...</exception>
    /// <exception cref="DataException">A label that the classes are to be derived from cannot be used.</exception>
    public FileDataset(DataSettings settings) : this(settings, Listing(settings), isLenient: false) { }

    private FileDataset(DataSettings settings, LabelledListing listing, bool isLenient)
    {
        _settings = settings;
        _listing = listing;
        if (listing.Problems.Count > 0 && !(isLenient && listing.HasRoot)) throw new UsageException(listing.Problems);
        Classes = settings.ClassesFile.Length > 0
            ? ClassFile.Read(Path.Combine(Path.GetFullPath(settings.Root), settings.ClassesFile))
            : DeriveClasses(isLenient);
        _decoder = new LabelDecoder(Classes.Count, settings.IgnoreLabels);
        foreach (var subset in Enum.GetValues<Subset>()) _stems[subset] = [.. listing.Of(subset).Select(e => e.Stem)];
    }

    /// <inheritdoc />
    public string Name => _settings.DisplayName.Length > 0 ? _settings.DisplayName : Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(_settings.Root)));

    /// <inheritdoc />
    public IReadOnlyList<DatasetClass> Classes { get; }

    /// <summary>What is wrong with folders and splits; empty unless opened for a check.</summary>
    internal IReadOnlyList<string> Problems => _listing.Problems;

    /// <inheritdoc />
    public IReadOnlyList<string> Stems(Subset subset) => _stems[subset];

    /// <inheritdoc />
    public Sample Load(Subset subset, int index)
    {
        var entry = _listing.Of(subset)[index];
        var labels = LoadLabels(subset, index);
        var image = ImageFile.ReadRgb(entry.ImagePath);
        if (image.Height != labels.Height || image.Width != labels.Width) throw SizesDiffer(entry, image, labels);
        return new Sample(entry.Stem, image, labels);
    }

    /// <inheritdoc />
    public LabelMap LoadLabels(Subset subset, int index)
    {
        var entry = _listing.Of(subset)[index];
        var (labels, outOfRange) = Decode(entry);
        return outOfRange.Count == 0 ? labels : throw _decoder.Refuse(outOfRange);
    }

    /// <inheritdoc />
    public RawLabels? LoadInstances(Subset subset, int index)
    {
        var path = _listing.Of(subset)[index].InstancePath;
        return path.Length == 0 ? null : LabelFile.ReadRaw(path);
    }

    /// <summary>
    /// SHA-256 of a text: the classes' names, the ignored values, and for each stem in order the SHA-256 of its image
    /// file and of its label file. Reads every file.
    /// </summary>
    public string ManifestOf(Subset subset)
    {
        var text = new StringBuilder();
        for (var i = 0; i < Classes.Count; i++) text.Append(CultureInfo.InvariantCulture, $"class {i} {Classes[i].Name}\n");
        foreach (var value in _settings.IgnoreLabels.Distinct().Order()) text.Append(CultureInfo.InvariantCulture, $"ignore {value}\n");
        foreach (var entry in _listing.Of(subset))
            text.Append(CultureInfo.InvariantCulture, $"{SettingDescriptor.NameOf(subset)} {entry.Stem} {FileHash.Of(entry.ImagePath)} {FileHash.Of(entry.LabelPath)}\n");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>Opens what there is, for a check: problems of folders and splits are kept, not thrown.</summary>
    /// <exception cref="UsageException">There is no root folder, the class file cannot be used, or there is no label to derive classes from.</exception>
    internal static FileDataset OpenLeniently(DataSettings settings) => new(settings, Listing(settings), isLenient: true);

    private static FolderListing Listing(DataSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new FolderListing(settings);
    }

    /// <summary>Reads one pair for a check: values out of range are given back, not thrown.</summary>
    /// <exception cref="DataException">A file cannot be used, or the sizes differ.</exception>
    internal (LabelMap Labels, IReadOnlyList<OutOfRangeValue> OutOfRange) Inspect(Subset subset, int index)
    {
        var entry = _listing.Of(subset)[index];
        var result = Decode(entry);
        var image = ImageFile.ReadRgb(entry.ImagePath);
        if (image.Height != result.Labels.Height || image.Width != result.Labels.Width) throw SizesDiffer(entry, image, result.Labels);
        return result;
    }

    private (LabelMap Labels, IReadOnlyList<OutOfRangeValue> OutOfRange) Decode(LabelledImage entry) =>
        _decoder.Decode(LabelFile.ReadRaw(entry.LabelPath), entry.LabelPath);

    private DatasetClass[] DeriveClasses(bool isLenient)
    {
        var ignored = _settings.IgnoreLabels.ToHashSet();
        var largest = -1;
        var where = "";
        foreach (var entry in Enum.GetValues<Subset>().SelectMany(_listing.Of))
        {
            try
            {
                foreach (var sample in LabelFile.ReadRaw(entry.LabelPath).Samples)
                {
                    if (sample > largest && !ignored.Contains(sample)) (largest, where) = (sample, entry.LabelPath);
                }
            }
            catch (DataException) when (isLenient)
            {
                // The check reports the file itself when it comes to it.
            }
        }

        if (largest < 0) throw new UsageException($"The labels of \"{_settings.Root}\" hold no value that counts, so no classes can be derived; check data.trainLabels and data.ignoreLabels, or give data.classesFile.");
        if (largest >= ClassFile.MaximumClasses && !isLenient)
            throw new UsageException($"Label {where} has the value {largest}, and classes derived from labels are 0 to {ClassFile.MaximumClasses - 1}; add the value to data.ignoreLabels, or give data.classesFile.");
        return [.. Enumerable.Range(0, Math.Min(largest + 1, ClassFile.MaximumClasses)).Select(ClassFile.Unnamed)];
    }

    private static DataException SizesDiffer(LabelledImage entry, RgbImage image, LabelMap labels) =>
        new($"Image {entry.ImagePath} is {image.Width}×{image.Height}, but its label {entry.LabelPath} is {labels.Width}×{labels.Height}: they must have one size; replace one of them, or leave the stem out of the split.");
}
