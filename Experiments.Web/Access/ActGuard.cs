using Experiments.Data.Access;

namespace Experiments.Web.Access;

/// <summary>Something that changes what the site holds, and the right that it needs.</summary>
/// <param name="Name">What the audit trail calls it.</param>
/// <param name="Needs">Right.</param>
public sealed record Act(string Name, Right Needs)
{
    /// <summary>Queueing a sweep.</summary>
    public static Act QueueSweep { get; } = new("queue sweep", Right.Act);

    /// <summary>Queueing further runs: repeats, checks, what a table lacks.</summary>
    public static Act QueueRuns { get; } = new("queue runs", Right.Act);

    /// <summary>Queueing evaluations.</summary>
    public static Act QueueEvaluations { get; } = new("queue evaluations", Right.Act);

    /// <summary>Looking at files that a person named.</summary>
    public static Act Look { get; } = new("look at files", Right.Act);

    /// <summary>Cancelling jobs.</summary>
    public static Act Cancel { get; } = new("cancel", Right.Act);

    /// <summary>Setting jobs aside.</summary>
    public static Act Pause { get; } = new("pause", Right.Act);

    /// <summary>Letting jobs go on.</summary>
    public static Act Resume { get; } = new("resume", Right.Act);

    /// <summary>Putting runs into the bin.</summary>
    public static Act Delete { get; } = new("delete", Right.Act);

    /// <summary>Taking runs out of the bin.</summary>
    public static Act Restore { get; } = new("restore", Right.Act);

    /// <summary>Deleting runs for good.</summary>
    public static Act Purge { get; } = new("delete for good", Right.Administer);

    /// <summary>Giving runs tags, or taking them away.</summary>
    public static Act Tag { get; } = new("tag", Right.Act);

    /// <summary>Putting runs aside, or taking them back.</summary>
    public static Act Archive { get; } = new("archive", Right.Act);

    /// <summary>Saving, renaming or forgetting a way of looking at a page: one's own.</summary>
    public static Act SaveView { get; } = new("save view", Right.Read);

    /// <summary>Trying a job again.</summary>
    public static Act Retry { get; } = new("retry", Right.Act);

    /// <summary>Changing the order of the queue.</summary>
    public static Act Move { get; } = new("move in the queue", Right.Act);

    /// <summary>Declaring a table or a study, or one anew.</summary>
    public static Act DeclareTable { get; } = new("declare table", Right.Act);

    /// <summary>Deleting a table or a study.</summary>
    public static Act DeleteTable { get; } = new("delete table", Right.Act);

    /// <summary>Registering a data set.</summary>
    public static Act RegisterDataset { get; } = new("register data set", Right.Act);

    /// <summary>Changing a data set's settings.</summary>
    public static Act ChangeDataset { get; } = new("change data set", Right.Act);

    /// <summary>Forgetting a data set.</summary>
    public static Act ForgetDataset { get; } = new("forget data set", Right.Act);

    /// <summary>Starting or cancelling a check of a data set.</summary>
    public static Act CheckDataset { get; } = new("check data set", Right.Act);

    /// <summary>Taking away everything behind a table.</summary>
    public static Act DownloadBundle { get; } = new("download bundle", Right.Read);

    /// <summary>Changing one's own password.</summary>
    public static Act ChangePassword { get; } = new("change own password", Right.Read);

    /// <summary>Making a token.</summary>
    public static Act MakeToken { get; } = new("make token", Right.Read);

    /// <summary>Revoking a token of one's own.</summary>
    public static Act RevokeToken { get; } = new("revoke token", Right.Read);

    /// <summary>Revoking a token of somebody else.</summary>
    public static Act RevokeTokenOfOther { get; } = new("revoke token of another", Right.Administer);

    /// <summary>Looking at accounts, tokens of others and the audit trail.</summary>
    public static Act SeePeople { get; } = new("see accounts and the audit trail", Right.Administer);

    /// <summary>Looking at one's own tokens.</summary>
    public static Act SeeTokens { get; } = new("see tokens", Right.Read);

    /// <summary>Adding an account.</summary>
    public static Act AddAccount { get; } = new("add account", Right.Administer);

    /// <summary>Removing an account.</summary>
    public static Act RemoveAccount { get; } = new("remove account", Right.Administer);

    /// <summary>Giving an account another role.</summary>
    public static Act ChangeRole { get; } = new("change role", Right.Administer);

    /// <summary>Giving an account a new password.</summary>
    public static Act ResetPassword { get; } = new("reset password", Right.Administer);

    /// <summary>Ending all sessions of an account.</summary>
    public static Act EndSessions { get; } = new("end sessions", Right.Administer);
}

/// <summary>Who asks may not do it; nothing was done. The message says what is lacking and the remedy.</summary>
public sealed class AccessDeniedException : Exception
{
    /// <summary>With a message.</summary>
    public AccessDeniedException(string message)
        : base(message)
    {
    }

    /// <summary>With a message and its cause.</summary>
    public AccessDeniedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Without a message.</summary>
    public AccessDeniedException()
    {
    }
}

/// <summary>
/// The door that every change goes through, whoever asks for it: a page, the API, the command line. It asks who it is now, whether the
/// right is there, and writes what was done into the audit trail. Services that change something take it and begin with it; pages are given no others.
/// </summary>
/// <param name="current">Who asks.</param>
/// <param name="audit">Audit trail.</param>
public sealed class ActGuard(ICurrentPerson current, AuditStore audit)
{
    /// <summary>The person, if the right is there.</summary>
    /// <exception cref="AccessDeniedException">It is not, or nobody asks.</exception>
    public async Task<Person> RequireAsync(Act act, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(act);
        var person = await current.FindAsync(cancellationToken) ?? throw new AccessDeniedException($"To {act.Name} you must be signed in: sign in and try again.");
        if (person.Has(act.Needs)) return person;
        throw new AccessDeniedException(person is { Scope: { } scope }
            ? $"The token of {person.Name} has the scope {Words(scope)}, which does not allow to {act.Name}: make one that does, or do it in the browser."
            : $"The account {person.Name} is a {Words(person.Role)}'s, which may not {act.Name}: ask an admin for the role {(act.Needs == Right.Administer ? "admin" : "researcher")}.");
    }

    /// <summary>Does something, if the right is there, and writes it down once it is done.</summary>
    /// <param name="act">What.</param>
    /// <param name="subject">To what, in words, for the audit trail.</param>
    /// <param name="work">Does it.</param>
    /// <param name="cancellationToken">Token.</param>
    /// <exception cref="AccessDeniedException">The right is not there; nothing was done.</exception>
    public Task<T> DoAsync<T>(Act act, string subject, Func<Task<T>> work, CancellationToken cancellationToken = default) => DoAsync(act, subject, _ => work(), cancellationToken);

    /// <summary>The same for work that returns nothing.</summary>
    /// <exception cref="AccessDeniedException">The right is not there; nothing was done.</exception>
    public Task DoAsync(Act act, string subject, Func<Task> work, CancellationToken cancellationToken = default) => DoAsync(
        act,
        subject,
        async _ =>
        {
            await work();
            return true;
        },
        cancellationToken);

    /// <summary>The same for work that depends on who does it.</summary>
    /// <exception cref="AccessDeniedException">The right is not there; nothing was done.</exception>
    public async Task<T> DoAsync<T>(Act act, string subject, Func<Person, Task<T>> work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        var person = await RequireAsync(act, cancellationToken);
        var result = await work(person);
        // It is done: that the asker has gone meanwhile changes nothing.
        await audit.WriteAsync(person.AccountId, person.Scope is null ? person.Name : $"{person.Name} (token)", act.Name, subject, current.Address, CancellationToken.None);
        return result;
    }

    private static string Words<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
