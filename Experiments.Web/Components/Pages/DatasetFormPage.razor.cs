using Experiments.Engine.Schema;
using Experiments.Web.Components.Shared;
using Experiments.Web.Datasets;
using Experiments.Web.Sweeps;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Pages;

/// <summary>Registers a data set, or changes the settings of one; either way it is checked at once. The browser keeps what is typed until then.</summary>
public sealed partial class DatasetFormPage : IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private SweepForm _form = new(DatasetSettings.NewForm);
    private Task _loading = Task.CompletedTask;
    private KeptFields? _kept;
    private IReadOnlyList<DatasetProblem> _problems = [];
    private bool _missing;
    private bool _open;
    private bool _isDirty;
    private bool _isRestored;
    private bool _saving;

    /// <summary>The data set to change; null for a new one.</summary>
    [Parameter]
    public long? DatasetId { get; set; }

    [Inject]
    private DatasetViewQuery Datasets { get; set; } = null!;

    [Inject]
    private DatasetActions Actions { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private string Heading => DatasetId is null ? "Register a data set" : "Settings of a data set";

    private string NameFromRoot => Path.GetFileName(Path.TrimEndingDirectorySeparator(_form.TextOf(SettingCatalog.Get("data.root")).Trim())) is { Length: > 0 } name ? name : "CamVid";

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    protected override Task OnParametersSetAsync() => _loading = LoadAsync();

    private async Task LoadAsync()
    {
        (_problems, _isDirty, _isRestored) = ([], false, false);
        if (DatasetId is not { } id)
        {
            // Another data set may have been changed in this form before.
            (_form, _missing, _open) = (new SweepForm(DatasetSettings.NewForm), false, false);
            return;
        }

        var row = await Datasets.RowAsync(id, _gone.Token);
        _missing = row is null;
        if (row is null) return;
        _form = new SweepForm(new SweepDefinition { Name = row.Name, Overrides = DatasetSettings.Read(row.SettingsJson) });
        _open = DatasetSettings.Rest.Any(_form.IsChanged);
    }

    private IEnumerable<string> Of(string key) => _problems.Where(p => p.Key == key).Select(p => p.Message);

    private void NameTyped(string? text)
    {
        _form.Name = text ?? "";
        _isDirty = true;
    }

    private void Typed(SettingDescriptor setting, string text)
    {
        _form.SetText(setting, text);
        _isDirty = true;
        // What was wrong with this field may be mended by now; saving looks again.
        _problems = [.. _problems.Where(p => p.Key != setting.Key)];
    }

    private Task ResetAsync(SettingDescriptor setting)
    {
        _form.Reset(setting);
        _isDirty = true;
        _problems = [.. _problems.Where(p => p.Key != setting.Key)];
        return _kept?.KeepAsync(setting.Key, _form.TextOf(setting)) ?? Task.CompletedTask;
    }

    private async Task RestoreAsync(IReadOnlyDictionary<string, string> kept)
    {
        await _loading;
        var restored = kept.Where(k => _form.Restore(k.Key, k.Value)).ToList();
        if (restored.Count == 0) return;
        // Where only the connection was away, the form was never gone.
        (_isRestored, _isDirty) = (_isRestored || !_isDirty, true);
        _open |= DatasetSettings.Rest.Any(_form.IsChanged);
    }

    private Task DropAsync() => _loading = LoadAsync();

    private async Task SaveAsync()
    {
        if (_saving) return;
        _saving = true;
        try
        {
            var definition = _form.Definition;
            var root = definition.Overrides.GetValueOrDefault("data.root", "");
            var name = definition.Name.Length > 0 ? definition.Name : root.Length > 0 ? NameFromRoot : "";
            (var saved, _problems) = await Actions.SaveAsync(DatasetId, name, definition.Overrides, _gone.Token);
            if (saved is not { } id) return;
            _isDirty = false;
            if (_kept is not null) await _kept.ForgetAsync();
            Navigation.NavigateTo(Urls.Dataset(id));
        }
        catch (Exception e) when (ActProblem.Of(e) is { } problem)
        {
            _problems = [new("", problem)];
        }
        finally
        {
            _saving = false;
        }
    }
}
