using System.Globalization;
using Experiments.Benchmarks.Statistics;

namespace Experiments.Benchmarks.Storage;

/// <summary>What the verbs that time databases are told.</summary>
/// <param name="PostgreSql">Connection string of a PostgreSQL server that the figures are taken on too; null for none.</param>
/// <param name="Seconds">Seconds to measure for.</param>
/// <param name="Print">Print the section instead of writing it into docs/performance.md.</param>
internal sealed record StorageArguments(string? PostgreSql, int Seconds, bool Print)
{
    /// <summary>SQLite, then the server if one was named.</summary>
    public IEnumerable<string?> Servers => PostgreSql is null ? [null] : [null, PostgreSql];

    /// <summary>Reads them; null, with how to use the verb on stderr, when they are none.</summary>
    /// <param name="arguments">After the verb.</param>
    /// <param name="verb">The verb.</param>
    /// <param name="seconds">Seconds to measure for unless told; 0 for a verb that has no such option.</param>
    public static StorageArguments? Read(string[] arguments, string verb, int seconds = 0)
    {
        var (given, hasSeconds) = (new StorageArguments(null, seconds, Print: false), seconds > 0);
        for (var i = 0; i < arguments.Length; i++)
        {
            var value = i + 1 < arguments.Length ? arguments[i + 1] : null;
            switch (arguments[i])
            {
                case "--print":
                    given = given with { Print = true };
                    continue;
                case "--postgres" when value is not null:
                    given = given with { PostgreSql = value };
                    i++;
                    continue;
                case "--seconds" when hasSeconds && int.TryParse(value, CultureInfo.InvariantCulture, out var number) && number > 0:
                    given = given with { Seconds = number };
                    i++;
                    continue;
            }

            Console.Error.WriteLine($"Use: {verb} [--postgres CONNECTION] {(hasSeconds ? "[--seconds N] " : "")}[--print]");
            return null;
        }

        return given;
    }

    /// <summary>Writes a section of docs/performance.md, or prints it.</summary>
    public void Write(string section, string text)
    {
        if (Print) Console.WriteLine(text);
        else DocumentSection.Write("performance.md", section, text);
    }
}
