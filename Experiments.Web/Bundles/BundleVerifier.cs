using System.Globalization;
using Experiments.Data.Results.Export;
using Experiments.Engine.Schema;

namespace Experiments.Web.Bundles;

/// <summary>
/// Checks a bundle by itself: hashes, then every score from the counts of its images, then every cell of the table from the scores, then
/// every other form of the table from the first. Everything that is wrong is found, not only the first.
/// </summary>
public sealed class BundleVerifier
{
    private readonly BundleReader _reader;
    private readonly BundleFindings _findings = new();
    private int _files;

    private BundleVerifier(BundleReader reader) => _reader = reader;

    /// <summary>Checks a file.</summary>
    /// <exception cref="DataException">It is no bundle at all, or one that nobody should unpack.</exception>
    public static BundleVerification Verify(string path)
    {
        using var reader = BundleReader.Open(path);
        return new BundleVerifier(reader).Run(path);
    }

    /// <summary>Checks what a stream holds.</summary>
    /// <param name="stream">Can seek; stays open.</param>
    /// <param name="name">What it is called, for messages.</param>
    /// <exception cref="DataException">It is no bundle at all, or one that nobody should unpack.</exception>
    public static BundleVerification Verify(Stream stream, string name)
    {
        using var reader = BundleReader.Open(stream, name);
        return new BundleVerifier(reader).Run(name);
    }

    private BundleVerification Run(string path)
    {
        if (!_reader.Has(BundleLayout.Head)) throw new DataException($"The file \"{path}\" has no {BundleLayout.Head}: it is no evidence bundle; name one that `bundle create` wrote.");
        CheckSums();
        var (cells, evaluations) = (0, new BundleEvaluations(_reader, _findings));
        try
        {
            var head = _reader.Json<BundleHead>(BundleLayout.Head);
            if (head.Version != BundleLayout.Version)
                throw new DataException($"{BundleLayout.Head} states version {head.Version} of the layout, and this program reads {BundleLayout.Version}: verify it with the program that wrote it ({head.Program}).");
            evaluations.Check(head.Semantics);
            var table = ReadTable();
            var runs = Runs(table, head);
            cells = new BundleTableCheck(table, runs, evaluations, _findings).Check();
            CheckDerived(table, runs, head);
        }
        catch (DataException e)
        {
            _findings.Say(e.Message);
        }

        return new BundleVerification(_findings.Problems, _findings.Notes, cells, evaluations.Images, evaluations.Count, _files);
    }

    private void CheckSums()
    {
        var listed = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            foreach (var line in _reader.Text(BundleLayout.Sums).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                var parts = line.Split("  ", 2);
                if (parts is not [{ Length: 64 } hash, { Length: > 0 } name] || !listed.TryAdd(name, hash))
                    _findings.Say($"{BundleLayout.Sums} has the line \"{ExportText.OneLine(line[..Math.Min(line.Length, 100)])}\": it must be a hash, two spaces and a name, each name once; get the bundle again.");
            }
        }
        catch (DataException e)
        {
            _findings.Say(e.Message);
            return;
        }

        foreach (var name in _reader.Names.Where(n => n != BundleLayout.Sums && !listed.ContainsKey(n)))
            _findings.Say($"{name} is not in {BundleLayout.Sums}: every file of a bundle is; it was added later.");
        foreach (var (name, hash) in listed.OrderBy(l => l.Key, StringComparer.Ordinal))
        {
            if (!_reader.Has(name))
            {
                _findings.Say($"{name} is missing: {BundleLayout.Sums} lists it; get the bundle again.");
                continue;
            }

            try
            {
                var actual = _reader.Hash(name);
                if (actual == hash) _files++;
                else _findings.Say($"{name} was changed: its SHA-256 is {actual[..12]}…, and {BundleLayout.Sums} states {hash[..12]}…; get the bundle again.");
            }
            catch (DataException e)
            {
                _findings.Say(e.Message);
            }
        }
    }

    private ExportTable ReadTable()
    {
        try
        {
            return JsonExport.Read(_reader.Text(BundleLayout.Table));
        }
        catch (System.Text.Json.JsonException e)
        {
            throw new DataException($"{BundleLayout.Table} is no table ({e.Message.Split(" Path:", 2)[0]}): get the bundle again.", inner: e);
        }
    }

    /// <summary>The runs that the table counts, each with the configuration that its fingerprint stands for.</summary>
    private Dictionary<long, BundleRun> Runs(ExportTable table, BundleHead head)
    {
        var runs = new Dictionary<long, BundleRun>();
        if (head.Semantics != Fingerprint.EngineSemantics)
            _findings.Note($"The bundle's fingerprints stand for semantics {head.Semantics} of the engine and this program's for {Fingerprint.EngineSemantics}: configurations and protocols were checked by their hashes only.");
        foreach (var number in table.Rows.SelectMany(r => r.Cells).SelectMany(c => c.Values).Select(v => v.Run).Distinct().Order())
        {
            try
            {
                var run = _reader.Json<BundleRun>(BundleLayout.Run(number));
                if (run.Run != number) _findings.Say($"{BundleLayout.Run(number)} is of run {run.Run}: it must be of run {number}; get the bundle again.");
                runs[number] = run;
                var file = BundleLayout.Configuration(number);
                var configuration = SchemaJson.ReadConfiguration(_reader.Text(file), file);
                if (configuration.Seed != run.Seed) _findings.Say(string.Create(CultureInfo.InvariantCulture, $"{file} has the seed {configuration.Seed}, and run {number} counts as seed {run.Seed}: they must be one; get the bundle again."));
                if (head.Semantics == Fingerprint.EngineSemantics && Fingerprint.Of(configuration) is var print && print != run.Fingerprint)
                    _findings.Say($"{file} has the fingerprint {print[..12]}…, and run {number} is one of {ExportText.Short(run.Fingerprint)}…: it is not the configuration that was run; get the bundle again.");
            }
            catch (DataException e)
            {
                _findings.Say(e.Message);
            }
            catch (UsageException e)
            {
                _findings.Say(e.Problems[0]);
            }
        }

        return runs;
    }

    /// <summary>Every other form of the table must be what this program writes of it; another version may write it otherwise.</summary>
    private void CheckDerived(ExportTable table, Dictionary<long, BundleRun> runs, BundleHead head)
    {
        if (head.Program != BundleLayout.Program)
        {
            _findings.Note($"The bundle was written by {head.Program}, and this is {BundleLayout.Program}: CSV, LaTeX, Markdown and the report were checked by their hashes only.");
            return;
        }

        foreach (var format in ExportFormat.All.Where(f => f.Write is not null))
            Compare(BundleLayout.TableFile(format), format.Write!(table));
        var extras = ReportExtras();
        if (extras is not null) Compare(BundleLayout.Report, BundleReport.Write(head, table, [.. runs.OrderBy(r => r.Key).Select(r => r.Value)], extras));
    }

    /// <summary>Only a bundle without additions has a report that follows from the rest; titles of additions are in the report alone.</summary>
    private IReadOnlyList<(string Path, string Title)>? ReportExtras()
    {
        string[] known = ["table/", "runs/", "evaluations/", "protocols/"];
        string[] files = [BundleLayout.Head, BundleLayout.Definition, BundleLayout.Environment, BundleLayout.Hashes, BundleLayout.Report, BundleLayout.ReadMe, BundleLayout.Sums];
        return _reader.Names.All(n => files.Contains(n, StringComparer.Ordinal) || known.Any(k => n.StartsWith(k, StringComparison.Ordinal))) ? [] : null;
    }

    private void Compare(string name, string expected)
    {
        try
        {
            if (_reader.Text(name) != expected) _findings.Say($"{name} does not say what {BundleLayout.Table} says: they must be one table; get the bundle again.");
        }
        catch (DataException e)
        {
            _findings.Say(e.Message);
        }
    }
}
