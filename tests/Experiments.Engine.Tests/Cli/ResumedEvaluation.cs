using System.Text;
using Experiments.Engine.Cli;
using Experiments.Engine.Datasets;
using Experiments.Engine.Schema;
using Experiments.Engine.Tests.Training;
using Experiments.Engine.Training;

namespace Experiments.Engine.Tests.Cli;

/// <summary>A small network, evaluated by the engine's own verb in this process, whose journals are then cut off as a kill would.</summary>
internal sealed class ResumedEvaluation
{
    private readonly TemporaryFolder _folder;
    private readonly string _configuration;
    private readonly string _checkpoint;

    public ResumedEvaluation(TemporaryFolder folder, RunConfiguration configuration, Protocol protocol)
    {
        (_folder, Protocol) = (folder, protocol);
        _configuration = EngineRun.Write(folder.Path, configuration);
        _checkpoint = folder["network.safetensors"];
        var recorder = new TinyRuns.Recorder { OnSnapshot = (trainer, final) => trainer.Save(_checkpoint, final) };
        using var trainer = new Trainer(configuration, DatasetFactory.OpenAny(configuration), recorder);
        trainer.Run(CancellationToken.None);
    }

    public Protocol Protocol { get; }

    public void Run(string name, params string[] from) => Assert.Equal(0, ExitCode(name, Protocol, resume: false, from));

    public void Run(string name, bool resume) => Assert.Equal(0, ExitCode(name, Protocol, resume));

    public void Run(string name, string from, Protocol protocol) => Assert.Equal(0, ExitCode(name, protocol, resume: false, from));

    public int ExitCode(string name, Protocol protocol, bool resume, params string[] from)
    {
        var file = _folder[$"{name}-protocol.json"];
        File.WriteAllText(file, SchemaJson.Write(protocol));
        return EvaluateVerb.Run(new EvaluateArguments(_checkpoint, _configuration, file, new AttemptPlace(_folder[name]))
        {
            Resume = resume,
            ResumeFrom = [.. from.Select(f => Path.Combine(_folder[f], "events.jsonl"))],
        });
    }

    public IReadOnlyList<JournalEvent> Journal(string name) => EngineRun.Journal(_folder[name]);

    /// <summary>A copy that ends at any byte after the first image and before the summary, as a kill leaves it.</summary>
    /// <returns>Images that it has whole.</returns>
    public int CutOff(string name, string copy, Random chance)
    {
        var text = File.ReadAllText(_folder[$"{name}/events.jsonl"]);
        var first = text.IndexOf("{\"type\":\"image\"", StringComparison.Ordinal);
        return CutOffAt(name, copy, text[..chance.Next(text.IndexOf('\n', first), text.IndexOf("{\"type\":\"evaluation\"", StringComparison.Ordinal))]);
    }

    /// <summary>A copy that ends in the middle of the line after so many images.</summary>
    public int CutOff(string name, string copy, int images)
    {
        var lines = File.ReadAllLines(_folder[$"{name}/events.jsonl"]);
        var last = lines.Select((line, i) => (line, i)).Where(l => l.line.StartsWith("{\"type\":\"image\"", StringComparison.Ordinal)).ElementAt(images - 1).i;
        return CutOffAt(name, copy, string.Join('\n', lines[..(last + 1)]) + "\n" + lines[last + 1][..^1]);
    }

    /// <summary>Images that an attempt scored itself.</summary>
    public int ScoredAnew(string name) =>
        Journal(name).OfType<ImageScoredEvent>().Select(i => i.Index).Distinct().Count() - Journal(name).OfType<StartedEvent>().Last().ResumedFrom;

    public void AssertSame(string name, string other)
    {
        Assert.Equal(Json(name, e => e is EvaluationEvent), Json(other, e => e is EvaluationEvent));
        Assert.Equal(Json(name, e => e is ImageScoredEvent), Json(other, e => e is ImageScoredEvent).Distinct());
        Assert.Equal(Json(name, e => e is ArtifactEvent).Order(StringComparer.Ordinal), Json(other, e => e is ArtifactEvent).Distinct().Order(StringComparer.Ordinal));
        foreach (var picture in Journal(name).OfType<ArtifactEvent>())
            Assert.Equal(File.ReadAllBytes(Path.Combine(_folder[name], picture.Path)), File.ReadAllBytes(Path.Combine(_folder[other], picture.Path)));
        Assert.IsType<FinishedEvent>(Journal(other)[^1]);
    }

    private int CutOffAt(string name, string copy, string text)
    {
        Directory.CreateDirectory(_folder[copy]);
        File.WriteAllText(Path.Combine(_folder[copy], "events.jsonl"), text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        foreach (var picture in Journal(name).OfType<ArtifactEvent>())
        {
            // What was written before its line was journalled may be there too.
            var target = Path.Combine(_folder[copy], picture.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(Path.Combine(_folder[name], picture.Path), target);
        }

        return text.Split('\n').SkipLast(1).Count(l => l.StartsWith("{\"type\":\"image\"", StringComparison.Ordinal));
    }

    private List<string> Json(string name, Func<JournalEvent, bool> wanted) =>
        [.. Journal(name).Where(wanted).Select(e => System.Text.Json.JsonSerializer.Serialize(e with { Sequence = 0, TimeMs = 0 }, SchemaJson.Compact))];
}
