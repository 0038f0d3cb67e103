using System.Globalization;
using System.Text.Json;
using Experiments.Data.Model;
using Experiments.Data.Results;
using Experiments.Engine.Schema;

namespace Experiments.Web.Bundles;

/// <summary>The evaluations of a bundle, each computed anew from the counts of its images and compared with what it states.</summary>
internal sealed class BundleEvaluations(BundleReader reader, BundleFindings findings)
{
    private readonly Dictionary<long, (BundleEvaluation Stated, CountMetrics Computed)> _checked = [];
    private readonly Dictionary<string, Protocol> _protocols = new(StringComparer.Ordinal);

    /// <summary>Images read, over all evaluations.</summary>
    public long Images { get; private set; }

    /// <summary>Evaluations computed anew.</summary>
    public int Count => _checked.Count;

    /// <summary>Checks every evaluation that the bundle has.</summary>
    /// <param name="semantics">Semantics of the engine that the bundle's fingerprints stand for.</param>
    public void Check(int semantics)
    {
        foreach (var name in reader.Names.Where(n => n.StartsWith("evaluations/", StringComparison.Ordinal) && n.EndsWith("/evaluation.json", StringComparison.Ordinal)))
        {
            try
            {
                Check(name, semantics);
            }
            catch (DataException e)
            {
                findings.Say(e.Message);
            }
            catch (UsageException e)
            {
                findings.Say(e.Problems[0]);
            }
        }
    }

    /// <summary>An evaluation that was computed anew; null where there is none.</summary>
    public BundleEvaluation? Find(long job) => _checked.TryGetValue(job, out var found) ? found.Stated : null;

    /// <summary>A metric of an evaluation from the counts alone; null where counts do not give it.</summary>
    public double? Value(long job, string metric) =>
        metric == GridColumn.MeanIoU ? _checked[job].Computed.MeanIoU : _checked[job].Computed.Metrics.TryGetValue(metric, out var value) ? value : null;

    private void Check(string name, int semantics)
    {
        var stated = reader.Json<BundleEvaluation>(name);
        if (name != BundleLayout.Evaluation(stated.Job)) throw new DataException($"{name} is of evaluation {stated.Job}: it must lie in evaluations/{stated.Job}; get the bundle again.");
        if (stated.Classes is < 1 or > 65_536 || stated.Confusion.Count != (long)stated.Classes * stated.Classes)
            throw new DataException($"{name} has {stated.Confusion.Count} counts for {stated.Classes} classes: it must have {(long)stated.Classes * stated.Classes}; get the bundle again.");
        var protocol = ProtocolOf(stated.Protocol, semantics);
        var counts = BundleLayout.Counts(stated.Job);
        var images = ImageCountsText.Read(reader.Text(counts), stated.Classes, counts);
        CheckJournal(stated, counts, images);
        var computed = new CountMetrics(stated.Classes, images, protocol.AbsentClass, stated.IsClassifier);
        Images += images.Count;
        _checked[stated.Job] = (stated, computed);

        if (!computed.Confusion.SequenceEqual(stated.Confusion)) Differs(name, "confusion", "another matrix");
        Compare(name, "mIoU", stated.MeanIoU, computed.MeanIoU);
        Compare(name, "mean accuracy", stated.MeanAccuracy, computed.MeanAccuracy);
        Compare(name, "pixel accuracy", stated.PixelAccuracy, computed.PixelAccuracy);
        if (stated.ClassIoU.Count != computed.ClassIoU.Count || stated.ClassIoU.Zip(computed.ClassIoU).Any(p => !Same(p.First, p.Second))) Differs(name, "IoU of classes", "others");
        foreach (var (metric, value) in computed.Metrics) Compare(name, metric, stated.Metrics.TryGetValue(metric, out var known) ? known : null, value);
        if (stated.Metrics.Keys.Any(k => !computed.Metrics.ContainsKey(k))) findings.Note("Metrics that need more than counts (instances, categories) are as the evaluations state them.");
    }

    /// <summary>A protocol; many evaluations have one.</summary>
    private Protocol ProtocolOf(string fingerprint, int semantics)
    {
        if (_protocols.TryGetValue(fingerprint, out var known)) return known;
        var file = BundleLayout.Protocol(fingerprint);
        var protocol = SchemaJson.ReadProtocol(reader.Text(file), file);
        if (Fingerprint.Of(protocol) is var print && print != fingerprint && semantics == Fingerprint.EngineSemantics)
            findings.Say($"{file} has the fingerprint {print[..12]}…: it must be the one that it is named by; get the bundle again.");
        return _protocols[fingerprint] = protocol;
    }

    /// <summary>Whether two numbers are one: computed in another order they may differ in the last digits.</summary>
    internal static bool Same(double a, double b) => (double.IsNaN(a) && double.IsNaN(b)) || a == b || Math.Abs(a - b) <= 1e-9 * Math.Max(1, Math.Abs(a));

    private void Compare(string name, string metric, double? stated, double computed)
    {
        // What is not a number is stored as none.
        if (!Same(stated ?? double.NaN, computed)) Differs(name, $"{metric} {Text(stated)}", Text(computed));
    }

    private void Differs(string name, string stated, string computed) =>
        findings.Say($"{name} states {stated}, and the counts of its images give {computed}: they must agree; get the bundle again.");

    private static string Text(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "none";

    /// <summary>The counts must be those that the engine wrote into its journal image by image, where the journal is there.</summary>
    private void CheckJournal(BundleEvaluation stated, string counts, IReadOnlyList<ImageCounts> images)
    {
        var journal = BundleLayout.Attempt(stated.Run, stated.Job, stated.Attempt, "events.jsonl");
        if (!reader.Has(journal))
        {
            findings.Note($"The journal of evaluation {stated.Job} is not in the bundle: its counts were not compared with it.");
            return;
        }

        var seen = 0;
        reader.Lines(journal, line =>
        {
            if (!line.Contains("\"image\"", StringComparison.Ordinal)) return;
            try
            {
                // Read loosely: a newer engine may say more in a line.
                using var document = JsonDocument.Parse(line);
                var entry = document.RootElement;
                if (entry.GetProperty("type").GetString() != "image") return;
                seen++;
                var index = entry.GetProperty("index").GetInt32();
                int? rank = entry.TryGetProperty("rank", out var place) && place.ValueKind == JsonValueKind.Number ? place.GetInt32() : null;
                if (index < 0 || index >= images.Count || !Triples(images[index]).SequenceEqual(entry.GetProperty("counts").EnumerateArray().Select(n => n.GetInt64())) || images[index].Rank != rank)
                    throw new DataException($"{counts} has other counts for image {index} than {journal}: both must be what the engine counted; get the bundle again.");
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
            {
                throw new DataException($"{journal} has a line that is no event: get the bundle again.", inner: e);
            }
        });

        if (seen != images.Count) throw new DataException($"{counts} has {images.Count} images, and {journal} {seen}: both must have all; get the bundle again.");
    }

    private static IEnumerable<long> Triples(ImageCounts image) => image.Counts.SelectMany(c => new long[] { c.Truth, c.Prediction, c.Count });
}
