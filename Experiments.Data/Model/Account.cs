namespace Experiments.Data.Model;

/// <summary>What an account may do; each role may do what those before it may.</summary>
public enum AccountRole
{
    /// <summary>Sees everything, changes nothing.</summary>
    Reader,

    /// <summary>Declares, queues, pauses and cancels, and registers data sets below the data roots.</summary>
    Researcher,

    /// <summary>Also keeps accounts and tokens, and registers data sets anywhere.</summary>
    Admin,
}

/// <summary>A person who may sign in.</summary>
public sealed class Account
{
    /// <summary>Key.</summary>
    public long Id { get; set; }

    /// <summary>Name, as the person writes it.</summary>
    public required string Name { get; set; }

    /// <summary>The name in the form by which it is found and unique.</summary>
    public required string NormalizedName { get; set; }

    /// <summary>Salted hash of the password.</summary>
    public string PasswordHash { get; set; } = "";

    /// <summary>Chance text that a session carries; a new one ends every session.</summary>
    public string SecurityStamp { get; set; } = "";

    /// <summary>Role.</summary>
    public AccountRole Role { get; set; }

    /// <summary>Wrong passwords in a row.</summary>
    public int FailedSignIns { get; set; }

    /// <summary>Until when no password is taken, Unix milliseconds; null for no lock.</summary>
    public long? LockedUntilMs { get; set; }

    /// <summary>When it was made, Unix milliseconds.</summary>
    public long CreatedMs { get; set; }

    /// <summary>Last sign-in, Unix milliseconds; null before the first.</summary>
    public long? LastSignInMs { get; set; }

    /// <summary>Counts the changes of password, name and lock: who read an older state changes nothing.</summary>
    public int Revision { get; set; }
}

/// <summary>What a program that carries a token may do of what its account may.</summary>
public enum TokenScope
{
    /// <summary>Read.</summary>
    Read,

    /// <summary>Read, queue, pause and cancel. No token keeps accounts.</summary>
    Act,
}

/// <summary>A token by which a program acts for an account. The token itself is nowhere: only its hash.</summary>
public sealed class ApiToken
{
    /// <summary>Key.</summary>
    public long Id { get; set; }

    /// <summary>Account.</summary>
    public long AccountId { get; set; }

    /// <summary>Account.</summary>
    public Account? Account { get; set; }

    /// <summary>What it is for, in its owner's words.</summary>
    public required string Name { get; set; }

    /// <summary>SHA-256 of the token, lower-case hexadecimal.</summary>
    public required string Sha256 { get; set; }

    /// <summary>Scope.</summary>
    public TokenScope Scope { get; set; }

    /// <summary>When it was made, Unix milliseconds.</summary>
    public long CreatedMs { get; set; }

    /// <summary>When it ends by itself, Unix milliseconds; null for never.</summary>
    public long? ExpiresMs { get; set; }

    /// <summary>When it was revoked, Unix milliseconds; null while it stands.</summary>
    public long? RevokedMs { get; set; }

    /// <summary>Last use, to a minute, Unix milliseconds; null before the first.</summary>
    public long? LastUsedMs { get; set; }
}

/// <summary>A line of the audit trail. Written, never changed; it outlives the account that it tells of.</summary>
public sealed class AuditEntry
{
    /// <summary>Key; rises with time.</summary>
    public long Id { get; set; }

    /// <summary>When, Unix milliseconds.</summary>
    public long TimeMs { get; set; }

    /// <summary>Account; null for the local person, the command line, or a sign-in that failed.</summary>
    public long? AccountId { get; set; }

    /// <summary>Who, as called at that time.</summary>
    public required string Who { get; set; }

    /// <summary>What was done, for example <c>queue sweep</c>.</summary>
    public required string Act { get; set; }

    /// <summary>To what, in words.</summary>
    public string Subject { get; set; } = "";

    /// <summary>Address of the other side; empty on the command line.</summary>
    public string Address { get; set; } = "";
}
