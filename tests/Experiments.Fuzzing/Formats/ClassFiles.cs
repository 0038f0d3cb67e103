using System.Globalization;
using System.Text;
using Experiments.Engine.Datasets;

namespace Experiments.Fuzzing.Formats;

/// <summary>Class files, by <see cref="ClassFile"/>, with and without the columns that may be left out.</summary>
public sealed class ClassFiles : FuzzedFormat
{
    /// <inheritdoc/>
    public override string Name => "class-file";

    /// <inheritdoc/>
    public override IReadOnlyList<FuzzSeed> Seeds { get; } =
    [
        Seed("index,name,red,green,blue\n0,sky,1,2,3\n1,\"road, wet\",4,5,6\n2,\"a \"\"car\"\"\",7,8,9\n"),
        Seed("index, name, red, green, blue, category\n0,sky,1,2,3,\n1,road,4,5,6,flat\n"),
        Seed("index,name,red,green,blue,category,label_id\r\n0,road,128,64,128,flat,7\r\n\r\n1,sky,70,130,180,sky,\r\n"),
        Seed("index,name,red,green,blue\n" + string.Concat(Enumerable.Range(0, ClassFile.MaximumClasses).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i},class {i},{i},0,255\n")))),
    ];

    /// <inheritdoc/>
    public override byte[] Mutate(byte[] bytes, Random random) => random.Next(40) == 0 ? [.. bytes, .. new byte[1 << 21]] : TextMutations.Apply(bytes, random);

    /// <inheritdoc/>
    public override long Read(string path) => GoldenImages.MemoryBeside(() => ClassFile.Read(path).Count);

    private static FuzzSeed Seed(string text) => new("classes.csv", Encoding.UTF8.GetBytes(text));
}
