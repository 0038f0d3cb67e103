using Experiments.Data.Results.Export;
using Experiments.Engine.Schema;
using Experiments.Web.Sweeps;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace Experiments.Web.Components.Shared;

/// <summary>A sweep's form as a YAML file, and back.</summary>
public partial class SweepFilePanel
{
    private string _text = "";
    private string _name = "The pasted text";
    private IReadOnlyList<string> _problems = [];

    /// <summary>What the form means.</summary>
    [Parameter, EditorRequired]
    public SweepDefinition Definition { get; set; } = new();

    /// <summary>When a file was read.</summary>
    [Parameter]
    public EventCallback<SweepDefinition> OnImport { get; set; }

    private string DataUrl => $"data:application/yaml;charset=utf-8,{Uri.EscapeDataString(SweepYaml.Write(Definition))}";

    private string FileName => $"{PlainName.Of(Definition.Name, "sweep")}.yaml";

    private void Typed(ChangeEventArgs e)
    {
        _text = e.Value as string ?? "";
        _name = "The pasted text";
    }

    private async Task OpenAsync(InputFileChangeEventArgs e)
    {
        try
        {
            using var reader = new StreamReader(e.File.OpenReadStream(SweepYaml.MostCharacters));
            _text = await reader.ReadToEndAsync();
            _name = e.File.Name;
        }
        catch (IOException)
        {
            _problems = [$"{e.File.Name} has more than {SweepYaml.MostCharacters} bytes, or cannot be read: a sweep file is small; is it the right file?"];
            return;
        }

        await ImportAsync();
    }

    private async Task ImportAsync()
    {
        try
        {
            var definition = SweepYaml.Read(_text, _name);
            _problems = [];
            _text = "";
            await OnImport.InvokeAsync(definition);
        }
        catch (UsageException e)
        {
            _problems = e.Problems;
        }
    }
}
