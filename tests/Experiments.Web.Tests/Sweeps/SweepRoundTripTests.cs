using System.Globalization;
using Experiments.Engine.Schema;
using Experiments.Web.Sweeps;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Experiments.Web.Tests.Sweeps;

/// <summary>The form and its YAML say the same, whatever is typed.</summary>
public sealed class SweepRoundTripTests
{
    private static readonly string[] Odd = ["a: b", "# no comment", "- x", "~", "null", "'", "\"", "ü × α", "{", "*a", "&x", "!t", "%", "@", "`", "0.1", "true", "[1, 2]", "> x", "| y", "name: {{"];
    private static readonly string[] Seeds = ["0", "0-2", "0, 1, 7", "3-5, 9", "nonsense", "-1", ""];

    [Property(MaxTest = 200)]
    public Property What_the_form_says_its_yaml_says_and_reading_it_fills_the_same_form() => Prop.ForAll(Forms.ToArbitrary(), form =>
    {
        var definition = form.Definition;
        var text = SweepYaml.Write(definition);
        var back = SweepYaml.Read(text, "The YAML");

        Assert.Equal(definition.ToJson(), back.ToJson());
        Assert.Equal(text, SweepYaml.Write(new SweepForm(back).Definition));
    });

    private static Gen<SweepForm> Forms =>
        from name in Gen.Elements(Odd)
        from seeds in Gen.Elements(Seeds)
        from count in Gen.Choose(0, 6)
        from settings in Gen.ArrayOf(Gen.Elements(SettingCatalog.All.Where(s => s.Key != "seed")), count)
        from texts in Gen.ArrayOf(Text, count)
        from varied in Gen.ArrayOf(Gen.Elements(true, false, false), count)
        from design in Gen.Elements(Enum.GetValues<SweepDesign>())
        from protocols in Gen.SubListOf(SweepDefinition.AllProtocols.ToArray())
        from constraint in Gen.Elements("", "training.crop <= 96", "not read: at all")
        select Filled(name, seeds, settings, texts, varied, design, protocols, constraint);

    private static Gen<string> Text => Gen.OneOf(
        Gen.Elements(Odd),
        Gen.Choose(-1000, 100000).Select(n => n.ToString(CultureInfo.InvariantCulture)),
        Gen.Elements("0.9, 0.95, 0.9997", "0.1..0.9 step 0.1", "1e-4..1e-1 log 4", "l2 | l2-sp", "true, false", "0.1 .. 0.2", ".."));

    private static SweepForm Filled(
        string name, string seeds, SettingDescriptor[] settings, string[] texts, bool[] varied, SweepDesign design, IEnumerable<string> protocols, string constraint)
    {
        var form = new SweepForm(new SweepDefinition { Protocols = [.. protocols] }) { Name = name, Seeds = seeds, Design = design, Constraints = constraint };
        foreach (var ((setting, text), vary) in settings.Zip(texts).Zip(varied))
        {
            form.SetText(setting, text);
            if (vary) form.SetVaried(setting, varied: true);
        }

        return form;
    }
}
