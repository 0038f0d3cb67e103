using System.Reflection;
using System.Xml.Linq;
using ArchUnitNET.Loader;

namespace Experiments.Architecture.Tests;

/// <summary>The directions between the parts: the engine knows no database, the data no tensors, the web no libtorch.</summary>
public class DependencyTests
{
    private const string Ef = "Microsoft.EntityFrameworkCore";
    private const string AspNet = "Microsoft.AspNetCore";
    private static readonly string[] Databases = [Ef, "Microsoft.Data.Sqlite", "Npgsql"];

    private static readonly DependencyRule[] Rules =
    [
        new("The engine knows neither database nor web", ["Experiments.Engine"],
            ["Experiments.Data", "Experiments.Web", "Experiments.Migrations", "Hangfire", AspNet, .. Databases], []),
        new("The schema knows neither tensors nor images nor the rest of the engine", ["Experiments.Engine.Schema"],
            ["Experiments.Engine", "TorchSharp", "SkiaSharp"], ["Experiments.Engine.Schema"]),
        new("Data sets, images and augmentation know no tensors",
            ["Experiments.Engine.Datasets", "Experiments.Engine.Imaging", "Experiments.Engine.Augmentation"],
            ["TorchSharp", "Experiments.Engine.Models", "Experiments.Engine.Training", "Experiments.Engine.Evaluation", "Experiments.Engine.Weights", "Experiments.Engine.Cli"], []),
        new("Names and conventions of weights know no tensors", ["Experiments.Engine.Weights.Names", "Experiments.Engine.Weights.Conventions"],
            ["TorchSharp", "Experiments.Engine.Models", "Experiments.Engine.Training", "Experiments.Engine.Evaluation", "Experiments.Engine.Cli"], []),
        new("The data knows neither engine nor web", ["Experiments.Data"],
            ["Experiments.Engine", "Experiments.Web", "TorchSharp", "SkiaSharp", "Hangfire", AspNet], []),
        new("The migrations know the data alone", ["Experiments.Migrations"],
            ["Experiments.Engine", "Experiments.Web", "TorchSharp", "Hangfire", AspNet], []),
        new("The web uses the engine's schema, data sets, images, conventions of weights and ways with files alone", ["Experiments.Web"],
            ["Experiments.Engine"],
            ["Experiments.Engine.Schema", "Experiments.Engine.Datasets", "Experiments.Engine.Imaging", "Experiments.Engine.Weights.Conventions", "Experiments.Engine.WholeFile", "Experiments.Engine.DiskTrouble"]),
        new("The web never loads libtorch", ["Experiments.Web"], ["TorchSharp"], []),
    ];

    private static readonly ArchUnitNET.Domain.Architecture Product = Load(
        Assembly.Load("Experiments.Engine"), Assembly.Load("Experiments.Data"), Assembly.Load("Experiments.Web"),
        Assembly.Load("Experiments.Migrations.Sqlite"), Assembly.Load("Experiments.Migrations.PostgreSql"));

    private static readonly ArchUnitNET.Domain.Architecture MadeUp = Load(typeof(DependencyTests).Assembly);

    public static TheoryData<string> RuleNames => [.. Rules.Select(r => r.Name)];

    /// <summary>A made-up type, and the rules that it would break if it lay in the namespaces they bind.</summary>
    public static TheoryData<string, string[]> Offenders => new()
    {
        { nameof(UsesTensors), ["The schema knows", "Data sets, images", "Names and conventions", "The data knows", "The migrations know", "The web never"] },
        { nameof(UsesTensorsInALambda), ["The schema knows", "Data sets, images", "Names and conventions", "The data knows", "The migrations know", "The web never"] },
        { nameof(UsesTensorsInAnAsyncMethod), ["The schema knows", "Data sets, images", "Names and conventions", "The data knows", "The migrations know", "The web never"] },
        { nameof(UsesTensorsInAnIterator), ["The schema knows", "Data sets, images", "Names and conventions", "The data knows", "The migrations know", "The web never"] },
        { nameof(UsesImages), ["The schema knows", "The data knows"] },
        { nameof(UsesEntityFramework), ["The engine knows"] },
        { nameof(UsesHangfire), ["The engine knows", "The data knows", "The migrations know"] },
        { nameof(UsesAspNet), ["The engine knows", "The data knows", "The migrations know"] },
        { nameof(UsesTheSchema), ["The data knows", "The migrations know"] },
    };

    [Theory]
    [MemberData(nameof(RuleNames))]
    public void Dependencies_point_the_allowed_way(string rule) =>
        Findings.None(Rules.Single(r => r.Name == rule).Violations(Product));

    [Theory]
    [MemberData(nameof(Offenders))]
    public void A_type_that_breaks_rules_is_found_by_exactly_those(string offender, string[] expected)
    {
        var type = MadeUp.Types.Single(t => t.FullName == $"{typeof(DependencyTests).Namespace}.{offender}");
        var broken = Rules.Where(r => r.ViolationsOf(type).Any()).Select(r => r.Name);
        Assert.Equal(expected, broken.Select(name => expected.FirstOrDefault(e => name.StartsWith(e, StringComparison.Ordinal)) ?? name));
    }

    [Fact]
    public void A_rule_that_binds_no_type_says_so()
    {
        var rule = new DependencyRule("Nobody", ["Experiments.Nowhere"], ["TorchSharp"], []);
        var error = Assert.Throws<InvalidOperationException>(() => rule.Violations(Product));
        Assert.Equal("\"Nobody\" binds no type: no loaded type lies in Experiments.Nowhere.", error.Message);
    }

    [Theory]
    [InlineData("Experiments.Engine")]
    [InlineData("Experiments.Data")]
    [InlineData("Experiments.Migrations.Sqlite", "Experiments.Data")]
    [InlineData("Experiments.Migrations.PostgreSql", "Experiments.Data")]
    [InlineData("Experiments.Web", "Experiments.Data", "Experiments.Engine", "Experiments.Migrations.PostgreSql", "Experiments.Migrations.Sqlite")]
    public void A_project_references_only_what_it_may(string project, params string[] expected)
    {
        var file = Repository.Projects.Single(p => Path.GetFileNameWithoutExtension(p) == project);
        var references = XDocument.Load(file).Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')));
        Assert.Equal(expected, references.Order(StringComparer.Ordinal));
    }

    private static ArchUnitNET.Domain.Architecture Load(params Assembly[] assemblies) =>
        new ArchLoader().LoadAssemblies(assemblies).Build();
}
