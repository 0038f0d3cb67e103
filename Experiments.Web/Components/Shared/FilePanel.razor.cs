using Experiments.Data.Results.Export;
using Experiments.Engine.Schema;
using Experiments.Web.Declarations;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace Experiments.Web.Components.Shared;

/// <summary>The form of a sweep, table or study as a YAML file, and back.</summary>
/// <typeparam name="TDefinition">What the form declares.</typeparam>
public partial class FilePanel<TDefinition>
    where TDefinition : class
{
    private static readonly string[] FileEnds = [".yaml", ".yml", ".json"];

    private string _text = "";
    private string _name = "The pasted text";
    private IReadOnlyList<string> _problems = [];
    private bool _open;

    /// <summary>What the form means; null where it cannot be read.</summary>
    [Parameter, EditorRequired]
    public TDefinition? Definition { get; set; }

    /// <summary>Its name, for that of the file.</summary>
    [Parameter]
    public string Name { get; set; } = "";

    /// <summary>The schema of its files.</summary>
    [Parameter, EditorRequired]
    public DeclarationSchema Schema { get; set; } = null!;

    /// <summary>Writes it.</summary>
    [Parameter, EditorRequired]
    public Func<TDefinition, string> Write { get; set; } = null!;

    /// <summary>Reads it: the text, and what it is called in an error.</summary>
    [Parameter, EditorRequired]
    public Func<string, string, TDefinition> Read { get; set; } = null!;

    /// <summary>When a file was read.</summary>
    [Parameter]
    public EventCallback<TDefinition> OnImport { get; set; }

    /// <summary>Whether it has a field to paste into: no where the page shows the text anyway.</summary>
    [Parameter]
    public bool CanPaste { get; set; } = true;

    /// <summary>What the file is for.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    private string FileName => $"{PlainName.Of(Name, Schema.Name)}.yaml";

    private string DataUrl(TDefinition definition) => $"data:application/yaml;charset=utf-8,{Uri.EscapeDataString(Write(definition))}";

    private void Toggled() => _open = !_open;

    private void Typed(string? text)
    {
        _text = text ?? "";
        _name = "The pasted text";
    }

    private async Task OpenAsync(InputFileChangeEventArgs e)
    {
        if (!FileEnds.Contains(Path.GetExtension(e.File.Name), StringComparer.OrdinalIgnoreCase))
        {
            _problems = [$"{e.File.Name} is no {Schema.Name} file: open one that ends with {string.Join(", ", FileEnds)}."];
            return;
        }

        try
        {
            using var reader = new StreamReader(e.File.OpenReadStream(YamlFile.MostCharacters));
            _text = await reader.ReadToEndAsync();
            _name = e.File.Name;
        }
        catch (IOException)
        {
            _problems = [$"{e.File.Name} has more than {YamlFile.MostCharacters} bytes, or cannot be read: a {Schema.Name} file is small; is it the right file?"];
            return;
        }

        await ImportAsync();
    }

    private async Task ImportAsync()
    {
        try
        {
            var definition = Read(_text, _name);
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
