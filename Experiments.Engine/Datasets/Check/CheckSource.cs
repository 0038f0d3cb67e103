using System.Security.Cryptography;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets.Check;

/// <summary>A data set as a check reads it: whatever can be opened, one image at a time, from several threads.</summary>
internal abstract class CheckSource(IImageSet set)
{
    /// <summary>Name in tables.</summary>
    public string Name => set.Name;

    /// <summary>Classes, in index order.</summary>
    public IReadOnlyList<DatasetClass> Classes => set.Classes;

    /// <summary>Whether pixels have classes; otherwise images have.</summary>
    public virtual bool HasLabels => true;

    /// <summary>What is wrong with folders and splits.</summary>
    public virtual IReadOnlyList<string> Problems => [];

    /// <summary>Stems without image, label or instances.</summary>
    public virtual IReadOnlyList<Unpaired> Unpaired => [];

    /// <summary>Opens what there is.</summary>
    /// <exception cref="UsageException">There is no root folder, or the class file cannot be used.</exception>
    public static CheckSource Open(RunConfiguration configuration) => configuration.Data.Dataset switch
    {
        DatasetName.Synthetic => new DrawnSource(DatasetFactory.Open(configuration)),
        DatasetName.ClassFolders => new ClassFolderSource(ClassFolderDataset.OpenLeniently(configuration.Data)),
        _ => new FileSource(FileDataset.OpenLeniently(configuration.Data)),
    };

    /// <summary>Stems of a subset.</summary>
    public IReadOnlyList<string> Stems(Subset subset) => set.Stems(subset);

    /// <summary>SHA-256 of a subset's stems.</summary>
    public string ListHashOf(Subset subset) => DatasetFactory.ListHashOf(set, subset);

    /// <summary>Images of a subset.</summary>
    public int Count(Subset subset) => set.Stems(subset).Count;

    /// <summary>Reads one image, and says what is wrong with it instead of throwing.</summary>
    public abstract ImageFacts Examine(Subset subset, int index, bool closely);

    /// <summary>The picture of one image and of its labels; null for what cannot be read.</summary>
    public abstract (RgbImage? Image, RgbImage? Labels) Picture(Subset subset, int index);

    /// <summary>The subset's manifest, from hashes that are known already.</summary>
    public abstract string ManifestOf(Subset subset, Func<string, string> hashOf);

    /// <summary>SHA-256 of size and pixels.</summary>
    protected static string HashOf(RgbImage image)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(BitConverter.GetBytes(image.Width));
        hash.AppendData(BitConverter.GetBytes(image.Height));
        hash.AppendData(image.Pixels);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Labels in the classes' colours; what is no class is white.</summary>
    protected RgbImage Paint(LabelMap labels)
    {
        var picture = new RgbImage(labels.Height, labels.Width);
        for (var i = 0; i < labels.Values.Length; i++)
        {
            var index = labels.Values[i];
            var (red, green, blue) = index < Classes.Count ? (Classes[index].Red, Classes[index].Green, Classes[index].Blue) : ((byte)255, (byte)255, (byte)255);
            (picture.Pixels[3 * i], picture.Pixels[(3 * i) + 1], picture.Pixels[(3 * i) + 2]) = (red, green, blue);
        }

        return picture;
    }

    /// <summary>What a function gives; null where the file cannot be used.</summary>
    protected static T? Try<T>(Func<T> read, List<(FileFault Fault, string Reason)> faults, FileFault fault) where T : class
    {
        try
        {
            return read();
        }
        catch (DataException e)
        {
            faults.Add((fault, e.Message));
            return null;
        }
    }

    /// <summary>SHA-256 of a file; empty where it cannot be read, which decoding it reports.</summary>
    protected static string HashOf(string path)
    {
        try
        {
            return FileHash.Sha256(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
