namespace Experiments.Engine.Tests.Weights;

/// <summary>Real files that lie outside the repository; a test that needs one is skipped without it.</summary>
internal static class RealWeights
{
    public const string Msra = "resnet50-msra-conv1-res4f.safetensors";

    /// <summary>Path of a file in <c>../shared/weights</c>.</summary>
    public static string Path(string file)
    {
        var path = System.IO.Path.Combine(Shared, "weights", file);
        Assert.SkipUnless(File.Exists(path), $"The real weights are not here: ../shared/weights/{file} is missing.");
        return path;
    }

    /// <summary>The CamVid frames; null where they are not.</summary>
    public static string? CamVidImages() => System.IO.Path.Combine(Shared, "data", "camvid", "images") is var folder && Directory.Exists(folder) ? folder : null;

    private static string Shared
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "Experiments.slnx"))) folder = folder.Parent;
            return System.IO.Path.GetFullPath(System.IO.Path.Combine(folder?.FullName ?? ".", "..", "shared"));
        }
    }
}
