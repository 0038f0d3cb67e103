using System.Globalization;
using System.Text;
using Experiments.Data.Statistics;
using Experiments.Data.Tests.Statistics.Simulation;

namespace Experiments.Benchmarks.Statistics;

/// <summary>How often the intervals hold the truth of simulated studies: the table of docs/statistics.md.</summary>
internal static class CoverageProcess
{
    private const int StudiesOfSeeds = 10_000;
    private const int Studies = 1000;
    private const int Resamples = 1000;
    private const int Images = 100;
    private const int TruthImages = 1_000_000;
    private const double SeedDeviation = 0.05;

    /// <summary>Runs <c>coverage [--print]</c>: writes the section, or prints it.</summary>
    public static int Run(string[] arguments)
    {
        if (arguments is not ([] or ["--print"]))
        {
            Console.Error.WriteLine("Use: coverage [--print]");
            return 2;
        }

        var text = new StringBuilder(
            $"Fixed seeds: the same program gives the same table. Truth of the image simulations: mIoU difference over {Number(TruthImages)} simulated images. {Number(Resamples)} resamples.\n\n"
            + "| interval | simulated studies | holds the truth | aim | lies above / below it |\n| --- | --- | --- | --- | --- |\n");
        foreach (var seeds in new[] { 3, 5, 10 })
        {
            Add(text, $"t over {seeds} seeds", $"{Number(StudiesOfSeeds)}, normal differences", Coverage.OfSeeds(seeds, StudiesOfSeeds), StudiesOfSeeds, "94.0–96.0 %", "");
        }

        OfImages(text, SimulatedSet.LikeCamVid, "like CamVid's", 100, "93–97 %");
        OfImages(text, SimulatedSet.WithRareClasses, "with rare classes", 100, "none");
        OfImages(text, SimulatedSet.WithRareClasses, "with rare classes", 500, "none");
        OfSeedsAndImages(text, SimulatedSet.LikeCamVid, "like CamVid's", ImageBootstrap.FewestSeeds);
        OfSeedsAndImages(text, SimulatedSet.LikeCamVid, "like CamVid's", 2 * ImageBootstrap.FewestSeeds);
        if (arguments.Length == 1) Console.WriteLine(text);
        else DocumentSection.Write("statistics.md", "coverage", text.ToString());
        return 0;
    }

    private static void OfImages(StringBuilder text, SimulatedSet set, string name, int images, string aim)
    {
        var truth = set.Truth(seed: 1, TruthImages);
        var held = Coverage.OfImages(set, images, Studies, Resamples, truth);
        Add(text, $"BCa over {images} images {name}", $"{Number(Studies)}, difference {Points(truth)} points", held.Held, Studies, aim, $"{held.Above} / {held.Below}");
    }

    private static void OfSeedsAndImages(StringBuilder text, SimulatedSet set, string name, int seeds)
    {
        var truth = set.Truth(seed: 2, TruthImages, SeedDeviation);
        var held = Coverage.OfSeedsAndImages(set, seeds, SeedDeviation, Images, Studies, Resamples, truth);
        Add(text, $"two levels, {seeds} seeds × {Images} images {name}", $"{Number(Studies)}, difference {Points(truth)} points", held.Held, Studies, "none", $"{held.Above} / {held.Below}");
    }

    private static void Add(StringBuilder text, string interval, string studies, int held, int of, string aim, string outside)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"| {interval} | {studies} | {100.0 * held / of:0.0} % | {aim} | {outside} |");
        Console.WriteLine(line);
        text.Append(line).Append('\n');
    }

    private static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Points(double value) => (100 * value).ToString("0.00", CultureInfo.InvariantCulture);
}
