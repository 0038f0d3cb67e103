using Experiments.Data.Storage;
using Experiments.Data.Workers;
using Experiments.Engine.Schema;
using Experiments.Web.Hosting;
using Experiments.Web.Attempts;

namespace Experiments.Web.Workers;

/// <summary>Whether a worker may work for a site: both are of one version, so that a run's bits do not depend on who took it.</summary>
public sealed class ProgramVersion(ExperimentsSettings settings, DatabaseProperties properties, WorkerStore workers)
{
    /// <summary>Version of this program, with the commit it was built from.</summary>
    public static string Here => CodeState.Here.Version;

    /// <summary>This process, as the database keeps it.</summary>
    /// <param name="isSite">Whether it shows pages too.</param>
    public NewWorker Self(bool isSite) => new(settings.WorkerName, isSite, Here, settings.Queues, settings.Devices, settings.Concurrency);

    /// <summary>Why this program may not work on the database; null when it may.</summary>
    public async Task<string?> RefusalAsync(CancellationToken cancellationToken = default)
    {
        var site = await properties.SiteVersionAsync(cancellationToken);
        return site is null || site == Here
            ? null
            : $"This worker is version {Here}, the site is version {site}: install the site's version on this machine, and start the worker again.";
    }

    /// <summary>Refuses to start as a worker of another version; puts that on record for the workers' page.</summary>
    /// <exception cref="UsageException">It is of another version.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken = default)
    {
        if (await RefusalAsync(cancellationToken) is not { } refusal) return;
        await workers.RefuseAsync(Self(isSite: false), refusal, cancellationToken);
        throw new UsageException(refusal);
    }
}
