using Experiments.Data.Model;
using Experiments.Data.Views;
using Experiments.Engine.Schema;
using Experiments.Web.Access;

namespace Experiments.Web.Runs;

/// <summary>
/// The ways of looking at a page that the person before it saved: each is the query of an address under a name. One can be the default, which the page
/// opens with. They are each person's own; changing them goes through <see cref="ActGuard"/> like everything else.
/// </summary>
/// <param name="guard">Asks for the right, and writes down what was done.</param>
/// <param name="current">Who asks.</param>
/// <param name="store">Rows.</param>
public sealed class SavedViews(ActGuard guard, ICurrentPerson current, SavedViewStore store)
{
    /// <summary>Longest name, characters.</summary>
    public const int LongestName = 100;

    /// <summary>The person's views of a page, by name.</summary>
    public async Task<IReadOnlyList<SavedView>> ListAsync(string page, CancellationToken cancellationToken = default) => await store.ListAsync(await OwnerAsync(cancellationToken), page, cancellationToken);

    /// <summary>Name of the view that the page opens with; null for none.</summary>
    public async Task<string?> DefaultAsync(string page, CancellationToken cancellationToken = default) =>
        (await store.ListAsync(await OwnerAsync(cancellationToken), DefaultOf(page), cancellationToken)).Select(v => v.Name).FirstOrDefault();

    /// <summary>Saves a view under a name; one of that name is written over.</summary>
    /// <exception cref="AccessDeniedException">Nobody asks.</exception>
    /// <exception cref="UsageException">The name is empty or too long.</exception>
    public Task SaveAsync(string page, string name, string query, CancellationToken cancellationToken = default) =>
        DoAsync($"{name} of {page}", owner => store.SaveAsync(owner, page, Checked(name), query, cancellationToken), cancellationToken);

    /// <summary>Gives a view another name; the default stays the default.</summary>
    /// <exception cref="AccessDeniedException">Nobody asks.</exception>
    /// <exception cref="UsageException">There is no such view, another has the name, or the name is none.</exception>
    public Task RenameAsync(string page, string name, string newName, CancellationToken cancellationToken = default) => DoAsync(
        $"{name} of {page}: now {newName}",
        async owner =>
        {
            if (!await store.RenameAsync(owner, page, name, Checked(newName), cancellationToken))
                throw new UsageException($"The view \"{name}\" cannot be called \"{newName}\": another is, or it is gone; choose another name.");
            await store.RenameAsync(owner, DefaultOf(page), name, Checked(newName), cancellationToken);
        },
        cancellationToken);

    /// <summary>Forgets a view.</summary>
    /// <exception cref="AccessDeniedException">Nobody asks.</exception>
    public Task DeleteAsync(string page, string name, CancellationToken cancellationToken = default) => DoAsync(
        $"{name} of {page}: deleted",
        async owner =>
        {
            await store.DeleteAsync(owner, page, name, cancellationToken);
            await store.DeleteAsync(owner, DefaultOf(page), name, cancellationToken);
        },
        cancellationToken);

    /// <summary>Makes a view the one that the page opens with.</summary>
    /// <param name="page">Page.</param>
    /// <param name="name">View; null for none.</param>
    /// <param name="cancellationToken">Token.</param>
    /// <exception cref="AccessDeniedException">Nobody asks.</exception>
    public Task SetDefaultAsync(string page, string? name, CancellationToken cancellationToken = default) => DoAsync(
        $"{name ?? "none"} of {page}: the default",
        async owner =>
        {
            foreach (var earlier in await store.ListAsync(owner, DefaultOf(page), cancellationToken)) await store.DeleteAsync(owner, DefaultOf(page), earlier.Name, cancellationToken);
            // What stands for the default has its name alone: the view itself says what it shows.
            if (name is not null) await store.SaveAsync(owner, DefaultOf(page), name, "", cancellationToken);
        },
        cancellationToken);

    private Task DoAsync(string subject, Func<string, Task> work, CancellationToken cancellationToken) => guard.DoAsync(
        Act.SaveView,
        subject,
        async person =>
        {
            await work(OwnerOf(person));
            return true;
        },
        cancellationToken);

    private async Task<string> OwnerAsync(CancellationToken cancellationToken) => OwnerOf(await current.FindAsync(cancellationToken));

    private static string OwnerOf(Person? person) => person?.AccountId is null ? "" : person.Name;

    private static string DefaultOf(string page) => $"{page}.default";

    private static string Checked(string name)
    {
        var trimmed = string.Concat(name.Where(c => !char.IsControl(c))).Trim();
        return trimmed.Length is > 0 and <= LongestName ? trimmed : throw new UsageException($"The name of the view has {trimmed.Length} characters: it must have 1 to {LongestName}.");
    }
}
