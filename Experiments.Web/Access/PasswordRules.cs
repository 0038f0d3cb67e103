using Experiments.Data.Model;
using Microsoft.AspNetCore.Identity;

namespace Experiments.Web.Access;

/// <summary>
/// What a password must be, after NIST SP 800-63B: long, not the account's name, not one that everybody tries first. No rule asks for digits or signs,
/// and nothing expires.
/// </summary>
internal sealed class PasswordRules : IPasswordValidator<Account>
{
    /// <summary>Fewest characters.</summary>
    public const int Fewest = 12;

    /// <summary>Most characters: a hash of a longer one only costs time.</summary>
    public const int Most = 256;

    private const int FewestDifferent = 5;

    // The starts of the long ones at the head of every list of leaked passwords; what follows them is digits and signs.
    private static readonly string[] Known = ["password", "passwort", "qwertyuiop", "qwerty", "1q2w3e4r", "letmein", "iloveyou", "administrator", "admin", "welcome", "changeme", "correcthorsebatterystaple", "abcdefghijkl", "experiments"];

    /// <inheritdoc/>
    public Task<IdentityResult> ValidateAsync(UserManager<Account> manager, Account user, string? password) =>
        Task.FromResult(ProblemOf(user.Name, password ?? "") is { } problem ? IdentityResult.Failed(new IdentityError { Description = problem }) : IdentityResult.Success);

    /// <summary>What is wrong with a password; null for nothing.</summary>
    internal static string? ProblemOf(string name, string password)
    {
        if (password.Length < Fewest) return $"The password has {password.Length} characters: it needs at least {Fewest}; a few words that do not belong together make a good one.";
        if (password.Length > Most) return $"The password has {password.Length} characters: it may have at most {Most}.";
        if (password.Distinct().Count() < FewestDifferent) return $"The password has fewer than {FewestDifferent} different characters: choose one that is harder to guess.";
        if (name.Length > 2 && password.Contains(name, StringComparison.OrdinalIgnoreCase)) return "The password contains the account's name: choose one that does not.";
        var letters = password.TrimEnd([.. password.Where(c => !char.IsLetter(c)).Distinct()]);
        return Known.Any(k => letters.Equals(k, StringComparison.OrdinalIgnoreCase)) || password.All(char.IsAsciiDigit)
            ? "The password is one of those that are tried first: choose another, for example a few words that do not belong together."
            : null;
    }
}
