using System.CommandLine;
using Experiments.Engine.Schema;
using Experiments.Web.Access;
using Experiments.Web.Evaluations;
using Experiments.Web.Hosting;
using Experiments.Web.Queue;

namespace Experiments.Web.Commands;

/// <summary>
/// <c>evaluate</c>: queues evaluations of trained runs. It writes into the database and runs nothing: the site that serves it
/// takes the jobs at once, or at its next start.
/// </summary>
internal sealed class EvaluateCommand
{
    private readonly Argument<long[]> _runs = new("RUN") { Description = "Numbers of runs.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<long?> _sweep = new("--sweep") { Description = "Every run of a sweep.", HelpName = "NUMBER" };
    private readonly Option<string[]> _protocols = new("--protocol") { Description = "Protocols: names (SS, MS, \"semseg MS\", ...) or JSON files. Default: SS.", HelpName = "NAME|FILE", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string?> _subset = new("--subset") { Description = "Images: train or validation.", HelpName = "NAME" };
    private readonly Option<string?> _images = new("--images") { Description = "Another list of the subset's images: a text file of stems, or a pattern.", HelpName = "LIST" };
    private readonly Option<string?> _checkpoint = new("--checkpoint") { Description = "Checkpoint: last, best or iteration:N.", HelpName = "RULE" };
    private readonly Option<string?> _scales = new("--scales") { Description = "Scales, separated by commas.", HelpName = "LIST" };
    private readonly Option<bool?> _mirror = new("--mirror") { Description = "Whether the mirror image is added.", HelpName = "true|false" };
    private readonly Option<string?> _crop = new("--crop") { Description = "Side of the windows in pixels; may differ from the trained crop.", HelpName = "PIXELS" };
    private readonly Option<int?> _predictions = new("--predictions") { Description = "Images whose prediction is written; -1 for all.", HelpName = "N" };
    private readonly Option<string?> _name = new("--name") { Description = "Name of the protocol in tables.", HelpName = "NAME" };
    private readonly Option<bool> _again = new("--again") { Description = "Do evaluations again that exist already." };
    private readonly Option<bool> _look = new("--dry-run") { Description = "Say what would be queued, and queue nothing." };

    /// <summary>The command with its own arguments.</summary>
    public Command Create()
    {
        var command = new Command("evaluate", "Queue evaluations of trained runs: other protocols, images and checkpoints.") { _runs };
        foreach (var option in new Option[] { _sweep, _protocols, _subset, _images, _checkpoint, _scales, _mirror, _crop, _predictions, _name, _again, _look }) command.Options.Add(option);
        return command;
    }

    /// <summary>Plans, says what becomes of each evaluation, and queues.</summary>
    /// <returns>0 where every evaluation was queued or exists, else 2.</returns>
    /// <exception cref="UsageException">The arguments cannot be used, or there is no such database, run or sweep.</exception>
    public async Task<int> RunAsync(ExperimentsSettings settings, ParseResult parsed, CancellationToken cancellationToken)
    {
        var requests = await RequestsAsync(parsed, cancellationToken);
        await using var services = await CommandServices.OpenAsync(settings, cancellationToken, Services);
        var planner = services.GetRequiredService<EvaluationPlanner>();
        var plan = await planner.PlanAsync(await RunsAsync(planner, parsed, cancellationToken), requests, cancellationToken);
        var again = parsed.GetValue(_again);
        var created = parsed.GetValue(_look) ? [] : await planner.QueueAsync(plan, again, cancellationToken);
        foreach (var item in plan.Items) await WriteAsync(item, again);
        Console.WriteLine(parsed.GetValue(_look)
            ? $"{CommandLine.Count(plan.ToQueue(again).Count, "evaluation")} would be queued."
            : $"{CommandLine.Count(created.Count, "evaluation")} queued{(created.Count > 0 ? $": job {string.Join(", ", created)}" : "")}.");
        return plan.Count(EvaluationStatus.Refused) == 0 ? CommandLine.Done : CommandLine.Usage;
    }

    private static Task WriteAsync(PlannedEvaluation item, bool again)
    {
        var what = $"Run {item.RunId} ({item.RunName}){(item.Protocol is { } p ? $", {p.Name}" : "")}";
        if (item.Warning is { } warning) Console.WriteLine($"{what}: {warning}");
        return item.Status switch
        {
            EvaluationStatus.Refused => Console.Error.WriteLineAsync($"{what}: {item.Problem}"),
            EvaluationStatus.UnderWay => Console.Out.WriteLineAsync($"{what}: queued or running already."),
            EvaluationStatus.Exists when !again => Console.Out.WriteLineAsync($"{what}: exists{(item.Value is { } value ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $" ({100 * value:0.00})") : "")}; --again does it again."),
            _ => Console.Out.WriteLineAsync($"{what}: {item.Images} images; {ProtocolText.Of(item.Protocol!)}"),
        };
    }

    private async Task<IReadOnlyList<long>> RunsAsync(EvaluationPlanner planner, ParseResult parsed, CancellationToken cancellationToken)
    {
        var runs = parsed.GetValue(_runs) ?? [];
        if (parsed.GetValue(_sweep) is { } sweep) runs = [.. runs, .. await planner.RunsOfSweepAsync(sweep, cancellationToken)];
        return runs.Length > 0 ? runs : throw new UsageException("evaluate names no run: give numbers of runs, or --sweep NUMBER.");
    }

    private async Task<IReadOnlyList<EvaluationRequest>> RequestsAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var named = parsed.GetValue(_protocols) is { Length: > 0 } given ? given : [ProtocolTemplates.SingleScale];
        var changes = new EvaluationRequest
        {
            Name = parsed.GetValue(_name) ?? "",
            Subset = parsed.GetValue(_subset) is { } subset ? SubsetOf(subset) : null,
            ImageList = parsed.GetValue(_images),
            Checkpoint = parsed.GetValue(_checkpoint),
            Scales = EvaluationRequest.ReadScales(parsed.GetValue(_scales)),
            Mirror = parsed.GetValue(_mirror),
            Crop = EvaluationRequest.ReadCrop(parsed.GetValue(_crop)),
            PredictionImages = parsed.GetValue(_predictions),
        };
        var requests = new List<EvaluationRequest>();
        foreach (var name in named)
        {
            requests.Add(File.Exists(name)
                ? changes with { Protocol = SchemaJson.ReadProtocol(await TextFile.ReadAsync("protocol", name, cancellationToken), name) }
                : changes with { Template = name });
        }

        return requests;
    }

    private static Subset SubsetOf(string name) => Enum.GetValues<Subset>().Where(s => SettingDescriptor.NameOf(s) == name).Select(s => (Subset?)s).FirstOrDefault()
        ?? throw new UsageException($"--subset is \"{name}\": it must be {string.Join(" or ", Enum.GetValues<Subset>().Select(s => SettingDescriptor.NameOf(s)))}.");

    /// <summary>What plans and queues, without the site.</summary>
    private static void Services(IServiceCollection services) => services
        .AddSingleton<QueueSignal>()
        .AddSingleton<CheckpointFinder>()
        .AddCommandLinePerson()
        .AddScoped<EvaluationPlanner>();
}
