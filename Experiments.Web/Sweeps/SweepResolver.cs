using Experiments.Engine.Datasets;
using Experiments.Engine.Schema;

namespace Experiments.Web.Sweeps;

/// <summary>
/// Looks at the files behind a plan before it is queued: data folders, labels, weights. What resolves gets its hashes;
/// what does not becomes a problem of the plan, all rows at once. Hashing a data set is slow, so rows that
/// share their files are resolved once, and an unchanged answer is remembered while the form is open.
/// </summary>
public sealed class SweepResolver
{
    private readonly Func<RunConfiguration, RunConfiguration> _resolve;
    private readonly Dictionary<string, Answer> _known = new(StringComparer.Ordinal);

    /// <summary>Resolves with the engine.</summary>
    public SweepResolver()
        : this(ConfigurationResolver.Resolve)
    {
    }

    /// <summary>Resolves with a function; it throws <see cref="UsageException"/> or <see cref="DataException"/>.</summary>
    public SweepResolver(Func<RunConfiguration, RunConfiguration> resolve) => _resolve = resolve;

    /// <summary>The plan with resolved configurations, or with further problems. Works on a thread of its own.</summary>
    public Task<SweepPlan> ResolveAsync(SweepPlan plan, CancellationToken cancellationToken = default) =>
        Task.Run(() => Resolve(plan, cancellationToken), cancellationToken);

    private SweepPlan Resolve(SweepPlan plan, CancellationToken cancellationToken)
    {
        var problems = plan.Problems.ToList();
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var rows = new List<SweepRow>();
        foreach (var row in plan.Rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // A configuration that is wrong in itself already says why; its files are not looked at.
            if (ConfigurationValidator.Problems(row.Configuration).Count > 0)
            {
                rows.Add(row);
                continue;
            }

            var answer = AnswerFor(row.Configuration);
            foreach (var message in answer.Problems) counts[message] = counts.GetValueOrDefault(message) + 1;
            rows.Add(row with
            {
                // Every hash, so that a row's fingerprint here is its run's.
                Configuration = answer.Resolved is { } resolved ? ConfigurationResolver.WithHashes(row.Configuration, resolved) : row.Configuration,
            });
        }

        rows = [.. rows.Select(r => r with { Fingerprint = Fingerprint.Of(r.Configuration) })];
        problems.AddRange(counts.Select(c => new SweepProblem(SweepExpansion.KeyOf(c.Key), c.Key, c.Value)));
        problems.AddRange(Twins(rows));
        return plan with { Rows = rows, Problems = problems };
    }

    private Answer AnswerFor(RunConfiguration configuration)
    {
        var key = ConfigurationResolver.KeyOf(configuration);
        lock (_known)
        {
            if (_known.TryGetValue(key, out var known)) return known;
        }

        Answer answer;
        try
        {
            answer = new Answer([], _resolve(configuration));
        }
        catch (UsageException e)
        {
            return new Answer(e.Problems, null); // Not remembered: the person may be putting the file there now.
        }
        catch (DataException e)
        {
            return new Answer([e.Message], null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new Answer([$"The files cannot be read: {e.Message} Check the folder's permissions for the account that runs this site."], null);
        }

        lock (_known)
        {
            _known[key] = answer;
        }

        return answer;
    }

    /// <summary>Rows of one fingerprint would stand in one cell: a grid tells rows apart by what can change the numbers.</summary>
    private static IEnumerable<SweepProblem> Twins(List<SweepRow> rows) =>
        rows.GroupBy(r => r.Fingerprint, StringComparer.Ordinal)
            .Where(g => g.Count() > 1)
            .Select(g => new SweepProblem(
                "",
                $"Rows {string.Join(" and ", g.Select(r => $"\"{r.Label}\""))} are the same experiment: what differs cannot change the numbers; vary a scientific setting, or use seeds to repeat a row.",
                g.Count()));

    private sealed record Answer(IReadOnlyList<string> Problems, RunConfiguration? Resolved);
}
