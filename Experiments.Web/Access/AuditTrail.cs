using Experiments.Data.Access;
using Experiments.Data.Model;

namespace Experiments.Web.Access;

/// <summary>Reads the audit trail, for admins.</summary>
/// <param name="guard">Asks for the right.</param>
/// <param name="audit">The trail.</param>
public sealed class AuditTrail(ActGuard guard, AuditStore audit)
{
    /// <summary>Lines on a page.</summary>
    public const int PageSize = 100;

    /// <summary>Lines, newest first, at most <see cref="PageSize"/>.</summary>
    /// <param name="containing">Text that who, what or its subject contains; empty for all.</param>
    /// <param name="before">Only lines with a smaller key; null for the newest.</param>
    /// <param name="cancellationToken">Token.</param>
    /// <exception cref="AccessDeniedException">Who asks may not.</exception>
    public async Task<IReadOnlyList<AuditEntry>> ListAsync(string containing, long? before, CancellationToken cancellationToken = default)
    {
        await guard.RequireAsync(Act.SeePeople, cancellationToken);
        return await audit.ListAsync(containing, before, PageSize, cancellationToken);
    }
}
