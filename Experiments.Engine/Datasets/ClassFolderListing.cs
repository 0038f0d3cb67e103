using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets;

/// <summary>An image of a class-folder set.</summary>
internal sealed record ClassFolderEntry(string Stem, string ImagePath, string ClassName);

/// <summary>
/// The images that the settings of a class-folder set choose, sorted by stem (<c>class/name</c>), with everything that
/// is wrong. Files are listed, not opened.
/// </summary>
internal sealed class ClassFolderListing : SplitListing
{
    private static readonly StemStyle Stems = new(
        2, "Line of {0} without an image", "a line is class/name, as in bakery/0001; correct the list", "a text file of class/name, one a line, or a pattern such as */0016*");

    /// <summary>Lists both subsets.</summary>
    public ClassFolderListing(DataSettings settings) : base(settings, "a set of class folders", Stems)
    {
        if (!HasRoot) return;
        var train = Choose("train", settings.TrainImages, settings.TrainList);
        var validation = Choose("validation", settings.ValidationImages, settings.ValidationList);
        if (train is null || validation is null) return;
        Classes = [.. train.Folders.Concat(validation.Folders).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        CheckClasses(train, validation);
        CheckOverlap(train, validation);
        Train = Limited(train.Entries, settings.TrainLimit);
        Validation = Limited(validation.Entries, settings.ValidationLimit);
    }

    /// <summary>Names of the class folders of both subsets, sorted by ordinal value.</summary>
    public IReadOnlyList<string> Classes { get; } = [];

    /// <summary>Images of the training subset.</summary>
    public IReadOnlyList<ClassFolderEntry> Train { get; } = [];

    /// <summary>Images of the validation subset.</summary>
    public IReadOnlyList<ClassFolderEntry> Validation { get; } = [];

    /// <summary>Images of a subset.</summary>
    public IReadOnlyList<ClassFolderEntry> Of(Subset subset) => subset == Subset.Train ? Train : Validation;

    /// <summary>The class folders of a subset and the images in them that its list chooses; null where they cannot be listed.</summary>
    private Chosen? Choose(string subset, string folder, string list)
    {
        var path = Path.Combine(Root, folder);
        if (!Directory.Exists(path))
        {
            Problem($"data.{subset}Images is \"{folder}\", but {path} is no folder: give a folder of class folders relative to data.root{Neighbours(path)}.");
            return null;
        }

        var entries = new Dictionary<string, ClassFolderEntry>(StringComparer.Ordinal);
        var folders = new List<string>();
        try
        {
            foreach (var classFolder in Directory.GetDirectories(path).Order(StringComparer.Ordinal))
            {
                var name = Path.GetFileName(classFolder);
                if (name.StartsWith('.')) continue; // hidden: a file manager's, not a class
                folders.Add(name);
                AddImages(subset, name, classFolder, entries);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Problem($"data.{subset}Images is \"{folder}\", but {path} cannot be listed ({e.Message}): check its permissions.");
            return null;
        }

        if (folders.Count == 0)
        {
            Problem($"data.{subset}Images is \"{folder}\", but {path} has no class folders: put the images of each class into a folder of the class's name.");
            return null;
        }

        var stems = Select(subset, list, entries.Keys);
        return stems is null ? null : new Chosen(subset, folder, folders, [.. stems.Select(s => entries[s])]);
    }

    private void AddImages(string subset, string className, string folder, Dictionary<string, ClassFolderEntry> entries)
    {
        foreach (var file in Directory.GetFiles(folder).Order(StringComparer.Ordinal))
        {
            if (!ImageExtensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)) continue;
            var stem = $"{className}/{Path.GetFileNameWithoutExtension(file)}";
            if (!entries.TryAdd(stem, new ClassFolderEntry(stem, file, className)))
                Problem($"data.{subset}Images: {Path.GetFileName(entries[stem].ImagePath)} and {Path.GetFileName(file)} in {folder} have the same stem; remove one of them.");
        }
    }

    private void CheckClasses(Chosen train, Chosen validation)
    {
        if (Classes.Count < 2)
            Problem($"There is one class folder, \"{Classes[0]}\": a classifier tells at least two classes apart; add the others.");
        OneSided(train, validation);
        OneSided(validation, train);
        Empty(train);
        Empty(validation);
    }

    private void OneSided(Chosen here, Chosen there) => Report(
        here.Folders.Except(there.Folders, StringComparer.Ordinal),
        $"Class folder in \"{here.Folder}\" ({here.Subset}) without one in \"{there.Folder}\" ({there.Subset})",
        "add it there, or remove the class from both");

    private void Empty(Chosen chosen)
    {
        var filled = chosen.Entries.Select(e => e.ClassName).ToHashSet(StringComparer.Ordinal);
        Report(
            chosen.Folders.Where(f => !filled.Contains(f)),
            $"Class folder without a PNG or JPEG image of the split in \"{chosen.Folder}\" ({chosen.Subset})",
            $"add images, remove the class, or check data.{chosen.Subset}List");
    }

    private void CheckOverlap(Chosen train, Chosen validation)
    {
        var trained = train.Entries.Select(e => e.ImagePath).ToHashSet(StringComparer.Ordinal);
        Report(
            validation.Entries.Where(e => trained.Contains(e.ImagePath)).Select(e => e.Stem),
            "Image in both the training and the validation split",
            "a classifier would be scored on what it was trained on; give two folders, or lists that share no image");
    }

    private sealed record Chosen(string Subset, string Folder, IReadOnlyList<string> Folders, IReadOnlyList<ClassFolderEntry> Entries);
}
