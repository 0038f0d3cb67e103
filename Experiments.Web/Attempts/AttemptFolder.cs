using System.Globalization;
using System.Text;
using Experiments.Engine;
using Experiments.Engine.Schema;

namespace Experiments.Web.Attempts;

/// <summary>The folder of one attempt: only that attempt writes into it; older ones are history.</summary>
/// <param name="runsFolder">Folder in which runs leave their files.</param>
/// <param name="runId">Run.</param>
/// <param name="jobId">Job.</param>
/// <param name="attempt">Attempt.</param>
public sealed class AttemptFolder(string runsFolder, long runId, long jobId, int attempt)
{
    private const int TailBytes = 8 * 1024;

    /// <summary>Relative to the runs folder, with forward slashes, as the database keeps it.</summary>
    public string Relative { get; } = string.Create(CultureInfo.InvariantCulture, $"{runId}/jobs/{jobId}/attempts/{attempt}");

    /// <summary>Absolute path.</summary>
    public string FullPath => Path.Combine(runsFolder, Relative);

    /// <summary>Configuration handed to the engine.</summary>
    public string Configuration => Path.Combine(FullPath, "configuration.json");

    /// <summary>Protocol handed to the engine; evaluations only.</summary>
    public string Protocol => Path.Combine(FullPath, "protocol.json");

    /// <summary>Journal.</summary>
    public string Journal => Path.Combine(FullPath, JournalReader.FileName);

    /// <summary>Creates the folder with what the engine needs to know.</summary>
    /// <param name="configuration">Configuration with device and threads filled in.</param>
    /// <param name="protocol">Protocol of an evaluation.</param>
    public void Prepare(RunConfiguration configuration, Protocol? protocol)
    {
        WholeFile.WriteText(Configuration, SchemaJson.Write(configuration));
        if (protocol is not null) WholeFile.WriteText(Protocol, SchemaJson.Write(protocol));
    }

    /// <summary>Writes down where and with what the engine runs.</summary>
    /// <param name="environment">Where and with what.</param>
    /// <param name="diff">Changes of the code against its commit; empty for none.</param>
    public void Record(AttemptEnvironment environment, string diff)
    {
        WholeFile.WriteText(Path.Combine(FullPath, "environment.json"), environment.ToJson());
        if (diff.Length > 0) WholeFile.WriteText(Path.Combine(FullPath, "code.diff"), diff);
    }

    /// <summary>The end of the engine's log; empty when it wrote none.</summary>
    public string LogTail()
    {
        try
        {
            using var stream = new FileStream(Path.Combine(FullPath, "engine.log"), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            stream.Seek(-Math.Min(TailBytes, stream.Length), SeekOrigin.End);
            using var reader = new StreamReader(stream, Encoding.UTF8);
            return reader.ReadToEnd();
        }
        catch (IOException)
        {
            return "";
        }
    }
}
