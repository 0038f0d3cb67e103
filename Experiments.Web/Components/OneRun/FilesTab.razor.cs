using System.Globalization;
using Experiments.Data.Model;
using Experiments.Data.Runs;
using Experiments.Web.Components.Shared;
using Experiments.Web.Results;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.OneRun;

/// <summary>What happened to a run's jobs, the files that they left, and what the run can be traced back to.</summary>
public sealed partial class FilesTab
{
    private IReadOnlyList<SizedFile> _files = [];
    private IReadOnlyDictionary<long, int> _pictures = new Dictionary<long, int>();

    /// <summary>The run.</summary>
    [Parameter, EditorRequired]
    public RunDetail Detail { get; set; } = null!;

    /// <summary>What is shown beside its rows.</summary>
    [Parameter, EditorRequired]
    public RunView View { get; set; } = null!;

    [Inject]
    private OneRunQueries Runs { get; set; } = null!;

    [Inject]
    private RunFiles Files { get; set; } = null!;

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        _files = [.. (await Runs.FilesAsync(Detail.Run.Id, Gone)).Select(f => new SizedFile(f.Artifact, Files.SizeOf(f.Folder, f.Artifact.Path)))];
        _pictures = await Runs.PictureCountsAsync(Detail.Run.Id, Gone);
    }

    private string NameOf(long job) => Detail.Jobs.FirstOrDefault(j => j.Id == job) is { } known
        ? JobText.Of(known.Kind, known.ProtocolName)
        : string.Create(CultureInfo.InvariantCulture, $"job {job}");

    private sealed record SizedFile(Artifact Artifact, long? Size);
}
