using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Experiments.Faults;

/// <summary>
/// Ends this process by SIGKILL at a chosen step of what it does to the database: <c>claim:before</c> is the moment in which the first
/// claim's transaction is about to be committed, <c>claim:after</c> the one in which it has been. The steps are seen in the SQL that passes: the product has
/// no part in it.
/// </summary>
internal sealed class CrashPoints(string step, bool after) : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    /// <summary>Every point, in the order in which a job passes them.</summary>
    public static readonly string[] All = [.. Steps().SelectMany(s => new[] { $"{s.Step}:before", $"{s.Step}:after" })];

    private readonly ConcurrentDictionary<Guid, bool> _passed = new();
    private readonly string[] _marks = Steps().Single(s => s.Step == step).Marks;

    /// <summary>Arms a point.</summary>
    public static void Arm(string point)
    {
        var parts = point.Split(':');
        DiagnosticListener.AllListeners.Subscribe(new CrashPoints(parts[0], parts[1] == "after"));
    }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == DbLoggerName) value.Subscribe(this);
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        switch (value.Value)
        {
            case CommandExecutedEventData command when _marks.All(m => command.Command.CommandText.Contains(m, StringComparison.Ordinal)):
                _passed[command.ConnectionId] = true;
                break;
            case TransactionEndEventData end when value.Key == RelationalEventId.TransactionCommitted.Name && after && _passed.ContainsKey(end.ConnectionId):
            case TransactionEventData begun when value.Key == RelationalEventId.TransactionCommitting.Name && !after && _passed.ContainsKey(begun.ConnectionId):
                Process.GetCurrentProcess().Kill();
                break;
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    private const string DbLoggerName = "Microsoft.EntityFrameworkCore";

    private static (string Step, string[] Marks)[] Steps() =>
    [
        ("claim", ["INSERT INTO \"attempt\""]),
        ("start", ["UPDATE \"attempt\"", "\"folder\""]),
        ("ingest", ["UPDATE \"attempt\"", "\"last_sequence\""]),
        ("succeed", ["UPDATE \"attempt\"", "\"outcome\""]),
    ];
}
