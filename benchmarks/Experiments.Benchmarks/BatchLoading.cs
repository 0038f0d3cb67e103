using BenchmarkDotNet.Attributes;
using Experiments.Engine.Augmentation;
using Experiments.Engine.Datasets;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Benchmarks;

/// <summary>Reading a PNG and its label, and a whole batch decoded and augmented (8 crops of 96² from 120×160 images).</summary>
[MemoryDiagnoser]
public class BatchLoading
{
    private const int Batches = 50;
    private string _root = "";
    private RunConfiguration _configuration = null!;
    private IDataset _dataset = null!;
    private string _image = "";
    private string _label = "";

    /// <summary>Bytes of decoded images that are kept: none, so that each is decoded anew, or all of this small set.</summary>
    [Params(0L, 1L << 30)]
    public long CacheBytes { get; set; }

    [GlobalSetup]
    public void Render()
    {
        _root = Directory.CreateTempSubdirectory("experiments-benchmarks-").FullName;
        _configuration = SmallStreet.Configuration with { Data = DatasetRenderer.Render(SmallStreet.Configuration, _root) };
        _dataset = DatasetFactory.Open(_configuration);
        _image = Directory.GetFiles(Path.Combine(_root, "images", "train"))[0];
        _label = Directory.GetFiles(Path.Combine(_root, "labels", "train"))[0];
    }

    [Benchmark]
    public RgbImage ReadImage() => ImageFile.ReadRgb(_image);

    [Benchmark]
    public LabelMap ReadLabel() => LabelFile.Read(_label);

    [Benchmark(OperationsPerInvoke = Batches)]
    public int Batch()
    {
        using var loader = new BatchLoader(_dataset, _configuration, startIteration: 0, threads: 1, cacheBytes: CacheBytes);
        var images = 0;
        for (var i = 0; i < Batches; i++) images += loader.Next().Stems.Count;
        return images;
    }

    [GlobalCleanup]
    public void Delete() => Directory.Delete(_root, recursive: true);
}
