using Experiments.Engine.Schema;
using SkiaSharp;

namespace Experiments.Engine.Tests.Datasets;

/// <summary>
/// Class folders on disk whose classes can be learned in seconds: each has a colour and a direction of stripes, and
/// every image its own noise, phase and size. PNG and JPEG in turn.
/// </summary>
public sealed class ClassFolderFixture : IDisposable
{
    private static readonly (string Name, int Red, int Green, int Blue, int Across, int Down)[] Textures =
    [
        ("brick", 190, 80, 60, 0, 5),
        ("grass", 70, 150, 60, 4, 0),
        ("night sky", 30, 40, 110, 9, 9),
        ("sand", 210, 190, 140, 3, 3),
    ];

    private readonly TemporaryFolder _folder = new();

    public ClassFolderFixture(int trainImages = 3, int validationImages = 2)
    {
        foreach (var texture in Textures)
        {
            for (var i = 0; i < trainImages; i++) Add("train", texture.Name, i);
            for (var i = 0; i < validationImages; i++) Add("val", texture.Name, 1000 + i);
        }

        Settings = new DataSettings
        {
            Dataset = DatasetName.ClassFolders,
            Root = _folder.Path,
            TrainImages = "train",
            ValidationImages = "val",
            ShortSide = 32,
        };
    }

    public static IReadOnlyList<string> Classes { get; } = [.. Textures.Select(t => t.Name)];

    public DataSettings Settings { get; init; }

    /// <summary>A classifier that learns the set in seconds.</summary>
    public RunConfiguration Configuration => new()
    {
        Task = LearningTask.Classification,
        Seed = 5,
        Data = Settings,
        Network = new NetworkSettings { Backbone = Backbone.ResNet18, WidthMultiplier = 0.25 },
        Training = new TrainingSettings { Iterations = 40, BatchSize = 16, Crop = 28, BaseLearningRate = 0.05 },
        Augmentation = new AugmentationSettings { ScaleMin = 1, ScaleMax = 1, RotationDegrees = 0 },
        Regulariser = new RegulariserSettings { Kind = RegulariserName.L2, Alpha = 1e-4, Beta = 1e-4 },
        Execution = new ExecutionSettings { LogEvery = 5, Threads = 1 },
    };

    public string this[string name] => _folder[name];

    public void Dispose() => _folder.Dispose();

    /// <summary>Writes an image of a class; odd numbers are JPEG.</summary>
    public string Add(string subset, string className, int number)
    {
        var texture = Textures.Single(t => t.Name == className);
        var chance = Chance.For(number, ChancePurpose.Scene, className.Length);
        var (height, width) = (36 + chance.NextInt(12), 36 + chance.NextInt(12));
        var phase = chance.NextDouble() * 10;
        using var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var stripe = 25 * Math.Sin(phase + ((texture.Across * x) + (texture.Down * y)) / 8.0);
                byte Channel(int centre) => (byte)Math.Clamp(centre + stripe + (20 * (chance.NextDouble() - 0.5)), 0, 255);
                bitmap.SetPixel(x, y, new SKColor(Channel(texture.Red), Channel(texture.Green), Channel(texture.Blue)));
            }
        }

        var isJpeg = number % 2 == 1;
        var path = _folder[$"{subset}/{className}/{number:D4}.{(isJpeg ? "jpg" : "png")}"];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var data = bitmap.Encode(isJpeg ? SKEncodedImageFormat.Jpeg : SKEncodedImageFormat.Png, 95);
        File.WriteAllBytes(path, data.ToArray());
        return path;
    }
}
