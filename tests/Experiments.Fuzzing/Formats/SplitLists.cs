using System.Text;
using Experiments.Engine.Datasets;
using Experiments.Engine.Schema;

namespace Experiments.Fuzzing.Formats;

/// <summary>
/// Split lists and files of images to leave out, each beside a folder set of three images to train and one to validate with. The
/// set is opened and every image loaded; no list may lead out of the set's folder.
/// </summary>
public sealed class SplitLists : FuzzedFormat
{
    private const string LeaveOut = "leave-out.txt";

    // An image whose palette indices are its labels: 0 to 3.
    private static readonly byte[] Picture = GoldenImages.Labels.First(l => l.Bytes is { } f && f[24] == 2 && f[25] == 3).Bytes;

    /// <inheritdoc/>
    public override string Name => "split-list";

    /// <inheritdoc/>
    public override IReadOnlyList<FuzzSeed> Seeds { get; } =
    [
        Seed("train.txt", "a_1\na_2\nb.1\n"),
        Seed("train.txt", "# the first two\nimages/train/a_1.png labels/train/a_1.png\r\n\r\n/JPEGImages/a_2.jpg /SegmentationClass/a_2.png\r\n"),
        Seed("train.txt", "a_1 # twice\na_1\nb.1.png"),
        Seed(LeaveOut, "a_1 # its label is of another size\nc_2\n"),
    ];

    /// <inheritdoc/>
    public override byte[] Mutate(byte[] bytes, Random random) => TextMutations.Apply(bytes, random);

    /// <inheritdoc/>
    public override long Read(string path)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var (root, name) = (Path.GetDirectoryName(path)!, Path.GetFileName(path));
        var settings = new DataSettings { Dataset = DatasetName.Folder, Root = root };
        var set = new FileDataset(name == LeaveOut ? settings with { LeaveOut = name } : settings with { TrainList = name });
        foreach (var subset in Enum.GetValues<Subset>())
        {
            for (var i = 0; i < set.Stems(subset).Count; i++)
            {
                set.Load(subset, i);
                var image = Path.GetFullPath(set.EntryOf(subset, i).ImagePath);
                if (!image.StartsWith(Path.GetFullPath(root) + Path.DirectorySeparatorChar, StringComparison.Ordinal)) throw new InvalidOperationException($"The list leads to {image}.");
            }
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static FuzzSeed Seed(string name, string text) => new(name, Encoding.UTF8.GetBytes(text),
    [
        .. new[] { "train/a_1", "train/a_2", "train/b.1", "val/c_1" }.SelectMany(stem => new[] { ($"images/{stem}.png", Picture), ($"labels/{stem}.png", Picture) }),
    ]);
}
