using Experiments.Data.Datasets;
using Experiments.Engine.Schema;
using Experiments.Web.Datasets;
using Experiments.Web.Sweeps;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Pages;

/// <summary>Registers a data set, or changes the settings of one; either way it is checked at once.</summary>
public sealed partial class DatasetFormPage : IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private SweepForm _form = new(DatasetSettings.NewForm);
    private IReadOnlyList<DatasetProblem> _problems = [];
    private bool _missing;
    private bool _open;
    private bool _saving;

    /// <summary>The data set to change; null for a new one.</summary>
    [Parameter]
    public long? DatasetId { get; set; }

    [Inject]
    private DatasetStore Datasets { get; set; } = null!;

    [Inject]
    private DatasetCheckStore Checks { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private string Heading => DatasetId is null ? "Register a data set" : "Settings of a data set";

    private string NameFromRoot => Path.GetFileName(Path.TrimEndingDirectorySeparator(_form.TextOf(SettingCatalog.Get("data.root")).Trim())) is { Length: > 0 } name ? name : "CamVid";

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        if (DatasetId is not { } id) return;
        var row = await Datasets.FindAsync(id, _gone.Token);
        _missing = row is null;
        if (row is null) return;
        _form = new SweepForm(new SweepDefinition { Name = row.Name, Overrides = DatasetSettings.Read(row.SettingsJson) });
        _open = DatasetSettings.Rest.Any(_form.IsChanged);
    }

    private IEnumerable<string> Of(string key) => _problems.Where(p => p.Key == key).Select(p => p.Message);

    private void NameTyped(ChangeEventArgs e) => _form.Name = e.Value as string ?? "";

    private void Typed(SettingDescriptor setting, string text)
    {
        _form.SetText(setting, text);
        // What was wrong with this field may be mended by now; saving looks again.
        _problems = [.. _problems.Where(p => p.Key != setting.Key)];
    }

    private async Task SaveAsync()
    {
        if (_saving) return;
        _saving = true;
        try
        {
            var definition = _form.Definition;
            var root = definition.Overrides.GetValueOrDefault("data.root", "");
            var name = definition.Name.Length > 0 ? definition.Name : root.Length > 0 ? NameFromRoot : "";
            _problems = DatasetSettings.Problems(name, definition.Overrides);
            if (_problems.Count > 0) return;
            var dataset = new NewDataset(name, DatasetSettings.Write(definition.Overrides), definition.Overrides.GetValueOrDefault("data.dataset", SettingCatalog.Get("data.dataset").Default), root);
            var id = DatasetId is { } known
                ? await Datasets.ChangeAsync(known, dataset, _gone.Token) ? known : null
                : await Datasets.AddAsync(dataset, _gone.Token);
            if (id is not { } saved)
            {
                _problems = [new("", $"Another data set is called \"{name}\": give this one a name of its own.")];
                return;
            }

            await Checks.RequestAsync(saved, _gone.Token);
            Navigation.NavigateTo(Urls.Dataset(saved));
        }
        catch (Exception e) when (Shared.ActProblem.Of(e) is { } problem)
        {
            _problems = [new("", problem)];
        }
        finally
        {
            _saving = false;
        }
    }
}
