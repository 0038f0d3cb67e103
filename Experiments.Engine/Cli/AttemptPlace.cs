using System.CommandLine;

namespace Experiments.Engine.Cli;

/// <summary>Where a verb works, as an attempt at a job does.</summary>
/// <param name="Folder">The attempt's folder.</param>
/// <param name="LeaseSeconds">Supervised mode: how long the parent holds the job without a sign of life; null when run by hand.</param>
/// <param name="SecondsBefore">Seconds that earlier attempts of the job ran: the system metrics count on from there.</param>
internal sealed record AttemptPlace(string Folder, double? LeaseSeconds = null, int SecondsBefore = 0);

/// <summary>The options that say so.</summary>
internal sealed class AttemptPlaceOptions
{
    private readonly Option<string> _folder = EngineCommand.OutOption();
    private readonly Option<double?> _lease = EngineCommand.LeaseOption();
    private readonly Option<int> _secondsBefore = new("--seconds-before") { Description = "Seconds that earlier attempts of the job ran: the system metrics count on from there.", HelpName = "SECONDS" };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_folder);
        command.Add(_lease);
        command.Add(_secondsBefore);
    }

    /// <summary>What was given.</summary>
    public AttemptPlace Of(ParseResult given) => new(given.GetValue(_folder)!, given.GetValue(_lease), Math.Max(0, given.GetValue(_secondsBefore)));
}
