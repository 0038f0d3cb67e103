using Experiments.Engine.Schema;
using Experiments.Engine.Weights.Conventions;
using Experiments.Web.Access;

namespace Experiments.Web.Results;

/// <summary>Looks into weights files that a person names. Headers alone are read: no number of a tensor, and no code that a file may hold.</summary>
/// <param name="guard">Asks for the right.</param>
/// <param name="confinements">Which files a person may name.</param>
public sealed class WeightsActions(ActGuard guard, Confinements confinements)
{
    /// <summary>What a weights file holds.</summary>
    /// <param name="path">File, or the prefix of a TensorFlow checkpoint.</param>
    /// <param name="cancellationToken">Token.</param>
    /// <exception cref="UsageException">There is no such file, or it lies outside of what the person may name.</exception>
    /// <exception cref="DataException">It is no weights file, or is damaged: says why.</exception>
    /// <exception cref="AccessDeniedException">Who asks may not.</exception>
    public async Task<WeightsInspection> InspectAsync(string path, CancellationToken cancellationToken = default)
    {
        await guard.RequireAsync(Act.Look, cancellationToken);
        var file = (path ?? "").Trim();
        // A file outside is not looked at: whether it is there is nobody's to learn.
        Confinement.Check((await confinements.FindAsync(cancellationToken)).Problems([KeyValuePair.Create("weights.path", file)]));
        if (!WeightsHeader.Exists(file)) throw new UsageException($"\"{file}\" is no file on this machine: give the path of a weights file, or of a run's checkpoint.");
        return await Task.Run(() => WeightsInspection.Of(WeightsHeader.Read(file)), cancellationToken);
    }
}
