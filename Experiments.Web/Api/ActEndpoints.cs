using System.Text;
using Experiments.Data.Jobs;
using Experiments.Data.Model;
using Experiments.Data.Runs;
using Experiments.Engine.Schema;
using Experiments.Web.Access;
using Experiments.Web.Declarations;
using Experiments.Web.Hosting;
using Experiments.Web.Sweeps;
using Microsoft.Net.Http.Headers;

namespace Experiments.Web.Api;

/// <summary>What a program may do over HTTP: queue a sweep, steer runs and jobs, look at the queue. The same services do it as on the pages.</summary>
internal static class ActEndpoints
{
    private static readonly string[] Yaml = ["application/yaml", "application/x-yaml", "text/yaml", "application/json"];

    /// <summary>Maps them. The group they are in is for readers; what changes something is for researchers.</summary>
    public static void MapActs(this IEndpointRouteBuilder api)
    {
        api.MapGet("/queue", QueueAsync);
        api.MapGet("/runs/{run:long}", RunAsync);
        var acts = api.MapGroup("").RequireAuthorization(Policies.Act);
        acts.MapPost("/sweeps", SweepAsync);
        acts.MapPost("/runs/{run:long}/cancel", (long run, RunActions actions, RunQueries runs, CancellationToken gone) => ActAsync(run, runs, () => actions.CancelRunsAsync([run], gone), gone));
        acts.MapPost("/runs/{run:long}/pause", (long run, RunActions actions, RunQueries runs, CancellationToken gone) => ActAsync(run, runs, () => actions.PauseRunsAsync([run], gone), gone));
        acts.MapPost("/runs/{run:long}/resume", (long run, RunActions actions, RunQueries runs, CancellationToken gone) => ActAsync(run, runs, () => actions.ResumeRunsAsync([run], gone), gone));
    }

    /// <summary>Queues the sweep of a YAML body, as <c>sweep queue</c> does.</summary>
    private static async Task<IResult> SweepAsync(HttpContext http, RunActions actions, Confinements confinements, ExperimentsSettings settings, SweepResolver resolver, CancellationToken gone)
    {
        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type) || !Yaml.Contains(type.MediaType.Value, StringComparer.OrdinalIgnoreCase))
            return TypedResults.Problem($"The body is \"{http.Request.ContentType}\": send a sweep file as {Yaml[0]}.", statusCode: StatusCodes.Status415UnsupportedMediaType, title: "Not a sweep file");
        try
        {
            var definition = SweepYaml.Read(await ReadAsync(http.Request, gone), "The body");
            Confinement.Check((await confinements.FindAsync(gone)).Problems(definition));
            var plan = SweepExpansion.Expand(definition, settings.MostRuns);
            if (plan.IsReady) plan = await resolver.ResolveAsync(plan, gone);
            var created = await actions.QueueAsync(definition, plan, gone);
            return TypedResults.Ok(new { sweep = created.SweepId, grid = created.GridId, runs = created.RunIds, used = created.UsedRunIds });
        }
        catch (UsageException e)
        {
            return TypedResults.Problem(string.Join(" ", e.Problems), statusCode: StatusCodes.Status400BadRequest, title: "Nothing was queued", extensions: [new("problems", e.Problems)]);
        }
        catch (DecoderFallbackException)
        {
            return TypedResults.Problem("The body is not UTF-8: save the file as UTF-8 and send it again.", statusCode: StatusCodes.Status400BadRequest, title: "Nothing was queued");
        }
        catch (BadHttpRequestException e)
        {
            return TypedResults.Problem($"{e.Message} A sweep file has at most {YamlFile.MostCharacters} characters.", statusCode: e.StatusCode, title: "Nothing was queued");
        }
    }

    /// <summary>The body's text, read only as far as a sweep file may go.</summary>
    private static async Task<string> ReadAsync(HttpRequest request, CancellationToken gone)
    {
        using var reader = new StreamReader(request.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
        var buffer = new char[8192];
        var text = new StringBuilder();
        while (await reader.ReadAsync(buffer, gone) is > 0 and var read)
        {
            text.Append(buffer, 0, read);
            if (text.Length > YamlFile.MostCharacters) throw new BadHttpRequestException("The body is too long.", StatusCodes.Status413PayloadTooLarge);
        }

        return text.ToString();
    }

    private static async Task<IResult> ActAsync(long run, RunQueries runs, Func<Task> act, CancellationToken gone)
    {
        if (await runs.FindAsync(run, gone) is null) return ApiEndpoints.Missing($"There is no run {run}.");
        await act();
        return await RunAsync(run, runs, gone);
    }

    private static async Task<IResult> RunAsync(long run, RunQueries runs, CancellationToken gone) => await runs.FindAsync(run, gone) is not { } detail
        ? ApiEndpoints.Missing($"There is no run {run}.")
        : TypedResults.Ok(new
        {
            run,
            name = detail.Run.Name,
            state = detail.State.ToString(),
            seed = detail.Run.Seed,
            fingerprint = detail.Run.Fingerprint,
            jobs = detail.Jobs.Select(j => new { job = j.Id, kind = j.Kind.ToString(), protocol = j.ProtocolName, state = Asked(j), done = j.Done, total = j.Total }),
        });

    private static async Task<IResult> QueueAsync(JobQueries jobs, CancellationToken gone)
    {
        var queue = await jobs.QueueAsync(recent: 0, gone);
        return TypedResults.Ok(new { running = Of(queue.Running), queued = Of(queue.Queued), waiting = Of(queue.Waiting), paused = Of(queue.Paused) });

        static IEnumerable<object> Of(IEnumerable<JobRow> rows) => rows.Select(j => new { job = j.JobId, run = j.RunId, name = j.RunName, kind = j.Kind.ToString(), done = j.Done, total = j.Total });
    }

    private static string Asked(Job job) => job.CancelRequested && job.EndedMs is null ? "Cancelling" : job.State.ToString();
}
