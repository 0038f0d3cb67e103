using Experiments.Data.Deletions;
using Experiments.Data.Storage;
using Experiments.Engine.Schema;
using Experiments.Web.Access;

namespace Experiments.Web.Components.Shared;

/// <summary>Why something that a person asked for was not done, where that is no fault of the program: the page stays as it is and says it.</summary>
public static class ActProblem
{
    /// <summary>Why; null where the exception is a fault of the program.</summary>
    public static string? Of(Exception exception) => exception is UsageException or BinException or AccessDeniedException ? exception.Message : DatabaseTrouble.Of(exception);

    /// <summary>The same, a sentence a problem.</summary>
    public static IReadOnlyList<string> ListOf(Exception exception) => exception is UsageException { Problems: var problems } ? problems : Of(exception) is { } problem ? [problem] : [];
}
