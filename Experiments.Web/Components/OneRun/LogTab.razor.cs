using System.Globalization;
using Experiments.Data.Model;
using Experiments.Web.Components.Shared;
using Experiments.Web.Results;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Experiments.Web.Components.OneRun;

/// <summary>The end of an attempt's log, live while it runs, to be searched. Only the end of the file is read.</summary>
public sealed partial class LogTab
{
    private const int MostBytes = 128 * 1024;
    private const int MostLines = 1500;

    private ElementReference _place;
    private LogTail? _log;
    private IReadOnlyList<string> _lines = [];
    private LogSearch _search = new([], "");
    private string _find = "";
    private string? _seen;
    private long _firstLine;
    private int _current;
    private bool _attached;
    private bool _reveals;

    /// <summary>The run.</summary>
    [Parameter, EditorRequired]
    public long RunId { get; set; }

    /// <summary>Its jobs with their attempts.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<Job> Jobs { get; set; } = [];

    /// <summary>What the address says.</summary>
    [Parameter]
    public RunQuery Query { get; set; } = RunQuery.Empty;

    [Inject]
    private LogQuery Logs { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private List<(Job Job, Attempt Attempt)> Attempts => [.. Jobs.SelectMany(j => j.Attempts.Select(a => (j, a)))];

    private string CountWords => _find.Length == 0 ? "" : _search.Count == 0 ? "not found" : $"{Show.Count(_current + 1)} of {Show.Count(_search.Count)}";

    /// <summary>Which attempt, as <c>job-attempt</c>; the one that matters most where it is none of the run's.</summary>
    private string? AttemptKey => Query.Text("attempt");

    private string? Find => Query.Text("find");

    /// <summary>Whether only lines with what is searched for are shown.</summary>
    private bool Only => Query.Flag("only");

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        // What the address says is taken when it changes: while somebody types it is behind.
        var isNew = _seen != Find && _find != (Find ?? "");
        if (_seen != Find) (_find, _seen) = (Find ?? "", Find);
        var (job, attempt) = Attempts.Find(a => Key(a.Job.Id, a.Attempt.Number) == AttemptKey);
        if (attempt is null && (attempt = LogQuery.Newest(Jobs)) is not null) job = Jobs.First(j => j.Id == attempt.JobId);
        if (attempt is null) return;
        var before = _log;
        _log = await Logs.TailAsync(job!, attempt, MostBytes, before, Gone);
        if (_log != before) Cut(_log.Text, (before?.JobId, before?.Attempt) == (_log.JobId, _log.Attempt));
        Search(_find, isNew);
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_attached && _log is not null)
        {
            _attached = true;
            await AttachAsync("log.js", _place);
        }

        if (!_reveals || Scripted is null) return;
        _reveals = false;
        await Scripted.InvokeVoidAsync("reveal", _current);
    }

    private static string Text(ChangeEventArgs e) => e.Value as string ?? "";

    private static string Key(long job, int attempt) => string.Create(CultureInfo.InvariantCulture, $"{job}-{attempt}");

    private string About(LogTail log) => _lines.Count == MostLines || log.Size > MostBytes
        ? $"last {Show.Plural(_lines.Count, "line")} of {log.Title} ({Show.Bytes(log.Size)})"
        : log.Title;

    /// <summary>Lines of a text. Lines that go on being shown keep their keys, so that only what is new is sent to the browser.</summary>
    private void Cut(string text, bool same)
    {
        var lines = text.Split('\n').Select(l => l.TrimEnd('\r')).TakeLast(MostLines).ToList();
        if (lines is [""]) lines = [];
        if (!same)
        {
            _firstLine = 0;
        }
        else if (lines.Count > 0)
        {
            // The first of the new lines among the old ones says how far they have moved.
            var moved = _lines.ToList().IndexOf(lines[0]);
            _firstLine += moved < 0 ? _lines.Count : moved;
        }

        _lines = lines;
    }

    private void Search(string text) => Search(text, text != _find);

    private void Search(string text, bool isNew)
    {
        _find = text;
        _search = new LogSearch(_lines, text);
        // A new search begins at the end: what happened last is looked for most.
        if (isNew) (_current, _reveals) = (Math.Max(0, _search.Count - 1), _search.Count > 0);
        _current = Math.Clamp(_current, 0, Math.Max(0, _search.Count - 1));
    }

    private void Step(int by)
    {
        if (_search.Count == 0) return;
        _current = (_current + by + _search.Count) % _search.Count;
        _reveals = true;
    }

    private void Go(string? attempt = null, bool? only = null) => Navigation.NavigateTo(
        Urls.RunPart(RunId, RunParts.NameOf(RunPart.Log), ("attempt", attempt ?? AttemptKey), ("find", _find), ("only", (only ?? Only) ? "true" : null)),
        replace: true);
}
