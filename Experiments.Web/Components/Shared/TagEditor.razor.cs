using Experiments.Web.Runs;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Shared;

/// <summary>The tags of a run, or those that several have in common: shown to everybody, changed by who may act.</summary>
public partial class TagEditor
{
    private readonly string _listId = $"tags-{Guid.NewGuid():N}";
    private IReadOnlyList<string> _known = [];
    private string _text = "";
    private string? _problem;
    private bool _busy;

    /// <summary>The runs whose tags they are.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<long> RunIds { get; set; } = [];

    /// <summary>The tags that all of them have.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<string> Tags { get; set; } = [];

    /// <summary>What the field for another tag is called.</summary>
    [Parameter]
    public string Label { get; set; } = "Add a tag";

    /// <summary>After tags were added or taken away.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Inject]
    private RunMarks Marks { get; set; } = null!;

    private void Changed(ChangeEventArgs e) => _text = e.Value as string ?? "";

    private async Task KnownAsync() => _known = await Marks.TagsAsync();

    private Task AddAsync() => ActAsync(async () =>
    {
        await Marks.TagAsync(RunIds, _text);
        _text = "";
    });

    private Task RemoveAsync(string tag) => ActAsync(() => Marks.UntagAsync(RunIds, tag));

    private async Task ActAsync(Func<Task> act)
    {
        if (_busy) return;
        (_busy, _problem) = (true, null);
        try
        {
            await act();
            await OnChanged.InvokeAsync();
        }
        catch (Exception e) when (ActProblem.Of(e) is not null)
        {
            _problem = ActProblem.Of(e);
        }
        finally
        {
            _busy = false;
        }
    }
}
