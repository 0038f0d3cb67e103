using Experiments.Data.Results.Export;

namespace Experiments.Web.Exports;

/// <summary>A table as its file would be.</summary>
/// <param name="Text">The file's text, or its beginning.</param>
/// <param name="Length">Characters of the whole.</param>
public sealed record ExportPreview(string Text, int Length)
{
    /// <summary>Whether it is the file's text to the last character.</summary>
    public bool IsWhole => Text.Length == Length;
}

/// <summary>Shows what an export would give; nothing counts as exported by it.</summary>
/// <param name="exports">Exports.</param>
public sealed class ExportPreviews(GridExports exports)
{
    /// <summary>Longest text that is shown; a tidy file of many runs has megabytes.</summary>
    public const int Longest = 200_000;

    /// <summary>The text that a download in this form has now.</summary>
    /// <exception cref="KeyNotFoundException">There is no such grid.</exception>
    public async Task<ExportPreview> OfAsync(long gridId, ExportFormat format, CancellationToken cancellationToken = default)
    {
        var (_, text) = await exports.WriteAsync(gridId, format, cancellationToken);
        return new ExportPreview(text.Length > Longest ? text[..Longest] : text, text.Length);
    }
}
