using System.Text.Json;
using Experiments.Engine;
using Experiments.Engine.Datasets;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;
using Experiments.Web.Hosting;
using Experiments.Web.Results;

namespace Experiments.Web.Predictions;

/// <summary>An image that was brought to be predicted.</summary>
/// <param name="Name">What its file was called.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
public sealed record BroughtImage(string Name, int Width, int Height);

/// <summary>
/// The images that people bring and what was predicted of them: <c>predictions/{id}</c> in the runs folder, with a folder for each run that
/// predicted it. An id is chance that nobody guesses. They are no record of anything: the oldest go when there are many, and all after a day.
/// </summary>
/// <param name="settings">The runs folder.</param>
/// <param name="files">Finds files below it.</param>
/// <param name="time">Clock.</param>
public sealed class PredictionFiles(ExperimentsSettings settings, RunFiles files, TimeProvider time)
{
    /// <summary>Largest file that is taken, bytes.</summary>
    public const int LargestFile = 32 << 20;

    /// <summary>Largest image that is taken: 2²³ pixels (4,096 × 2,048). A score a class and pixel is held in memory.</summary>
    public const long MostPixels = 1L << 23;

    /// <summary>Most images that are kept.</summary>
    public const int MostImages = 40;

    /// <summary>How long an image is kept that nothing is done with.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    /// <summary>Labels in the classes' colours, a palette PNG whose indices are the classes.</summary>
    public const string Labels = "image-colour.png";

    /// <summary>Labels, a grey PNG whose values are the classes.</summary>
    public const string Indices = "image-indices.png";

    /// <summary>The image under its labels.</summary>
    public const string Overlay = "image-overlay.png";

    /// <summary>The files of one prediction that are given out.</summary>
    private static readonly string[] Given = [Labels, Indices, Overlay, Report];

    private const string Folder = "predictions";
    private const string Report = "prediction.json";
    private const string About = "about.json";

    private string Root => Path.Combine(settings.RunsFolder, Folder);

    /// <summary>Keeps an image.</summary>
    /// <param name="name">What its file is called.</param>
    /// <param name="bytes">The file.</param>
    /// <returns>Its id.</returns>
    /// <exception cref="UsageException">It is too large.</exception>
    /// <exception cref="DataException">It is no whole PNG or JPEG.</exception>
    public string Keep(string name, byte[] bytes)
    {
        var header = ImageHeader.Read(bytes, name);
        if (header.Pixels > MostPixels)
            throw new UsageException($"{name} has {header.Width}×{header.Height} pixels, and at most {MostPixels} are predicted here (4096×2048, say): make it smaller, or use the engine's command predict.");
        Sweep();
        var id = Guid.NewGuid().ToString("n");
        WholeFile.Write(Path.Combine(Root, id, $"image{header.Extension}"), stream => stream.Write(bytes));
        WholeFile.WriteText(Path.Combine(Root, id, About), JsonSerializer.Serialize(new BroughtImage(name, header.Width, header.Height), SchemaJson.Compact));
        return id;
    }

    /// <summary>What is known of an image; null where it is gone or never was.</summary>
    public BroughtImage? Find(string? id) => Read<BroughtImage>(id, About);

    /// <summary>The image's own file; null where it is gone.</summary>
    public string? Source(string? id) => File(id, "image.png") ?? File(id, "image.jpg");

    /// <summary>What was predicted of it; null where nothing was.</summary>
    public PredictionReport? Predicted(string? id, PredictionKey key) => Read<PredictionReport>(id, $"{key}/{Report}");

    /// <summary>A file of a prediction; null where there is none, or it is none that is given out.</summary>
    public string? Find(string? id, PredictionKey key, string file) => Given.Contains(file, StringComparer.Ordinal) ? File(id, $"{key}/{file}") : null;

    /// <summary>Folder of a prediction, for the engine to write.</summary>
    internal string FolderOf(string id, PredictionKey key) => Path.Combine(Root, id, key.ToString());

    /// <summary>The report that a prediction is done with.</summary>
    internal static string ReportIn(string folder) => Path.Combine(folder, Report);

    /// <summary>Where two predictions of an image differ, a picture made of them.</summary>
    internal string DifferenceOf(string id, PredictionKey a, PredictionKey b) => Path.Combine(Root, id, $"difference-{a}-{b}.png");

    /// <summary>That picture, where it was made already; null where it was not.</summary>
    internal string? MadeDifference(string? id, PredictionKey a, PredictionKey b) => File(id, $"difference-{a}-{b}.png");

    /// <summary>Says that something is done with an image: it is kept from now on.</summary>
    internal void Touch(string id) => Directory.SetLastWriteTimeUtc(Path.Combine(Root, id), time.GetUtcNow().UtcDateTime);

    /// <summary>Forgets an image and all that was predicted of it.</summary>
    internal void Forget(string id)
    {
        if (IsId(id) && Directory.Exists(Path.Combine(Root, id))) Directory.Delete(Path.Combine(Root, id), recursive: true);
    }

    /// <summary>Forgets what is old, and the oldest of what is too much.</summary>
    public void Sweep()
    {
        if (!Directory.Exists(Root)) return;
        var oldest = (time.GetUtcNow() - KeptFor).UtcDateTime;
        var kept = new DirectoryInfo(Root).GetDirectories().Where(d => IsId(d.Name)).OrderByDescending(d => d.LastWriteTimeUtc).ToList();
        foreach (var folder in kept.Where((d, i) => i >= MostImages - 1 || d.LastWriteTimeUtc < oldest)) folder.Delete(recursive: true);
    }

    private static bool IsId(string? id) => id is { Length: 32 } && id.All(char.IsAsciiHexDigitLower);

    private string? File(string? id, string path) => IsId(id) ? files.Find($"{Folder}/{id}", path) : null;

    private T? Read<T>(string? id, string path)
        where T : class
    {
        try
        {
            return File(id, path) is { } file ? JsonSerializer.Deserialize<T>(System.IO.File.ReadAllText(file), SchemaJson.Indented) : null;
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return null; // It was forgotten in this moment, or an older version wrote it: then it is not there.
        }
    }
}
