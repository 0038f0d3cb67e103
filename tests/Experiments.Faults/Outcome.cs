using System.Globalization;
using System.Security.Cryptography;
using Experiments.Data.Model;
using Experiments.Data.Storage;
using Microsoft.EntityFrameworkCore;

namespace Experiments.Faults;

/// <summary>What a sweep left, without what may differ from one time to the next: times, attempts, measurements of the machine.</summary>
public sealed class Outcome
{
    private readonly SortedDictionary<string, string> _facts = new(StringComparer.Ordinal);

    private Outcome()
    {
    }

    /// <summary>Number of metric points.</summary>
    public int Points { get; private set; }

    /// <summary>Number of attempts.</summary>
    public int Attempts { get; private set; }

    /// <summary>Points of work that was done again.</summary>
    public int Superseded { get; private set; }

    /// <summary>Reads it.</summary>
    public static async Task<Outcome> ReadAsync(Lab lab, CancellationToken cancellationToken)
    {
        var outcome = new Outcome();
        await using var db = lab.Open();
        var jobs = await db.Jobs.Include(j => j.Run).OrderBy(j => j.Id).ToListAsync(cancellationToken);
        foreach (var job in jobs)
        {
            var name = $"{job.Run!.Name}, {job.Kind} {job.ProtocolName}".TrimEnd();
            outcome._facts[$"{name}: state"] = job.State.ToString();
            foreach (var final in await db.Artifacts.Where(a => a.JobId == job.Id && a.IsFinal).ToListAsync(cancellationToken))
            {
                outcome._facts[$"{name}: weights"] = final.Sha256!;
                var file = Path.Combine(lab.Folder, await db.Attempts.Where(a => a.JobId == job.Id && a.Number == final.AttemptNumber).Select(a => a.Folder).SingleAsync(cancellationToken), final.Path);
                outcome._facts[$"{name}: weights on disk"] = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(file, cancellationToken)));
            }

            await outcome.ReadPointsAsync(db, job.Id, name, cancellationToken);
            if (await db.Evaluations.SingleOrDefaultAsync(e => e.JobId == job.Id, cancellationToken) is { } evaluation)
                outcome._facts[$"{name}: confusion"] = $"{Convert.ToHexStringLower(evaluation.Confusion)}, mIoU {evaluation.MeanIoU?.ToString("R", CultureInfo.InvariantCulture)}, of {evaluation.CheckpointSha256}";
            foreach (var image in await db.EvaluationImages.Where(i => i.JobId == job.Id).OrderBy(i => i.Index).ToListAsync(cancellationToken))
                outcome._facts[string.Create(CultureInfo.InvariantCulture, $"{name}: image {image.Index}")] = $"{image.Stem} {Convert.ToHexStringLower(image.Counts)}";
        }

        outcome.Attempts = await db.Attempts.CountAsync(cancellationToken);
        outcome.Superseded = await db.SupersededPoints.CountAsync(cancellationToken);
        return outcome;
    }

    /// <summary>Where two differ, a line each; empty where they are the same.</summary>
    public IReadOnlyList<string> DifferencesTo(Outcome other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return
        [
            .. _facts.Keys.Union(other._facts.Keys).Order(StringComparer.Ordinal)
                .Select(k => (Key: k, Here: _facts.GetValueOrDefault(k, "nothing"), There: other._facts.GetValueOrDefault(k, "nothing")))
                .Where(x => x.Here != x.There)
                .Select(x => $"{x.Key}: {x.Here} instead of {x.There}"),
        ];
    }

    /// <summary>What must hold whatever happened; a line for each thing that does not.</summary>
    public static async Task<IReadOnlyList<string>> ProblemsAsync(Lab lab, CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        await using var db = lab.Open();
        foreach (var job in await db.Jobs.Include(j => j.Attempts).Include(j => j.Events).OrderBy(j => j.Id).AsSplitQuery().ToListAsync(cancellationToken))
        {
            if (job.State != JobState.Succeeded) problems.Add($"Job {job.Id} is {job.State}: {job.FailureMessage}");
            if (job.Attempts.Count(a => a.Outcome == AttemptOutcome.Succeeded) != 1) problems.Add($"Job {job.Id} has {job.Attempts.Count(a => a.Outcome == AttemptOutcome.Succeeded)} attempts that succeeded.");
            if (job.Attempts.Any(a => a.Outcome == AttemptOutcome.Open)) problems.Add($"Job {job.Id} has an attempt that never ended.");
            if (!job.Attempts.Select(a => a.Number).Order().SequenceEqual(Enumerable.Range(1, job.Attempt))) problems.Add($"Job {job.Id} has a gap in its attempts.");
            var events = job.Events.OrderBy(e => e.Id).ToList();
            if (events.Zip(events.Skip(1)).Any(p => p.First.ToState != p.Second.FromState)) problems.Add($"Job {job.Id} has a history that does not join.");
        }

        if (lab.Engines() is { Count: > 0 } engines) problems.Add($"Engine processes live on: {string.Join(", ", engines)}.");
        return problems;
    }

    private async Task ReadPointsAsync(ExperimentsContext db, long jobId, string name, CancellationToken cancellationToken)
    {
        var points = await (from s in db.MetricSeries
                            join p in db.MetricPoints on s.Id equals p.SeriesId
                            where s.JobId == jobId && !s.Key.StartsWith("system/")
                            orderby s.Key, p.Step
                            select new { s.Key, p.Step, p.Value, p.Kind }).ToListAsync(cancellationToken);
        foreach (var point in points)
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"{name}: {point.Key} at {point.Step}");
            // A series has a point a step, or the database would have refused the second.
            _facts.Add(key, point.Value?.ToString("R", CultureInfo.InvariantCulture) ?? point.Kind.ToString());
            Points++;
        }
    }
}
