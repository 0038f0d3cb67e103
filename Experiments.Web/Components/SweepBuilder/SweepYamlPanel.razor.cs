using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.SweepBuilder;

/// <summary>
/// The sweep form as YAML text, beside it. What is typed here is never written over by an answer that is on its way: the text is put into the field
/// only when it comes from somewhere else.
/// </summary>
public partial class SweepYamlPanel
{
    private const string LineMark = ", line ";
    private string _shown = "";
    private string _known = "";
    private int _generation;

    /// <summary>The text: as typed here last, or as the form means it.</summary>
    [Parameter, EditorRequired]
    public string Text { get; set; } = "";

    /// <summary>What is wrong with it, each with its line.</summary>
    [Parameter]
    public IReadOnlyList<string> Problems { get; set; } = [];

    /// <summary>While typing: the text so far.</summary>
    [Parameter]
    public EventCallback<string> OnTyped { get; set; }

    /// <summary>When a line is to be gone to, counted from 1.</summary>
    [Parameter]
    public EventCallback<int> OnLine { get; set; }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        if (Text == _known) return;
        (_shown, _known) = (Text, Text);
        _generation++;
    }

    /// <summary>The line that a problem names; null where it names none.</summary>
    internal static int? LineOf(string problem)
    {
        var at = problem.IndexOf(LineMark, StringComparison.Ordinal);
        if (at < 0) return null;
        var digits = string.Concat(problem[(at + LineMark.Length)..].TakeWhile(char.IsAsciiDigit));
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var line) ? line : null;
    }

    private Task Typed(ChangeEventArgs e)
    {
        _known = e.Value as string ?? "";
        return OnTyped.InvokeAsync(_known);
    }
}
