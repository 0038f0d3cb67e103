using System.CommandLine;
using Experiments.Data.Results;
using Experiments.Engine.Schema;
using Experiments.Web.Bundles;
using Experiments.Web.Exports;
using Experiments.Web.Hosting;

namespace Experiments.Web.Commands;

/// <summary><c>bundle create</c> and <c>bundle verify</c>: evidence for people who have nothing but the file.</summary>
internal static class BundleCommand
{
    /// <summary>Where the bundle goes.</summary>
    public static Option<string> Out() => new("--out") { HelpName = "FILE", Description = "The zip to write.", Required = true };

    /// <summary>Without names and paths.</summary>
    public static Option<bool> Anonymous() => new("--anonymous") { Description = "Without names of machines and users, and without absolute paths." };

    /// <summary>Words to take out.</summary>
    public static Option<string[]> Hide() => new("--hide") { HelpName = "WORD", Description = "A word to take out wherever it stands, such as an author's or experiment's name; may be given several times.", DefaultValueFactory = _ => [] };

    /// <summary>Writes a grid's bundle and verifies what was written.</summary>
    /// <exception cref="UsageException">The grid is unknown or has no value, or the file cannot be written.</exception>
    public static async Task<int> CreateAsync(ExperimentsSettings settings, string wanted, string file, BundleOptions options, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        await using var services = await CommandServices.OpenAsync(settings, cancellationToken);
        var grid = await CommandServices.GridAsync(services.GetRequiredService<GridQuery>(), wanted, cancellationToken);
        var bundle = services.GetRequiredService<EvidenceBundle>();
        await WholeFiles.WriteAsync(file, stream => bundle.WriteAsync(grid.GridId, options, stream, cancellationToken));
        await output.WriteLineAsync($"Wrote {file} ({new FileInfo(file).Length / 1024} KiB).");
        return await VerifyAsync(file, output, errors);
    }

    /// <summary>Checks a bundle: a line a problem on the error output, the result on the other.</summary>
    /// <exception cref="UsageException">There is no such file.</exception>
    public static async Task<int> VerifyAsync(string file, TextWriter output, TextWriter errors)
    {
        if (!File.Exists(file)) throw new UsageException($"There is no file \"{file}\": name a bundle that `bundle create` wrote.");
        try
        {
            var result = BundleVerifier.Verify(file);
            foreach (var problem in result.Problems) await errors.WriteLineAsync(problem);
            foreach (var note in result.Notes) await output.WriteLineAsync($"Note: {note}");
            await output.WriteLineAsync(result.Line);
            return result.IsSound ? CommandLine.Done : CommandLine.Failed;
        }
        catch (DataException e)
        {
            await errors.WriteLineAsync(e.Message);
            return CommandLine.Failed;
        }
    }
}
