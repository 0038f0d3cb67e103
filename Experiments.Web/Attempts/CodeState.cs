using System.ComponentModel;
using System.Diagnostics;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Experiments.Web.Attempts;

/// <summary>
/// The code that this program was built from, as far as it can be told: the commit that the build wrote into it, and, where
/// it lies in a git work tree, how that tree differs from its own commit now.
/// </summary>
/// <param name="Version">Version and commit of the build.</param>
/// <param name="Commit">Commit of the work tree; empty without one.</param>
/// <param name="Diff">Its changes against that commit; empty for none.</param>
public sealed record CodeState(string Version, string Commit, string Diff)
{
    /// <summary>Longest diff that is kept; of a longer one the beginning is.</summary>
    public const int MostCharacters = 1 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly Lazy<CodeState> Found = new(Look);

    /// <summary>Of this program; looked at once, since what runs does not change.</summary>
    public static CodeState Here => Found.Value;

    /// <summary>SHA-256 of the changes; empty for none.</summary>
    public string DiffSha256 => Diff.Length == 0 ? "" : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Diff)));

    private static CodeState Look()
    {
        var version = typeof(CodeState).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        var commit = Git("rev-parse", "HEAD").Trim();
        return new CodeState(version, commit, commit.Length == 0 ? "" : Git("diff", "HEAD"));
    }

    /// <summary>What git prints about the tree that this program lies in; empty where there is no git, no tree, or no answer in time.</summary>
    private static string Git(params string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo("git", ["-C", AppContext.BaseDirectory, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
            start.Environment["GIT_OPTIONAL_LOCKS"] = "0";
            using var git = Process.Start(start)!;
            git.ErrorDataReceived += (_, _) => { };
            git.BeginErrorReadLine();
            var output = git.StandardOutput.ReadToEndAsync();
            if (!output.Wait(Patience) || !git.WaitForExit(Patience))
            {
                git.Kill(entireProcessTree: true);
                return "";
            }

            return git.ExitCode != 0 ? "" : output.Result.Length > MostCharacters ? output.Result[..MostCharacters] : output.Result;
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or AggregateException)
        {
            return "";
        }
    }
}
