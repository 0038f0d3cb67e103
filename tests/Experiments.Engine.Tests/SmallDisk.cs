using System.Diagnostics;
using System.Globalization;

namespace Experiments.Engine.Tests;

/// <summary>A disk of a few megabytes, mounted for one test: only root may mount, so elsewhere the test is skipped.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _filler;

    private SmallDisk(string path) => (Path, _filler) = (path, System.IO.Path.Combine(path, "filler"));

    public string Path { get; }

    /// <summary>Mounts one; skips the test where that is not allowed.</summary>
    public static SmallDisk Require(int megabytes)
    {
        var folder = Directory.CreateTempSubdirectory("experiments-disk-").FullName;
        if (OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", Size(megabytes), "tmpfs", folder)) return new SmallDisk(folder);
        Directory.Delete(folder);
        Assert.Skip("A small disk cannot be mounted here: that takes Linux and root.");
        throw new InvalidOperationException("Skipping does not return.");
    }

    /// <summary>Fills it to the last byte.</summary>
    public void Fill()
    {
        var block = new byte[4096];
        using var stream = new FileStream(_filler, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        stream.Position = stream.Length;
        try
        {
            while (true) stream.Write(block);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    /// <summary>Takes away what fills it.</summary>
    public void MakeRoom() => File.Delete(_filler);

    public void Grow(int megabytes) => Assert.True(Run("mount", "-o", $"remount,{Size(megabytes)}", Path));

    public void MakeReadOnly() => Assert.True(Run("mount", "-o", "remount,ro", Path));

    public void MakeWritable() => Assert.True(Run("mount", "-o", "remount,rw", Path));

    public void Dispose()
    {
        // Lazily: a process that ends this moment may still hold a file.
        Run("umount", "-l", Path);
        Directory.Delete(Path);
    }

    private static string Size(int megabytes) => string.Create(CultureInfo.InvariantCulture, $"size={megabytes}m");

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
