using Experiments.Engine.Schema;
using Experiments.Engine.Weights.Conventions;
using Experiments.Web.Components.Shared;
using Experiments.Web.Results;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Pages;

/// <summary>Weights files that runs start from, and what is in one; which one is in the URL.</summary>
public sealed partial class WeightsPage
{
    private readonly CancellationTokenSource _gone = new();
    private IReadOnlyList<UsedWeights>? _files;
    private WeightsInspection? _inspection;
    private IReadOnlyList<string> _problems = [];
    private string _path = "";
    private int _asked;
    private bool _busy;

    [SupplyParameterFromQuery(Name = "file")]
    private string? File { get; set; }

    [Inject]
    private WeightsFilesQuery Files { get; set; } = null!;

    [Inject]
    private WeightsActions Actions { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <summary>An answer that a later question has overtaken is not shown.</summary>
    protected override async Task OnParametersSetAsync()
    {
        var mine = ++_asked;
        var path = File ?? "";
        (_path, _inspection, _problems, _busy) = (path, null, [], path.Trim().Length > 0);
        _files ??= await Files.ListAsync(_gone.Token);
        if (path.Trim().Length == 0) return;
        var (inspection, problems) = await LookAsync(path);
        if (mine == _asked) (_inspection, _problems, _busy) = (inspection, problems, false);
    }

    private async Task<(WeightsInspection? Inspection, IReadOnlyList<string> Problems)> LookAsync(string path)
    {
        try
        {
            return (await Actions.InspectAsync(path, _gone.Token), []);
        }
        catch (DataException e)
        {
            return (null, [e.Message]);
        }
        catch (Exception e) when (ActProblem.ListOf(e) is { Count: > 0 })
        {
            return (null, ActProblem.ListOf(e));
        }
    }

    private void Typed(ChangeEventArgs e) => _path = e.Value as string ?? "";

    /// <summary>The same file is looked into again: it may have changed.</summary>
    private Task AskAsync()
    {
        if (_path == (File ?? "")) return OnParametersSetAsync();
        Navigation.NavigateTo(_path.Trim().Length == 0 ? Urls.Weights : Urls.WeightsOf(_path.Trim()));
        return Task.CompletedTask;
    }
}
