using Experiments.Engine.Schema;
using Experiments.Web.Access;
using Experiments.Web.Components.Shared;
using Experiments.Web.Datasets;
using Experiments.Web.Grids;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.Pages;

/// <summary>
/// A form that declares a table or a study, or one anew: what is typed is read, expanded and previewed at each keystroke, with every problem at once. The
/// browser keeps it until it is stored.
/// </summary>
/// <typeparam name="TDefinition">What it declares.</typeparam>
public abstract class DeclarationPage<TDefinition> : ComponentBase, IDisposable
    where TDefinition : class
{
    private readonly CancellationTokenSource _gone = new();
    private Confinement _confinement = Confinement.None;
    private Task _loading = Task.CompletedTask;

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

    /// <summary>The declaration, JSON, that is being changed: where another one is stored by then, nothing is stored. Null for a new one.</summary>
    protected string? Seen { get; private set; }

    /// <summary>Keeps what is typed.</summary>
    protected KeptFields? Kept { get; set; }

    /// <summary>What was read last; null where the form cannot be read.</summary>
    protected TDefinition? Definition { get; private set; }

    /// <summary>It, expanded.</summary>
    protected GridPlan Plan { get; private set; } = new([], [], [], []);

    /// <summary>What must be mended.</summary>
    protected IReadOnlyList<string> Problems { get; private set; } = [];

    /// <summary>Whether what should be declared anew does not exist.</summary>
    protected bool IsMissing { get; private set; }

    /// <summary>Whether something was typed that is not stored.</summary>
    protected bool IsDirty { get; private set; }

    /// <summary>Whether what stands in the form was given back by the browser.</summary>
    protected bool IsRestored { get; private set; }

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
    protected override Task OnParametersSetAsync() => _loading = LoadAsync();

    private async Task LoadAsync()
    {
        _confinement = await Confinements.FindAsync(Gone);
        Datasets = new RegisteredDatasets(await Store.ListAsync(Gone));
        var stored = GridId is { } id ? await StoredAsync(id) : null;
        IsMissing = GridId is not null && stored is null;
        if (IsMissing) return;
        Fill(stored?.Definition ?? await StartAsync(Template));
        (Seen, IsDirty, IsRestored) = (stored?.Json, false, false);
        Read();
    }

    /// <summary>What is stored; null where it does not exist.</summary>
    protected abstract Task<StoredDeclaration<TDefinition>?> StoredAsync(long gridId);

    /// <summary>What a new one starts with.</summary>
    protected abstract Task<TDefinition> StartAsync(string? template);

    /// <summary>Fills the form.</summary>
    protected abstract void Fill(TDefinition definition);

    /// <summary>Fills the form with what the browser kept, by the names of the fields.</summary>
    protected abstract void Restore(IReadOnlyDictionary<string, string> kept);

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
        Changed();
    }

    /// <summary>After a file was opened.</summary>
    protected void Opened(TDefinition definition)
    {
        Fill(definition);
        Changed();
    }

    /// <summary>After the form came to say something else.</summary>
    protected void Changed()
    {
        IsDirty = true;
        Read();
    }

    /// <summary>After the browser had kept something: it stands in the form again, and is held against the declaration that it changed.</summary>
    protected async Task RestoreAsync(IReadOnlyDictionary<string, string> kept)
    {
        ArgumentNullException.ThrowIfNull(kept);
        await _loading;
        if (IsMissing) return;
        if (kept.TryGetValue(KeptFields.SeenField, out var seen)) Seen = seen;
        Restore(kept);
        // Where only the connection was away, the form was never gone.
        if (!IsDirty) IsRestored = true;
        Changed();
    }

    /// <summary>Begins anew with what is stored, or with the template.</summary>
    protected Task DropAsync() => _loading = LoadAsync();

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
            var id = await StoreAsync(definition);
            IsDirty = false;
            if (Kept is not null) await Kept.ForgetAsync();
            Navigation.NavigateTo(Urls.Grid(id));
        }
        catch (Exception e) when (ActProblem.Of(e) is not null)
        {
            Problems = ActProblem.ListOf(e);
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

    /// <summary>Fills headings or factors with what the browser kept of them; those that stand there are changed, so that a field which is typed into stays the same.</summary>
    /// <param name="headings">The headings.</param>
    /// <param name="name">What their fields are called: <c>row</c> for <c>row-0-name</c>, <c>row-0-choices</c> and so on.</param>
    /// <param name="kept">What was kept.</param>
    protected static void Restore(List<HeadingText> headings, string name, IReadOnlyDictionary<string, string> kept)
    {
        ArgumentNullException.ThrowIfNull(headings);
        ArgumentNullException.ThrowIfNull(kept);
        var count = 0;
        for (; kept.TryGetValue($"{name}-{count}-name", out var typed); count++)
        {
            if (count == headings.Count) headings.Add(new HeadingText());
            (headings[count].Name, headings[count].Choices) = (typed, kept.GetValueOrDefault($"{name}-{count}-choices", ""));
        }

        headings.RemoveRange(count, headings.Count - count);
    }

    /// <summary>Whether the browser kept a box, or one of several choices, as chosen.</summary>
    protected static bool IsChosen(string field, IReadOnlyDictionary<string, string> kept)
    {
        ArgumentNullException.ThrowIfNull(kept);
        return kept.GetValueOrDefault(field) == "true";
    }

    /// <summary>What was typed.</summary>
    protected static string Text(ChangeEventArgs e) => e?.Value as string ?? "";

    /// <summary>Lines of a field that grows with its text.</summary>
    protected static int Lines(string text) => Math.Clamp((text ?? "").Count(c => c == '\n') + 2, 3, 16);
}
