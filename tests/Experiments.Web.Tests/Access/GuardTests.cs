using Experiments.Web.Workers;
using Experiments.Web.Deletions;
using Experiments.Data.Deletions;
using System.Reflection;
using Bunit;
using Experiments.Data.Access;
using Experiments.Data.Jobs;
using Experiments.Data.Metrics;
using Experiments.Data.Model;
using Experiments.Data.Results;
using Experiments.Data.Results.Export;
using Experiments.Data.Runs;
using Experiments.Data.Runs.Tables;
using Experiments.Web.Access;
using Experiments.Web.Commanding;
using Experiments.Web.Comparing;
using Experiments.Web.Components;
using Experiments.Web.Datasets;
using Experiments.Web.Demo;
using Experiments.Web.Evaluations;
using Experiments.Web.Exports;
using Experiments.Web.Grids;
using Experiments.Web.Hosting;
using Experiments.Web.Predictions;
using Experiments.Web.Results;
using Experiments.Web.Runs;
using Experiments.Web.Studies;
using Experiments.Web.Sweeps;
using Experiments.Web.Tests.Pages;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.JSInterop;

namespace Experiments.Web.Tests.Access;

/// <summary>No page gets past the guard: what pages are given to act with asks it first, method by method, and they are given nothing else.</summary>
public sealed class GuardTests : PageTest
{
    /// <summary>What pages act with. Every public method of these is tried as a reader.</summary>
    private static readonly Type[] Acting =
    [
        typeof(RunActions),
        typeof(GridMaker),
        typeof(StudyMaker),
        typeof(EvaluationPlanner),
        typeof(DatasetActions),
        typeof(BinActions),
        typeof(AccountActions),
        typeof(TokenActions),
        typeof(AuditTrail),
        typeof(PredictionActions),
        typeof(TrainingCropsActions),
        typeof(WeightsActions),
        typeof(DraftActions),
        typeof(MiniatureActions),
        typeof(RunMarks),
        typeof(RunNotes),
        typeof(SavedViews),
    ];

    /// <summary>Methods of these that a reader may use: they read, or change what is the reader's own.</summary>
    private static readonly string[] ForReaders =
    [
        "GridMaker.PlanAsync", "GridMaker.DefinitionAsync", "StudyMaker.PlanAsync", "StudyMaker.DefinitionAsync", "EvaluationPlanner.RunsOfSweepAsync", "EvaluationPlanner.ChoicesAsync",
        "RunMarks.TagsAsync", "BinActions.UsesAsync", "BinActions.UsesOfSweepAsync", "BinActions.UsesOfBinnedAsync", "AccountActions.ChangePasswordAsync", "TokenActions.OwnAsync", "TokenActions.MakeAsync",
        "RunMarks.TagsAsync", "SavedViews.ListAsync", "SavedViews.DefaultAsync", "SavedViews.SaveAsync", "SavedViews.RenameAsync", "SavedViews.DeleteAsync", "SavedViews.SetDefaultAsync", "BinActions.UsesAsync", "BinActions.UsesOfSweepAsync", "BinActions.UsesOfBinnedAsync", "AccountActions.ChangePasswordAsync", "TokenActions.OwnAsync", "TokenActions.MakeAsync",
    ];

    /// <summary>What else a component may be given: it reads, or has nothing to do with what the site holds.</summary>
    private static readonly Type[] Reading =
    [
        typeof(NavigationManager), typeof(IJSRuntime), typeof(TimeProvider), typeof(ILoggerFactory), typeof(ILogger<>), typeof(ExperimentsSettings), typeof(AccessSettings), typeof(ICurrentPerson),
        typeof(CurrentPerson), typeof(Confinements), typeof(RunQueries), typeof(JobQueries), typeof(MetricQueries), typeof(GridQuery), typeof(DatasetViewQuery), typeof(SweepDefinitions),
        typeof(SweepOrigins), typeof(PageClock), typeof(PageConnection), typeof(PaletteQuery), typeof(HomeQuery), typeof(RunViewQuery), typeof(RunExtras), typeof(SweepProgressQuery), typeof(SweepPreview),
        typeof(SweepResolver), typeof(ImageComparisons), typeof(PretrainedWeights), typeof(GridSnapshots), typeof(BinQueries), typeof(WorkersQuery), typeof(SiteHealth), typeof(PredictionQuery),
        typeof(TrainingCropsQuery), typeof(WeightsFilesQuery), typeof(ExportPreviews), typeof(CompareQuery), typeof(ComparePictures), typeof(OneRunQueries), typeof(EvaluationQueries),
        typeof(PredictionGalleryQuery), typeof(LogQuery), typeof(RunFiles), typeof(RunsView), typeof(RunTableQuery),
    ];

    /// <summary>Pages that are open to all are given what signs people in.</summary>
    private static readonly Type[] SigningIn = [typeof(SignIns)];

    private readonly Person _reader = new(null, "reed", AccountRole.Reader);

    protected override Person Visitor => _reader;

    public static TheoryData<string> Methods => [.. Acting.SelectMany(MethodsOf).Select(m => $"{m.DeclaringType!.Name}.{m.Name}").Distinct().Except(ForReaders)];

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_reader_is_refused_before_anything_is_done(string method)
    {
        var found = Acting.SelectMany(MethodsOf).Where(m => $"{m.DeclaringType!.Name}.{m.Name}" == method).ToList();
        Assert.NotEmpty(found);
        foreach (var one in found)
        {
            var service = Context.Services.GetRequiredService(one.DeclaringType!);
            var error = await Assert.ThrowsAsync<AccessDeniedException>(() =>
                (Task)one.Invoke(service, BindingFlags.DoNotWrapExceptions, null, [.. one.GetParameters().Select(MadeUp)], null)!);
            Assert.Contains("reed is a reader's, which may not", error.Message, StringComparison.Ordinal);
        }

        Assert.Empty(await Get<AuditStore>().ListAsync("", null, 10, Stop));
    }

    [Fact]
    public void What_readers_may_use_is_there()
    {
        var all = Acting.SelectMany(MethodsOf).Select(m => $"{m.DeclaringType!.Name}.{m.Name}").ToHashSet(StringComparer.Ordinal);
        Assert.All(ForReaders, m => Assert.Contains(m, all));
    }

    [Fact]
    public void Components_are_given_nothing_that_changes_something_without_asking()
    {
        var components = typeof(App).Assembly.GetTypes().Where(t => typeof(IComponent).IsAssignableFrom(t)).ToList();
        Assert.True(components.Count > 60);
        var wrong = from component in components
                    from property in component.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
                    where property.IsDefined(typeof(InjectAttribute))
                    let type = property.PropertyType.IsGenericType ? property.PropertyType.GetGenericTypeDefinition() : property.PropertyType
                    where !Acting.Contains(type) && !Reading.Contains(type) && !SigningIn.Contains(type)
                    select $"{component.Name} is given {type.Name}: let what changes something go through ActGuard and name it under Acting, or name it under Reading if it reads.";
        Assert.Empty(wrong.Distinct());
    }

    [Fact]
    public async Task A_change_is_in_the_audit_trail_once_it_is_done_and_a_failed_one_is_not()
    {
        var guard = ActivatorUtilities.CreateInstance<ActGuard>(Context.Services, new KnownPerson(new Person(null, "rosa", AccountRole.Researcher)));

        await guard.DoAsync(Act.Cancel, "run 7", () => Task.CompletedTask, Stop);
        await Assert.ThrowsAsync<InvalidOperationException>(() => guard.DoAsync(Act.Cancel, "run 8", () => throw new InvalidOperationException("no"), Stop));

        var line = Assert.Single(await Get<AuditStore>().ListAsync("", null, 10, Stop));
        Assert.Equal(("rosa", "cancel", "run 7", Clock.GetUtcNow().ToUnixTimeMilliseconds()), (line.Who, line.Act, line.Subject, line.TimeMs));
    }

    [Fact]
    public async Task A_reader_s_pages_have_no_button_that_acts()
    {
        var sweep = TwoRows;
        var actions = ActivatorUtilities.CreateInstance<RunActions>(
            Context.Services,
            ActivatorUtilities.CreateInstance<ActGuard>(Context.Services, new KnownPerson(Person.CommandLine)), ActivatorUtilities.CreateInstance<Confinements>(Context.Services, new KnownPerson(Person.CommandLine)));
        var created = await actions.QueueAsync(sweep, await Get<SweepResolver>().ResolveAsync(SweepExpansion.Expand(sweep), Stop), Stop);

        var queue = Context.Render<Web.Components.Pages.QueuePage>();
        var run = Context.Render<Web.Components.Pages.OneRunPage>(p => p.Add(x => x.RunId, created.RunIds[0]));
        var grid = Context.Render<Web.Components.Pages.GridPage>(p => p.Add(x => x.GridId, created.GridId!.Value));

        Assert.Contains("Two rows", queue.Markup + grid.Markup, StringComparison.Ordinal);
        foreach (var markup in new[] { queue.Markup, run.Markup, grid.Markup })
        {
            foreach (var act in new[] { "cancel-", "pause-", "retry-", "rerun-", "queue-", "first-job", "check-run", "evaluate-run", "extend" })
                Assert.DoesNotContain($"data-testid=\"{act}", markup.Replace("data-testid=\"queue-summary\"", "", StringComparison.Ordinal), StringComparison.Ordinal);
        }
    }

    private static IEnumerable<MethodInfo> MethodsOf(Type type) =>
        type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly).Where(m => !m.IsSpecialName && typeof(Task).IsAssignableFrom(m.ReturnType));

    /// <summary>An argument of the wanted kind: what it says does not matter to who is refused.</summary>
    private static object? MadeUp(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        if (type == typeof(string)) return "x";
        if (type == typeof(CancellationToken)) return Stop;
        if (type == typeof(Stream)) return Stream.Null;
        if (typeof(Delegate).IsAssignableFrom(type)) return null;
        if (type == typeof(GridDefinition)) return new GridDefinition { Name = "x" };
        if (type == typeof(StudyDefinition)) return new StudyDefinition { Name = "x" };
        if (type == typeof(SweepDefinition)) return TwoRows;
        if (type == typeof(SweepPlan)) return new SweepPlan();
        if (type == typeof(GridPlan)) return new GridPlan([], [], [], []);
        if (type == typeof(EvaluationPlan)) return new EvaluationPlan([]);
        if (type.IsInterface && type.IsGenericType) return type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) ? new Dictionary<string, string>() : Array.CreateInstance(type.GetGenericArguments()[0], 0);
        if (type.IsValueType) return Activator.CreateInstance(type);
        return System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type);
    }
}
