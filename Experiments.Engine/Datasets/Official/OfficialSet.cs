using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets.Official;

/// <summary>A subset of an official set.</summary>
/// <param name="Name">Its official name.</param>
/// <param name="Images">How many images it has; 0 where that is not checked.</param>
/// <param name="SameImagesAs">The subset that has the same images with other labels; empty for none.</param>
internal sealed record OfficialSubset(string Name, int Images, string SameImagesAs = "");

/// <summary>The files of a subset by stem.</summary>
/// <param name="Place">Where they were looked for, for messages.</param>
/// <param name="Images">Images.</param>
/// <param name="Labels">Label files.</param>
internal sealed record SubsetFiles(string Place, IReadOnlyDictionary<string, string> Images, IReadOnlyDictionary<string, string> Labels)
{
    /// <summary>Instance images; empty where the subset has none.</summary>
    public IReadOnlyDictionary<string, string> Instances { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The files whose stems a list names.</summary>
    public SubsetFiles Only(IReadOnlyCollection<string> stems) => this with { Images = Those(Images, stems), Labels = Those(Labels, stems) };

    private static Dictionary<string, string> Those(IReadOnlyDictionary<string, string> files, IEnumerable<string> stems) =>
        stems.Distinct(StringComparer.Ordinal).Where(files.ContainsKey).ToDictionary(s => s, s => files[s], StringComparer.Ordinal);
}

/// <summary>A data set as its archives unpack: one subclass a set, with its paths, classes, label values and counts.</summary>
internal abstract class OfficialSet
{
    private static readonly OfficialSet[] All = [new Cityscapes(), new Ade20k(), new PascalVoc(), new Sbd(), new VocAugmented()];

    private readonly Lazy<IReadOnlyList<DatasetClass>> _classes;

    /// <param name="name">Its name in configurations.</param>
    /// <param name="classes">Name of the class file among the program's resources.</param>
    protected OfficialSet(DatasetName name, string classes)
    {
        Name = name;
        _classes = new Lazy<IReadOnlyList<DatasetClass>>(() => ReadClasses(classes));
    }

    /// <summary>Its name in configurations.</summary>
    public DatasetName Name { get; }

    /// <summary>Its name in tables.</summary>
    public string Title => DatasetDefaults.TitleOf(Name);

    /// <summary>Its classes, in index order.</summary>
    public IReadOnlyList<DatasetClass> Classes => _classes.Value;

    /// <summary>The subsets that have labels.</summary>
    public abstract IReadOnlyList<OfficialSubset> Subsets { get; }

    /// <summary>The images without labels.</summary>
    public virtual OfficialSubset Test { get; } = new("test", 0);

    /// <summary>What file names of images have after the stem, which lists may have too.</summary>
    public virtual string StemSuffix => "";

    /// <summary>The set of that name, or null where it is no official set.</summary>
    public static OfficialSet? Find(DatasetName name) => All.FirstOrDefault(s => s.Name == name);

    /// <summary>What stored label values mean.</summary>
    /// <param name="alsoIgnored">Further values to ignore.</param>
    public LabelRule Rule(IEnumerable<int> alsoIgnored) => new(Classes.Count, Map, new HashSet<int>([.. Ignored, .. alsoIgnored]));

    /// <summary>The files of a subset; null, with the problem told, where they cannot be found.</summary>
    public abstract SubsetFiles? Files(OfficialFolders folders, string subset, DataSettings settings);

    /// <summary>The images of the test subset by stem; null, with the problem told, where there are none.</summary>
    public abstract IReadOnlyDictionary<string, string>? TestImages(OfficialFolders folders);

    /// <summary>Stored value to class index; null where stored values are class indices.</summary>
    protected virtual IReadOnlyDictionary<int, int>? Map => null;

    /// <summary>Stored values that count for nothing.</summary>
    protected abstract IReadOnlyList<int> Ignored { get; }

    private static IReadOnlyList<DatasetClass> ReadClasses(string resource)
    {
        var name = $"{typeof(OfficialSet).Namespace}.{resource}";
        using var stream = typeof(OfficialSet).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The resource {name} is missing from the program.");
        using var reader = new StreamReader(stream);
        return ClassFile.Parse(reader.ReadToEnd().Split('\n'), resource);
    }
}
