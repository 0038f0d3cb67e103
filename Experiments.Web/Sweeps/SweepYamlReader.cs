using Experiments.Engine.Schema;
using Experiments.Web.Declarations;
using YamlDotNet.RepresentationModel;

namespace Experiments.Web.Sweeps;

/// <summary>Turns a parsed YAML document into a definition. Collects every problem, each with its line.</summary>
/// <param name="file">What the file is called in an error.</param>
internal sealed class SweepYamlReader(string file) : YamlReader(file)
{
    /// <summary>The definition.</summary>
    /// <exception cref="UsageException">Every problem at once.</exception>
    public SweepDefinition Definition(YamlNode root)
    {
        var definition = new SweepDefinition();
        foreach (var (key, node) in Pairs(root, "a sweep", KeysOf<SweepDefinition>()))
        {
            definition = key switch
            {
                "name" => definition with { Name = Scalar(node, key) },
                "overrides" => definition with { Overrides = Settings(node, key) },
                "design" => definition with { Design = Choice<SweepDesign>(node, key) },
                "draws" => definition with { Draws = (int)Whole(node, key, int.MaxValue) },
                "designSeed" => definition with { DesignSeed = (int)Whole(node, key, int.MaxValue) },
                "resolution" => definition with { Resolution = (int)Whole(node, key, int.MaxValue) },
                "axes" => definition with { Axes = [.. Items(node, key).Select(Axis)] },
                "rows" => definition with { Rows = [.. Items(node, key).Select(n => Settings(n, "a row"))] },
                "constraints" => definition with { Constraints = Texts(node, key) },
                "links" => definition with { Links = Texts(node, key) },
                "seeds" => definition with { Seeds = Seeds(node, key) },
                "protocols" => definition with { Protocols = [.. Items(node, key).Select(Protocol)] },
                "testCrop" => definition with { TestCrop = (int)Whole(node, key, int.MaxValue) },
                "extends" => definition with { Extends = Whole(node, key, long.MaxValue) },
                _ => throw new InvalidOperationException($"The key {key} of a sweep is not read."),
            };
        }

        return Sound(definition);
    }

    private SweepAxis Axis(YamlNode root)
    {
        var axis = new SweepAxis("", []);
        foreach (var (key, node) in Pairs(root, "an axis", KeysOf<SweepAxis>()))
        {
            axis = key switch
            {
                "key" => axis with { Key = SettingKey(node, Scalar(node, key)) },
                "values" => axis with { Values = Texts(node, key) },
                "when" => axis with { When = Scalar(node, key) },
                "range" => axis with { Range = Range(node) },
                _ => throw new InvalidOperationException($"The key {key} of an axis is not read."),
            };
        }

        if (axis.Key.Length == 0 && root is YamlMappingNode) Problem(root, "an axis has no key: name its setting, for example key: regulariser.kind.");
        return axis;
    }

    private SweepRange Range(YamlNode root)
    {
        var range = new SweepRange("", "");
        foreach (var (key, node) in Pairs(root, "a range", KeysOf<SweepRange>()))
        {
            range = key switch
            {
                "min" => range with { Min = Scalar(node, key) },
                "max" => range with { Max = Scalar(node, key) },
                "scale" => range with { Scale = Choice<SweepScale>(node, key) },
                "levels" => range with { Levels = (int)Whole(node, key, int.MaxValue) },
                _ => throw new InvalidOperationException($"The key {key} of a range is not read."),
            };
        }

        return range;
    }
}
