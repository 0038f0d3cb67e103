using Experiments.Engine.Imaging;

namespace Experiments.Fuzzing.Formats;

/// <summary>
/// SBD's labels in MAT files, by <see cref="LabelFile"/>: elements are changed, dropped, doubled and exchanged at any depth, and the
/// lengths around them made to fit. The samples of labels that are read are their own: they do not count.
/// </summary>
public sealed class Mat : FuzzedFormat
{
    private const int HeaderLength = 128;

    /// <inheritdoc/>
    public override string Name => "mat-label";

    /// <inheritdoc/>
    public override IReadOnlyList<FuzzSeed> Seeds { get; } =
    [
        .. new[] { "sbd.mat", "sbd-plain.mat", "big-endian.mat", "little-endian.mat" }
            .Select(name => new FuzzSeed(name, File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "mat", name)))),
    ];

    /// <inheritdoc/>
    public override long Read(string path) => GoldenImages.MemoryBeside(() => GoldenImages.BytesOf(LabelFile.ReadRaw(path)));

    /// <inheritdoc/>
    public override byte[] Mutate(byte[] bytes, Random random)
    {
        if (bytes.Length < HeaderLength) return bytes;
        var isBigEndian = bytes[126] == 'M';
        var variables = MatElement.Split(bytes.AsSpan(HeaderLength), isBigEndian);
        var all = variables.SelectMany(v => v.All()).ToList();
        if (all.Count == 0) return bytes;
        var element = all[random.Next(all.Count)];
        var number = (uint)GenericMutations.AbsurdNumbers[random.Next(GenericMutations.AbsurdNumbers.Count)];
        var around = all.Where(e => e.Parts is { Count: > 0 }).Select(e => e.Parts!).Append(variables).ToList();
        var list = around[random.Next(around.Count)];
        var at = random.Next(list.Count);
        switch (random.Next(10))
        {
            case 0: element.Type = random.Next(4) == 0 ? number : (uint)random.Next(20); break;
            case 1: element.Claimed = number; break;
            // Flags, sizes, lengths of names: numbers of four bytes.
            case 2 or 3 when all.Where(e => e.Type is 5 or 6 && e.Data.Length >= 4).ToList() is { Count: > 0 } words:
                element = words[random.Next(words.Count)];
                MatElement.Word(random.Next(3) == 0 ? (uint)random.Next(70) : number, isBigEndian).CopyTo(element.Data, 4 * random.Next(element.Data.Length / 4));
                break;
            case 4: element.Data = GenericMutations.Apply(element.Data, random); break;
            case 5: list.RemoveAt(at); break;
            case 6: list.Insert(random.Next(list.Count), list[at]); break;
            case 7: (list[0], list[at]) = (list[at], list[0]); break;
            case 8: Blow(all, isBigEndian, random); break;
            default: variables.Insert(0, new MatElement { Type = (uint)random.Next(14), Data = new byte[1 << random.Next(22)] }); break;
        }

        using var file = new MemoryStream();
        file.Write(bytes.AsSpan(0, HeaderLength));
        foreach (var variable in variables) variable.Write(file, isBigEndian);
        return file.ToArray();
    }

    /// <summary>Numbers of many bytes, which deflate to few, and in half of the cases a size that fits them.</summary>
    private static void Blow(List<MatElement> all, bool isBigEndian, Random random)
    {
        var numbers = all.FindIndex(e => e.Type == 2);
        var size = numbers < 2 ? null : all.Take(numbers).LastOrDefault(e => e is { Type: 5, Data.Length: 8 });
        if (size is null) return;
        var bits = 10 + random.Next(15);
        all[numbers].Data = new byte[1 << bits];
        if (random.Next(2) == 0) size.Data = [.. MatElement.Word(1u << (bits / 2), isBigEndian), .. MatElement.Word(1u << (bits - (bits / 2)), isBigEndian)];
    }
}
