using Experiments.Web.Declarations;
using YamlDotNet.RepresentationModel;

namespace Experiments.Web.Grids;

/// <summary>Turns a parsed YAML document into a declared table.</summary>
/// <param name="file">What the file is called in an error.</param>
internal class GridYamlReader(string file) : YamlReader(file, RegisteredDatasets.Key)
{
    /// <summary>The table.</summary>
    /// <exception cref="Experiments.Engine.Schema.UsageException">Every problem at once.</exception>
    public GridDefinition Table(YamlNode root)
    {
        var definition = new GridDefinition();
        foreach (var (key, node) in Pairs(root, "a table", KeysOf<GridDefinition>()))
        {
            definition = key switch
            {
                "name" => definition with { Name = Scalar(node, key) },
                "base" => definition with { Base = Settings(node, key) },
                "rows" => definition with { Rows = Axes(node, key) },
                "columns" => definition with { Columns = Axes(node, key) },
                "seeds" => definition with { Seeds = Seeds(node, key) },
                "protocols" => definition with { Protocols = [.. Items(node, key).Select(Protocol)] },
                "showsPublished" => definition with { ShowsPublished = Truth(node, key) },
                "publishedSource" => definition with { PublishedSource = Scalar(node, key) },
                _ => throw new InvalidOperationException($"The key {key} of a table is not read."),
            };
        }

        return Sound(definition);
    }

    /// <summary>Headings or factors.</summary>
    protected IReadOnlyList<GridAxis> Axes(YamlNode node, string what) => [.. Items(node, what).Select(Axis)];

    /// <summary>A choice, level or method.</summary>
    protected GridChoice Choice(YamlNode root)
    {
        var choice = new GridChoice();
        foreach (var (key, node) in Pairs(root, "a choice", KeysOf<GridChoice>()))
        {
            choice = key switch
            {
                "label" => choice with { Label = Scalar(node, key) },
                "set" => choice with { Set = Settings(node, key) },
                "only" => choice with { Only = Places(node) },
                _ => throw new InvalidOperationException($"The key {key} of a choice is not read."),
            };
        }

        if (choice.Label.Length == 0 && root is YamlMappingNode) Problem(root, "a choice has no label: name it, for example label: L2-SP.");
        return choice;
    }

    private GridAxis Axis(YamlNode root)
    {
        var axis = new GridAxis("", []);
        foreach (var (key, node) in Pairs(root, "a heading", KeysOf<GridAxis>()))
        {
            axis = key switch
            {
                "name" => axis with { Name = Scalar(node, key) },
                "choices" => axis with { Choices = [.. Items(node, key).Select(Choice)] },
                _ => throw new InvalidOperationException($"The key {key} of a heading is not read."),
            };
        }

        return axis;
    }

    private Dictionary<string, string> Places(YamlNode node)
    {
        var places = new Dictionary<string, string>(StringComparer.Ordinal);
        if (node is not YamlMappingNode mapping)
        {
            Problem(node, "only is a mapping of a heading's name to a label, for example Data set: Cityscapes.");
            return places;
        }

        foreach (var (heading, label) in mapping.Children) places[Scalar(heading, "a heading")] = Scalar(label, "a label");
        return places;
    }
}
