using System.Xml.Linq;

namespace Experiments.Architecture.Tests;

/// <summary>Rules on the projects and their packages.</summary>
public class ProjectTests
{
    /// <summary>Programs under tests/ that hold no tests: a person runs them.</summary>
    private static readonly string[] Programs = ["Experiments.Faults", "Experiments.Fuzzing"];

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var listed = XDocument.Load(Path.Combine(Repository.Root, "Experiments.slnx"))
            .Descendants("Project").Select(p => p.Attribute("Path")!.Value);
        Assert.Equal(Repository.Projects.Select(Repository.Relative), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_project_has_a_lock_file() =>
        Assert.All(Repository.Projects, p => Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(p)!, "packages.lock.json")),
            $"{Repository.Relative(p)} has no packages.lock.json: run `dotnet restore` and commit it."));

    [Fact]
    public void Package_versions_stand_in_one_place() =>
        Assert.All(Repository.Projects, p => Assert.DoesNotContain(XDocument.Load(p).Descendants("PackageReference"),
            r => r.Attribute("Version") is not null || r.Attribute("VersionOverride") is not null));

    [Fact]
    public void Every_test_project_is_run_by_the_test_command() =>
        Assert.All(Repository.Projects.Where(p => Repository.Relative(p).StartsWith("tests/", StringComparison.Ordinal) && !Programs.Contains(Path.GetFileNameWithoutExtension(p))),
            p => Assert.EndsWith(".Tests", Path.GetFileNameWithoutExtension(p), StringComparison.Ordinal));
}
