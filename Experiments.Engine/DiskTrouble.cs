namespace Experiments.Engine;

/// <summary>Tells a disk that takes no more from every other error: nothing is wrong with the work, which can go on when there is room again.</summary>
public static class DiskTrouble
{
    /// <summary>The disk, or the user's share of it, is full.</summary>
    public const string Full = "disk-full";

    /// <summary>The disk can be read and not written.</summary>
    public const string ReadOnly = "disk-read-only";

    // Numbers of Linux and macOS (no space, quota used up there and here, read-only), and of Windows (full, handle full, write-protected).
    private const int NoSpace = 28;
    private const int QuotaLinux = 122;
    private const int QuotaMac = 69;
    private const int ReadOnlyFileSystem = 30;
    private const int WindowsFull = unchecked((int)0x80070070);
    private const int WindowsHandleFull = unchecked((int)0x80070027);
    private const int WindowsWriteProtected = unchecked((int)0x80070013);

    /// <summary>Whether a class of failure is one of the disk's.</summary>
    public static bool IsOne(string? failureClass) => failureClass is Full or ReadOnly;

    /// <summary><see cref="Full"/> or <see cref="ReadOnly"/>; null where the error is none of the disk's.</summary>
    public static string? Of(Exception? exception) => exception switch
    {
        null => null,
        IOException { HResult: NoSpace or QuotaLinux or WindowsFull or WindowsHandleFull } => Full,
        IOException { HResult: QuotaMac } when OperatingSystem.IsMacOS() => Full,
        IOException { HResult: ReadOnlyFileSystem or WindowsWriteProtected } => ReadOnly,
        AggregateException several => several.InnerExceptions.Select(Of).FirstOrDefault(c => c is not null),
        _ => Of(exception.InnerException),
    };

    /// <summary>One sentence for people.</summary>
    /// <param name="failureClass"><see cref="Full"/> or <see cref="ReadOnly"/>.</param>
    /// <param name="folder">The folder that was written.</param>
    public static string Words(string failureClass, string folder) => failureClass == ReadOnly
        ? $"The disk of \"{folder}\" became read-only: nothing more could be written. Make it writable; the work goes on from its newest checkpoint."
        : $"The disk of \"{folder}\" is full: nothing more could be written. Make room on it; the work goes on from its newest checkpoint.";
}
