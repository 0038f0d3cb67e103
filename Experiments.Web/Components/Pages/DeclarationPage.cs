using Experiments.Engine.Schema;
using Experiments.Web.Access;
using Experiments.Web.Datasets;
using Experiments.Web.Grids;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Pages;

/// <summary>A form that declares a table or a study, or one anew: what is typed is read, expanded and previewed at each keystroke, with every problem at once.</summary>
/// <typeparam name="TDefinition">What it declares.</typeparam>
public abstract class DeclarationPage<TDefinition> : ComponentBase, IDisposable
    where TDefinition : class
{
    private readonly CancellationTokenSource _gone = new();
    private Confinement _confinement = Confinement.None;

    /// <summary>The table to declare anew; null for a new one.</summary>
    [Parameter]
    public long? GridId { get; set; }

    /// <summary>The template to start from.</summary>
    [SupplyParameterFromQuery(Name = "template")]
    public string? Template { get; set; }

    [Inject]
    private DatasetViewQuery Store { get; set; } = null!;

    [Inject]
    private Confinements Confinements { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    /// <summary>Cancelled when the page goes.</summary>
    protected CancellationToken Gone => _gone.Token;

    /// <summary>What the form may name as data, as it was when the page was opened.</summary>
    protected RegisteredDatasets Datasets { get; private set; } = new([]);

    /// <summary>What was read last; null where the form cannot be read.</summary>
    protected TDefinition? Definition { get; private set; }

    /// <summary>It, expanded.</summary>
    protected GridPlan Plan { get; private set; } = new([], [], [], []);

    /// <summary>What must be mended.</summary>
    protected IReadOnlyList<string> Problems { get; private set; } = [];

    /// <summary>Whether what should be declared anew does not exist.</summary>
    protected bool IsMissing { get; private set; }

    /// <summary>Whether it is being stored.</summary>
    protected bool IsSaving { get; private set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends what is under way.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing) return;
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        _confinement = await Confinements.FindAsync(Gone);
        Datasets = new RegisteredDatasets(await Store.ListAsync(Gone));
        var start = GridId is { } id ? await StoredAsync(id) : await StartAsync(Template);
        IsMissing = start is null;
        if (start is null) return;
        Fill(start);
        Read();
    }

    /// <summary>What is stored; null where it does not exist.</summary>
    protected abstract Task<TDefinition?> StoredAsync(long gridId);

    /// <summary>What a new one starts with.</summary>
    protected abstract Task<TDefinition> StartAsync(string? template);

    /// <summary>Fills the form.</summary>
    protected abstract void Fill(TDefinition definition);

    /// <summary>Reads the form; what cannot be read becomes a problem.</summary>
    protected abstract TDefinition Read(List<string> problems);

    /// <summary>Expands; files are not looked at.</summary>
    protected abstract GridPlan Expand(TDefinition definition);

    /// <summary>What it names that lies outside of the person's folders.</summary>
    protected abstract IReadOnlyList<string> Outside(Confinement confinement, TDefinition definition);

    /// <summary>Stores it.</summary>
    /// <returns>The key of its table.</returns>
    /// <exception cref="UsageException">Every problem at once; nothing was stored.</exception>
    protected abstract Task<long> StoreAsync(TDefinition definition);

    /// <summary>After something was typed.</summary>
    protected void Typed(Action change)
    {
        ArgumentNullException.ThrowIfNull(change);
        change();
        Read();
    }

    /// <summary>After a file was opened.</summary>
    protected void Opened(TDefinition definition)
    {
        Fill(definition);
        Read();
    }

    /// <summary>Reads and expands the form.</summary>
    protected void Read()
    {
        var problems = new List<string>();
        var definition = Read(problems);
        // What is outside of a person's folders is not looked at.
        if (problems.Count == 0) problems.AddRange(Outside(_confinement, definition));
        Definition = problems.Count == 0 ? definition : null;
        if (Definition is not null)
        {
            Plan = Expand(definition);
            problems.AddRange(Plan.Problems);
        }

        Problems = problems;
    }

    /// <summary>Stores what the form says and goes to its page.</summary>
    protected async Task SaveAsync()
    {
        if (IsSaving || Definition is not { } definition) return;
        IsSaving = true;
        try
        {
            Navigation.NavigateTo(Urls.Grid(await StoreAsync(definition)));
        }
        catch (Exception e) when (Shared.ActProblem.Of(e) is not null)
        {
            Problems = Shared.ActProblem.ListOf(e);
        }
        finally
        {
            IsSaving = false;
        }
    }

    /// <summary>Reads a field; what cannot be read becomes a problem under its name.</summary>
    protected static T Try<T>(string name, Func<T> read, T otherwise, List<string> problems)
    {
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(problems);
        try
        {
            return read();
        }
        catch (UsageException e)
        {
            problems.AddRange(e.Problems.Select(p => $"{name}: {p}"));
            return otherwise;
        }
    }

    /// <summary>What was typed.</summary>
    protected static string Text(ChangeEventArgs e) => e?.Value as string ?? "";

    /// <summary>Lines of a field that grows with its text.</summary>
    protected static int Lines(string text) => Math.Clamp((text ?? "").Count(c => c == '\n') + 2, 3, 16);
}
