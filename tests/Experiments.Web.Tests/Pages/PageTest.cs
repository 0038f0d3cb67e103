using Bunit;
using Experiments.Data.Jobs;
using Experiments.Data.Journal;
using Experiments.Data.Model;
using Experiments.Data.Runs;
using Experiments.Data.Storage;
using Experiments.Data.Sweeps;
using Experiments.Engine.Schema;
using Experiments.Web.Access;
using Experiments.Web.Components;
using Experiments.Web.Components.Pages;
using Experiments.Web.Hosting;
using Experiments.Web.Queue;
using Experiments.Web.Runs;
using Experiments.Web.Sweeps;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Experiments.Web.Tests.Pages;

/// <summary>Renders pages over a real SQLite file in a folder of its own; jobs are played by hand through the stores.</summary>
public abstract class PageTest : IAsyncLifetime
{
    protected static readonly SweepDefinition TwoRows = new()
    {
        Name = "Two rows",
        Seeds = "0-1",
        Axes = [new("regulariser.kind", ["none", "l2"])],
        Overrides = new Dictionary<string, string>
        {
            ["network.backbone"] = "resnet18",
            ["training.crop"] = "48",
            ["training.iterations"] = "20",
            ["synthetic.trainCount"] = "2",
            ["synthetic.validationCount"] = "1",
            ["synthetic.height"] = "48",
            ["synthetic.width"] = "48",
        },
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("experiments-pages-").FullName;

    protected BunitContext Context { get; } = new();

    protected FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    /// <summary>Makes an answer of the database come late.</summary>
    protected HeldReads Held { get; } = new();

    /// <summary>Who sits before the pages.</summary>
    protected virtual Person Visitor => Person.Local;

    protected static CancellationToken Stop => Xunit.TestContext.Current.CancellationToken;

    protected string RunsFolder => _folder;

    public async ValueTask InitializeAsync()
    {
        Context.Services.AddSingleton<TimeProvider>(Clock);
        Context.Services.AddExperimentsData(new ExperimentsDataOptions { ConnectionString = $"Data Source={Path.Combine(_folder, "experiments.db")}" });
        Context.Services.ConfigureDbContext<ExperimentsContext>(builder => builder.AddInterceptors(Held));
        Context.Services.AddSingleton(new ExperimentsSettings { RunsFolder = _folder, ConnectionString = "" });
        Context.Services.AddSingleton<QueueSignal>();
        Context.Services.AddSingleton<RunFactory>();
        Context.Services.AddPageQueries();
        Context.Services.AddAccounts().AddActs().AddSingleton(new AccessSettings()).AddAuthorizationCore(Rights.AddTo).AddCascadingAuthenticationState();
        Context.Services.AddSingleton<IAuthorizationService, DefaultAuthorizationService>().AddSingleton<IAuthorizationPolicyProvider, DefaultAuthorizationPolicyProvider>();
        Context.Services.AddScoped<CurrentPerson>().AddScoped<ICurrentPerson>(s => s.GetRequiredService<CurrentPerson>());
        Context.Services.AddScoped<AuthenticationStateProvider>(_ => new Sitting(Visitor));
        Context.JSInterop.Mode = JSRuntimeMode.Loose;
        await Get<DatabaseInitializer>().InitializeAsync(Stop);
    }

    public async ValueTask DisposeAsync()
    {
        await Context.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private sealed class Sitting(Person person) : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(person.ToPrincipal("test")));
    }

    protected T Get<T>()
        where T : notnull => Context.Services.GetRequiredService<T>();

    protected async Task<CreatedSweep> QueueAsync(SweepDefinition definition)
    {
        var plan = await Get<SweepResolver>().ResolveAsync(SweepExpansion.Expand(definition), Stop);
        return await Get<RunActions>().QueueAsync(definition, plan, Stop);
    }

    /// <summary>The page of a run at one of its parts.</summary>
    /// <param name="run">Run.</param>
    /// <param name="part">Part, and what else the address says, for example <c>log&amp;find=loss</c>; empty for the overview.</param>
    protected IRenderedComponent<OneRunPage> Open(long run, string part = "")
    {
        Get<NavigationManager>().NavigateTo(part.Length == 0 ? Urls.Run(run) : $"{Urls.Run(run)}?tab={part}");
        return Context.Render<OneRunPage>(p => p.Add(x => x.RunId, run));
    }

    protected async Task<RunDetail> RunAsync(long run) => (await Get<RunQueries>().FindAsync(run, Stop))!;

    /// <summary>Plays a training to its end.</summary>
    protected async Task TrainAsync(long run)
    {
        var (job, attempt, _) = await BeginAsync(run, j => j.Kind == JobKind.Training);
        await Get<JobStore>().SucceedAsync(job, attempt, new AttemptEnd(0), Stop);
    }

    /// <summary>Plays a training that fails.</summary>
    protected async Task FailAsync(long run, string failureClass, string message, string log)
    {
        var (job, attempt, _) = await BeginAsync(run, j => j.Kind == JobKind.Training);
        await Get<JobStore>().FailAsync(job, attempt, new JobFailure(failureClass, message), new AttemptEnd(1, log), Stop);
    }

    /// <summary>Plays an evaluation of two classes with the given mIoU.</summary>
    /// <param name="run">Run.</param>
    /// <param name="protocol">Name of its protocol.</param>
    /// <param name="meanIoU">mIoU.</param>
    /// <param name="further">What it journals beside its score: images, files.</param>
    protected Task ScoreAsync(long run, string protocol, double meanIoU, Func<JournalBatch, JournalBatch>? further = null) =>
        StoreAsync(run, j => j.ProtocolName == protocol, ["road", "sky"], request => Scored(request, meanIoU), further);

    /// <summary>The same of one job, where several have the protocol's name.</summary>
    protected Task ScoreAsync(long run, Job job, double meanIoU) => StoreAsync(run, j => j.Id == job.Id, ["road", "sky"], request => Scored(request, meanIoU));

    private static JournalEvaluation Scored(string request, double meanIoU) => Evaluation(request) with
    {
        Confusion = [3, 1, 1, 3],
        MeanIoU = meanIoU,
        MeanAccuracy = meanIoU,
        PixelAccuracy = meanIoU,
        ClassIoU = [meanIoU, double.NaN],
        Metrics = new Dictionary<string, double> { ["mIoU (zero)"] = meanIoU / 2, ["iIoU"] = 0.1234, ["iIoU car"] = 0.4321 },
    };

    /// <summary>Plays an evaluation of a classifier: 8 images of two classes, one of the second class is wrong.</summary>
    protected Task ScoreClassifierAsync(long run, string protocol) => StoreAsync(run, j => j.ProtocolName == protocol, ["brick", "grass"], request => Evaluation(request) with
    {
        Confusion = [4, 0, 1, 3],
        MeanIoU = double.NaN,
        MeanAccuracy = 0.875,
        PixelAccuracy = 0.875,
        Metrics = new Dictionary<string, double> { ["top-1"] = 0.875, ["top-5"] = 1 },
    });

    /// <summary>An evaluation of two classes under the protocol that its job names; what it scored is to be filled in.</summary>
    private static JournalEvaluation Evaluation(string request)
    {
        var resolved = SchemaJson.ReadProtocol(request);
        return new JournalEvaluation
        {
            Sequence = 1,
            ProtocolFingerprint = Fingerprint.Of(resolved),
            ProtocolName = resolved.Name,
            ProtocolJson = request,
            CheckpointSha256 = new string('c', 64),
            Classes = 2,
            Confusion = [],
            MeanIoU = double.NaN,
            MeanAccuracy = double.NaN,
            PixelAccuracy = double.NaN,
            ClassIoU = [],
        };
    }

    private async Task StoreAsync(long run, Func<Job, bool> which, string[] classes, Func<string, JournalEvaluation> evaluate, Func<JournalBatch, JournalBatch>? further = null)
    {
        var (job, attempt, request) = await BeginAsync(run, which);
        var start = new JournalStart("1.2.3", 0, 100, 0.16, classes, ["#804080", "#4682b4"]);
        var batch = new JournalBatch(1, 1) { Start = start, Evaluation = evaluate(request) };
        await Get<JournalStore>().AppendAsync(job, attempt, further?.Invoke(batch) ?? batch, Stop);
        await Get<JobStore>().SucceedAsync(job, attempt, new AttemptEnd(0), Stop);
    }

    protected async Task<(long Job, int Attempt, string Request)> BeginAsync(long run, Func<Job, bool> which)
    {
        var job = (await RunAsync(run)).Jobs.First(which);
        var claimed = await Get<JobStore>().ClaimAsync(job.Id, "test", "cpu", 1, Stop);
        Assert.NotNull(claimed);
        await Get<JobStore>().StartAsync(job.Id, claimed.Attempt, $"{run}/jobs/{job.Id}/attempts/{claimed.Attempt}", cancellationToken: Stop);
        return (job.Id, claimed.Attempt, claimed.RequestJson);
    }
}
