using System.Globalization;
using Experiments.Data.Model;
using Experiments.Data.Runs;
using Experiments.Engine.Schema;
using Experiments.Web.Components.Shared;
using Experiments.Web.Results;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.OneRun;

/// <summary>A run's settings: what differs from the defaults, or from another run, or all of them, to be searched.</summary>
public sealed partial class ConfigurationTab
{
    private const int MostSuggestions = 12;

    private IReadOnlyList<RunReference> _suggested = [];
    private IReadOnlyList<ConfigurationRow> _rows = [];
    private IReadOnlyList<ConfigurationRow> _shown = [];
    private (long Run, long? With)? _read;
    private RunConfigurationRow? _other;
    private string _typed = "";
    private string _find = "";
    private string? _seen;
    private string? _problem;

    /// <summary>The run.</summary>
    [Parameter, EditorRequired]
    public Run Run { get; set; } = null!;

    /// <summary>Its configuration.</summary>
    [Parameter, EditorRequired]
    public RunConfiguration Configuration { get; set; } = null!;

    [Inject]
    private OneRunQueries Runs { get; set; } = null!;

    private string CountWords => $"{Show.Plural(_rows.Count(r => r.Differs), "setting")} of {Show.Count(_rows.Count)} {(_rows.Count(r => r.Differs) == 1 ? "differs" : "differ")}{(_other is null ? " from where nothing is said" : "")}{(_shown.Count == _rows.Count(r => r.Differs) ? "" : $"; {Show.Count(_shown.Count)} shown")}";

    /// <summary>The run that it is held against; none for the defaults.</summary>
    private long? With => Query.Number("with");

    /// <summary>Whether settings that are the same are shown too.</summary>
    private bool All => Query.Flag("all");

    private string Find => Query.Text("find") ?? "";

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        // A configuration never changes: it is read when another one is wanted.
        if (_read != (Run.Id, With))
        {
            _read = (Run.Id, With);
            await CompareAsync();
        }

        // What the address says is taken when it changes: while somebody types it is behind.
        if (_seen != Find) (_find, _seen) = (Find, Find);
        Search(_find);
    }

    private async Task CompareAsync()
    {
        _problem = null;
        _other = With is { } id ? await Runs.ConfigurationAsync(id, Gone) : null;
        _typed = _other?.RunId.ToString(CultureInfo.InvariantCulture) ?? "";
        if (With is { } missing && _other is null) _problem = $"There is no run {missing.ToString(CultureInfo.InvariantCulture)}: the defaults are shown instead. Type the number or a part of the name of another one.";
        _rows = _other is { } other
            ? ConfigurationRows.Against(Configuration, SchemaJson.ReadConfiguration(other.ConfigurationJson, $"run {other.RunId}"), other.Name)
            : ConfigurationRows.AgainstDefaults(Configuration);
    }

    private void Search(string? text)
    {
        _find = text ?? "";
        _shown = ConfigurationRows.Wanted(_rows, All, _find);
    }

    private async Task SuggestAsync() => _suggested = [.. (await Runs.LikeAsync(_other is null ? _typed.Trim() : "", Run.SweepId, MostSuggestions, Gone)).Where(r => r.RunId != Run.Id)];

    private async Task TypedAsync(string? text)
    {
        _typed = text ?? "";
        _suggested = [.. (await Runs.LikeAsync(_typed.Trim(), Run.SweepId, MostSuggestions, Gone)).Where(r => r.RunId != Run.Id)];
    }

    private async Task ChosenAsync(ChangeEventArgs e)
    {
        _typed = (e.Value as string ?? "").Trim();
        if (_typed.Length == 0)
        {
            Go(with: 0);
            return;
        }

        // A number is that run; a name is the run that it means alone.
        var found = await Runs.LikeAsync(_typed, Run.SweepId, MostSuggestions, Gone);
        var number = long.TryParse(_typed, NumberStyles.None, CultureInfo.InvariantCulture, out var typed) ? typed : 0;
        if (found.FirstOrDefault(r => r.RunId == number) is { } exact) Go(with: exact.RunId);
        else if (found.Where(r => string.Equals(r.Name, _typed, StringComparison.OrdinalIgnoreCase)).ToList() is [var named]) Go(with: named.RunId);
        else if (found is [var only]) Go(with: only.RunId);
        else _problem = found.Count == 0
            ? $"No run has the number or a name with \"{_typed}\" in it: what is shown stays."
            : $"\"{_typed}\" is in the names of {Show.Plural(found.Count, "run")}{(found.Count == MostSuggestions ? " and more" : "")}: type the number, {string.Join(", ", found.Take(5).Select(r => r.RunId))}.";
    }

    private static string Words(string value) => value.Length == 0 ? "empty" : value;

    private void Go(long? with = null, bool? all = null) => Navigation.NavigateTo(
        Urls.RunPart(
            Run.Id,
            RunParts.NameOf(RunPart.Configuration),
            ("with", (with ?? With) is { } id and > 0 ? id.ToString(CultureInfo.InvariantCulture) : null),
            ("all", (all ?? All) ? "true" : null),
            ("find", _find.Trim())),
        replace: true);
}
