using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Experiments.Web.Tests;

/// <summary>Holds one reading of the database back until it is let go, so that its answer comes after that of a later question.</summary>
public sealed class HeldReads : DbCommandInterceptor
{
    private TaskCompletionSource _gate = new();
    private string? _sql;

    /// <summary>Whether the reading has come and waits.</summary>
    public bool IsHeld { get; private set; }

    /// <summary>Holds the next reading that has a text in its SQL.</summary>
    public void HoldNext(string sql) => (_gate, _sql, IsHeld) = (new TaskCompletionSource(), sql, false);

    /// <summary>Lets it go.</summary>
    public void Release() => _gate.SetResult();

    /// <inheritdoc/>
    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        if (_sql is not { } sql || !command.CommandText.Contains(sql, StringComparison.Ordinal)) return result;
        (_sql, IsHeld) = (null, true);
        await _gate.Task;
        return result;
    }
}
