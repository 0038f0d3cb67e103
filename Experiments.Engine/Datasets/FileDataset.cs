using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Experiments.Engine.Datasets.Caching;
using Experiments.Engine.Datasets.Official;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets;

/// <summary>
/// Images (PNG or JPEG) with label files that lie somewhere on disk. A <see cref="LabelledListing"/> says which and where;
/// a <see cref="LabelRule"/> says what the values stored in the label files mean.
/// </summary>
public sealed class FileDataset : IDataset, IContentAddressed
{
    private readonly DataSettings _settings;
    private readonly LabelledListing _listing;
    private readonly LabelRule _rule;
    private readonly LabelDecoder _decoder;
    private readonly Dictionary<Subset, string[]> _stems = [];
    private readonly Lazy<Func<string, string>>[] _hashes;

    /// <summary>Lists the files and reads the classes; without a class file it reads every label for its largest value.</summary>
    /// <param name="settings">Folders, lists, limits, classes, ignored values.</param>
    /// <exception cref="UsageException">Every problem at once: missing folders, images without labels, empty splits, ...</exception>
    /// <exception cref="DataException">A label that the classes are to be derived from cannot be used.</exception>
    public FileDataset(DataSettings settings) : this(settings, LabelledListing.Open(settings), isLenient: false) { }

    private FileDataset(DataSettings settings, LabelledListing listing, bool isLenient)
    {
        _settings = settings;
        _listing = listing;
        if (listing.Problems.Count > 0 && !(isLenient && listing.HasRoot)) throw new UsageException(listing.Problems);
        var official = OfficialSet.Find(settings.Dataset);
        var map = settings.LabelMap.Count > 0 ? LabelMapText.Parse(settings.LabelMap) : null;
        Classes = official?.Classes ?? ReadClasses(map, isLenient);
        _rule = official?.Rule(settings.IgnoreLabels) ?? new LabelRule(Classes.Count, map, settings.IgnoreLabels.ToHashSet());
        _decoder = new LabelDecoder(_rule, official is null
            ? $"correct the file, name the class in {(map is null ? "data.classesFile" : "data.labelMap")}, or add the value to data.ignoreLabels"
            : $"replace it by {official.Title}'s own file, or add the value to data.ignoreLabels");
        _hashes = [.. Enum.GetValues<Subset>().Select(s => new Lazy<Func<string, string>>(() => HashesOf(s)))];
        foreach (var subset in Enum.GetValues<Subset>()) _stems[subset] = [.. listing.Of(subset).Select(e => e.Stem)];
    }

    /// <inheritdoc />
    public string Name => DatasetDefaults.NameOf(_settings) is { Length: > 0 } name ? name : Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(_settings.Root)));

    /// <inheritdoc />
    public IReadOnlyList<DatasetClass> Classes { get; }

    /// <summary>What the values stored in the label files mean.</summary>
    internal LabelRule Labels => _rule;

    /// <summary>What is wrong with folders and splits; empty unless opened for a check.</summary>
    internal IReadOnlyList<string> Problems => _listing.Problems;

    /// <summary>Stems without image, label or instances; empty unless opened for a check.</summary>
    internal IReadOnlyList<Unpaired> Unpaired => _listing.Unpaired;

    /// <inheritdoc />
    public IReadOnlyList<string> Stems(Subset subset) => _stems[subset];

    /// <inheritdoc />
    public Sample Load(Subset subset, int index)
    {
        var entry = _listing.Of(subset)[index];
        var labels = LoadLabels(subset, index);
        var image = ImageFile.ReadRgb(entry.ImagePath);
        if (image.Height != labels.Height || image.Width != labels.Width) throw SizesDiffer(entry, image, labels.Height, labels.Width);
        return new Sample(entry.Stem, image, labels);
    }

    /// <summary>Reads one image alone.</summary>
    /// <exception cref="DataException">The file cannot be used.</exception>
    internal RgbImage LoadImage(Subset subset, int index) => ImageFile.ReadRgb(_listing.Of(subset)[index].ImagePath);

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
    /// SHA-256 of a text: the classes' names, the ignored values, the label map and the stems left out where there are any, and for
    /// each stem in order the SHA-256 of its image file and of its label file. Reads every file.
    /// </summary>
    public string ManifestOf(Subset subset) => ManifestOf(subset, HashesOf(subset));

    /// <inheritdoc />
    string IContentAddressed.ContentOf(Subset subset, int index)
    {
        var (entry, hashOf) = (_listing.Of(subset)[index], _hashes[(int)subset].Value);
        var text = new StringBuilder($"{hashOf(entry.ImagePath)} {hashOf(entry.LabelPath)} classes {Classes.Count}\n");
        _rule.AppendTo(text);
        return text.ToString();
    }

    /// <summary>The same, from hashes that are known already.</summary>
    /// <param name="subset">Subset.</param>
    /// <param name="hashOf">SHA-256 of a file.</param>
    internal string ManifestOf(Subset subset, Func<string, string> hashOf)
    {
        var text = new StringBuilder();
        for (var i = 0; i < Classes.Count; i++) text.Append(CultureInfo.InvariantCulture, $"class {i} {Classes[i].Name}\n");
        _rule.AppendTo(text);
        foreach (var stem in _listing.LeftOutOf(subset)) text.Append(CultureInfo.InvariantCulture, $"left out {stem}\n");
        foreach (var entry in _listing.Of(subset))
            text.Append(CultureInfo.InvariantCulture, $"{SettingDescriptor.NameOf(subset)} {entry.Stem} {hashOf(entry.ImagePath)} {hashOf(entry.LabelPath)}\n");
        // Folder sets had manifests before their instances counted; those of official sets come with the labels.
        if (DatasetDefaults.IsOfficial(_settings.Dataset))
        {
            foreach (var entry in _listing.Of(subset).Where(e => e.InstancePath.Length > 0))
                text.Append(CultureInfo.InvariantCulture, $"instances {entry.Stem} {hashOf(entry.InstancePath)}\n");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>Opens what there is, for a check: problems of folders and splits are kept, not thrown.</summary>
    /// <exception cref="UsageException">There is no root folder, or the class file cannot be used.</exception>
    internal static FileDataset OpenLeniently(DataSettings settings) => new(settings, LabelledListing.Open(settings), isLenient: true);

    /// <summary>The files of one image.</summary>
    internal LabelledImage EntryOf(Subset subset, int index) => _listing.Of(subset)[index];

    /// <summary>Classes of stored samples, for a check: values out of range are given back, not thrown.</summary>
    internal (LabelMap Labels, IReadOnlyList<OutOfRangeValue> OutOfRange) Decode(RawLabels raw, string file) => _decoder.Decode(raw, file);

    private Func<string, string> HashesOf(Subset subset) => FileHashes.Lookup([.. _listing.Of(subset).SelectMany(e => new[] { e.ImagePath, e.LabelPath, e.InstancePath }).Where(p => p.Length > 0)]);

    private (LabelMap Labels, IReadOnlyList<OutOfRangeValue> OutOfRange) Decode(LabelledImage entry) =>
        Decode(LabelFile.ReadRaw(entry.LabelPath), entry.LabelPath);

    /// <summary>The classes of the class file, else of the label map, else of the labels.</summary>
    private IReadOnlyList<DatasetClass> ReadClasses(IReadOnlyDictionary<int, int>? map, bool isLenient)
    {
        if (_settings.ClassesFile.Length == 0)
            return map is null ? DeriveClasses(isLenient) : [.. Enumerable.Range(0, map.Values.Max() + 1).Select(ClassFile.Unnamed)];
        var classes = ClassFile.Read(Path.Combine(Path.GetFullPath(_settings.Root), _settings.ClassesFile));
        if (map is not null && map.Values.Max() >= classes.Count)
            throw new UsageException($"data.labelMap has the class {map.Values.Max()}, and data.classesFile \"{_settings.ClassesFile}\" names {classes.Count} classes, 0 to {classes.Count - 1}; correct the map, or name the class.");
        return classes;
    }

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

        if (largest < 0 && !isLenient) throw new UsageException($"The labels of \"{_settings.Root}\" hold no value that counts, so no classes can be derived; check data.trainLabels and data.ignoreLabels, or give data.classesFile.");
        if (largest >= ClassFile.MaximumClasses && !isLenient)
            throw new UsageException($"Label {where} has the value {largest}, and classes derived from labels are 0 to {ClassFile.MaximumClasses - 1}; add the value to data.ignoreLabels, or give data.classesFile.");
        return [.. Enumerable.Range(0, Math.Clamp(largest + 1, 1, ClassFile.MaximumClasses)).Select(ClassFile.Unnamed)];
    }

    /// <summary>What to tell the owner of an image and a label of different sizes.</summary>
    internal static DataException SizesDiffer(LabelledImage entry, RgbImage image, int labelHeight, int labelWidth) =>
        new($"Image {entry.ImagePath} is {image.Width}×{image.Height}, but its label {entry.LabelPath} is {labelWidth}×{labelHeight}: they must have one size; replace one of them, or leave the stem out of the split.");
}
