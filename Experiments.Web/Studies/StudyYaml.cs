using System.Globalization;
using Experiments.Engine.Schema;
using Experiments.Web.Grids;
using YamlDotNet.RepresentationModel;
using static Experiments.Web.Declarations.YamlFile;

namespace Experiments.Web.Studies;

/// <summary>An uncertainty study as a YAML file, with the names and shapes of its JSON. Reading what was written gives the same study.</summary>
public static class StudyYaml
{
    /// <summary>Reads a study.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="name">What the file is called in an error.</param>
    /// <exception cref="UsageException">No YAML, unknown keys, values of the wrong shape: each names the line.</exception>
    public static StudyDefinition Read(string text, string name) => new Reader(name).Study(Root(text, name, "study"));

    /// <summary>Writes a study.</summary>
    public static string Write(StudyDefinition study)
    {
        var root = new YamlMappingNode
        {
            { "name", Text(study.Name) },
            { "a", GridYaml.Choice(study.A) },
            { "b", GridYaml.Choice(study.B) },
            { "methodHeading", Text(study.MethodHeading) },
            { "protocol", Text(study.Protocol) },
            { "smallestDifference", Text(study.SmallestDifference.ToString("R", CultureInfo.InvariantCulture)) },
        };
        if (study.Base.Count > 0) root.Add("base", Settings(study.Base));
        if (study.Factors.Count > 0) root.Add("factors", GridYaml.Axes(study.Factors));
        root.Add("design", SettingDescriptor.NameOf(study.Design));
        root.Add("seeds", Text(study.Seeds));
        return Declarations.YamlFile.Write(root);
    }

    private sealed class Reader(string file) : GridYamlReader(file)
    {
        public StudyDefinition Study(YamlNode root)
        {
            var study = new StudyDefinition();
            foreach (var (key, node) in Pairs(root, "a study", KeysOf<StudyDefinition>()))
            {
                study = key switch
                {
                    "name" => study with { Name = Scalar(node, key) },
                    "base" => study with { Base = Settings(node, key) },
                    "a" => study with { A = Choice(node) },
                    "b" => study with { B = Choice(node) },
                    "methodHeading" => study with { MethodHeading = Scalar(node, key) },
                    "factors" => study with { Factors = Axes(node, key) },
                    "design" => study with { Design = Choice<StudyDesign>(node, key) },
                    "seeds" => study with { Seeds = Seeds(node, key) },
                    "protocol" => study with { Protocol = Protocol(node) },
                    "smallestDifference" => study with { SmallestDifference = Real(node, key) },
                    _ => throw new InvalidOperationException($"The key {key} of a study is not read."),
                };
            }

            return Sound(study);
        }
    }
}
