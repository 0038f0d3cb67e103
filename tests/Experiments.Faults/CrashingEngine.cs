using System.Globalization;

namespace Experiments.Faults;

/// <summary>
/// Stands before the product's engine and has chosen starts of it killed in the middle of a system call, by strace's fault injection: at the n-th line of
/// the journal, at the renaming of a checkpoint. Every other start is the engine and nothing else.
/// </summary>
public static class CrashingEngine
{
    private static readonly string EngineFile = Path.Combine(AppContext.BaseDirectory, "Experiments.Engine.dll");

    /// <summary>Kills at the rename that gives a checkpoint its name.</summary>
    public const string BeforeRename = "-e trace=rename,renameat,renameat2 -e inject=rename,renameat,renameat2:signal=KILL:when=2";

    /// <summary>Whether processes can be traced here.</summary>
    public static bool IsPossible => File.Exists("/usr/bin/strace");

    /// <summary>Kills before a line of the journal is written, from 1.</summary>
    public static string BeforeLine(int line) => string.Create(CultureInfo.InvariantCulture, $"-e trace=pwrite64 -P \"$out/events.jsonl\" -e inject=pwrite64:signal=KILL:when={line}");

    /// <summary>Writes the stand-in.</summary>
    /// <param name="folder">Folder for it and for its notes of what it has done.</param>
    /// <param name="points">The first start of a training meets the first of these, the next start the next.</param>
    /// <returns>What <c>--engine</c> is told.</returns>
    public static string Write(string folder, IReadOnlyList<string> points)
    {
        var file = Path.Combine(folder, "engine-that-crashes");
        var cases = string.Concat(points.Select((p, i) => $"""
                {i + 1}) strace -f -qq -o /dev/null {p} dotnet "$engine" "$@"
                   code=$?
                   # A line that was begun: what a kill in the middle of a write leaves.
                   printf '%s' '{"{"}"type":"point","key":"train/l' >> "$out/events.jsonl"
                   exit $code ;;

            """));
        File.WriteAllText(file, $"""
            #!/bin/bash
            engine='{EngineFile}'
            out=$(for ((i = 1; i < $#; i++)); do [ "{"${!i}"}" = --out ] && j=$((i + 1)) && printf '%s' "{"${!j}"}"; done)
            if [ "$1" = train ]; then
              for ((n = 1; n <= {points.Count}; n++)); do mkdir '{folder}/crash-'$n 2>/dev/null && break; done
              case $n in
            {cases}
              esac
            fi
            exec dotnet "$engine" "$@"
            """);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return file;
    }
}
