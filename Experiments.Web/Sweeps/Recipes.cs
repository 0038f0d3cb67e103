using System.Text.Json;
using Experiments.Engine.Schema;
using Experiments.Engine.Weights.Conventions;

namespace Experiments.Web.Sweeps;

/// <summary>The settings behind a published value, as far as its source states them. A file of <c>recipes/</c> holds the configuration.</summary>
public sealed record Recipe
{
    /// <summary>Configuration file in the recipes folder.</summary>
    public required string File { get; init; }

    /// <summary>Who published the value.</summary>
    public required string Source { get; init; }

    /// <summary>Data set as published tables name it.</summary>
    public required string Dataset { get; init; }

    /// <summary>Images trained on, as published tables name them.</summary>
    public required string TrainingSubset { get; init; }

    /// <summary>Backbone as published tables name it.</summary>
    public required string Backbone { get; init; }

    /// <summary>Regulariser as published tables name it.</summary>
    public required string Regulariser { get; init; }

    /// <summary>The published values, mIoU in per cent with their scale mode.</summary>
    public required string Values { get; init; }

    /// <summary>Number of classes of the data set.</summary>
    public required int Classes { get; init; }

    /// <summary>Trainable parameters of the network with these classes.</summary>
    public required long Parameters { get; init; }

    /// <summary>Settings that the source states.</summary>
    public required IReadOnlyList<string> Stated { get; init; }

    /// <summary>Settings that the source does not state for this value: the profile's default, or what the source uses elsewhere.</summary>
    public required IReadOnlyList<string> Assumed { get; init; }

    /// <summary>What else differs or is not known.</summary>
    public required IReadOnlyList<string> Departs { get; init; }

    /// <summary>Name in the URL.</summary>
    public string Id => Path.GetFileNameWithoutExtension(File);

    /// <summary>Name on the page.</summary>
    public string Title => $"{Dataset} · {Backbone} · {Regulariser}{(TrainingSubset.StartsWith("train (", StringComparison.Ordinal) || TrainingSubset == "train" ? "" : $" · {TrainingSubset}")}";

    /// <summary>The configuration.</summary>
    public RunConfiguration Read()
    {
        var text = System.IO.File.ReadAllText(Path.Combine(Recipes.Folder, File));
        var configuration = SchemaJson.ReadConfiguration(text, File);
        try
        {
            return WeightsConvention.Lay(configuration, SchemaJson.StatedIn(text));
        }
        catch (UsageException)
        {
            return configuration; // the form says what is wrong with the file
        }
    }

    /// <summary>As a starting point of the form.</summary>
    public SweepPreset ToPreset()
    {
        var configuration = Read();
        return new SweepPreset(Id, Title, $"{Source}: {Values}.", new SweepDefinition
        {
            Name = $"{Title} ({Source})",
            Seeds = "0-2",
            Overrides = SweepStart.Differing(configuration).ToDictionary(s => s.Key, s => s.GetText(configuration)),
        });
    }
}

/// <summary>The recipes that come with the program.</summary>
public static class Recipes
{
    private static readonly Lazy<IReadOnlyList<Recipe>> Index = new(() =>
        JsonSerializer.Deserialize<List<Recipe>>(File.ReadAllText(Path.Combine(Folder, "index.json")), JsonSerializerOptions.Web) ?? []);

    /// <summary>Where the files are: beside the program.</summary>
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "recipes");

    /// <summary>Every recipe, in the order of the published tables.</summary>
    public static IReadOnlyList<Recipe> All => Index.Value;

    /// <summary>The recipe of that id, or null.</summary>
    public static Recipe? Find(string? id) => All.FirstOrDefault(r => r.Id == id);
}
