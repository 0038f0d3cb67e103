using System.Globalization;
using Experiments.Data.Runs;
using Experiments.Web.Components.Shared;
using Experiments.Web.Runs;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.OneRun;

/// <summary>What people wrote about a run, to be read and to be written; two who write are told of each other.</summary>
public sealed partial class NotesTab
{
    /// <summary>Name under which the browser keeps the text.</summary>
    private const string Field = "notes";

    private bool _previews;
    private bool _busy;
    private string? _problem;

    /// <summary>The run.</summary>
    [Parameter, EditorRequired]
    public long RunId { get; set; }

    /// <summary>What is there now.</summary>
    [Parameter, EditorRequired]
    public Notes Notes { get; set; } = new("", 0);

    /// <summary>What is being written.</summary>
    [Parameter, EditorRequired]
    public NotesDraft Draft { get; set; } = new();

    /// <summary>After they were saved.</summary>
    [Parameter]
    public EventCallback OnSaved { get; set; }

    [Inject]
    private RunNotes Saves { get; set; } = null!;

    /// <summary>The version that is written over; null while nothing is being written.</summary>
    private string? Seen => Draft.Text is null ? null : Draft.Seen.Version.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    protected override void OnParametersSet() => Draft.Hear(Notes);

    private static string Pressed(bool pressed) => pressed ? "true" : "false";

    private void Typed(string? text) => Draft.Type(text ?? "");

    private void Restore(IReadOnlyDictionary<string, string> kept)
    {
        if (kept.TryGetValue(Field, out var text) && int.TryParse(kept.GetValueOrDefault(KeptFields.SeenField), NumberStyles.None, CultureInfo.InvariantCulture, out var seen))
            Draft.Resume(text, seen, Notes);
    }

    private async Task SaveAsync()
    {
        if (_busy || Draft.Text is not { } text) return;
        (_busy, _problem) = (true, null);
        try
        {
            await Saves.SaveAsync(RunId, text, Draft.Seen.Version);
            Draft.End();
            _previews = false;
            await OnSaved.InvokeAsync();
        }
        catch (NotesChangedException e)
        {
            Draft.Refuse(e.Theirs);
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
