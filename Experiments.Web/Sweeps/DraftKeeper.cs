using Experiments.Data.Model;

namespace Experiments.Web.Sweeps;

/// <summary>
/// Keeps what stands in one open form as a draft: a moment after the last keystroke, and at once where it is asked to. A version that was saved
/// elsewhere meanwhile stops it until somebody has chosen. Used by one page, on its thread.
/// </summary>
/// <param name="actions">The person's drafts.</param>
/// <param name="time">Clock.</param>
public sealed class DraftKeeper(DraftActions actions, TimeProvider time) : IDisposable
{
    /// <summary>How long it waits for the next keystroke.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _gone = new();
    private int _turn;
    private int _opened;
    private string? _stored;
    private string? _ownName;
    private (string Name, string Text)? _next;
    private bool _saving;

    /// <summary>The draft; null until something was typed.</summary>
    public long? DraftId { get; private set; }

    /// <summary>The version that this page stored or opened last.</summary>
    public int Version { get; private set; }

    /// <summary>When that was, Unix milliseconds; null before the first time.</summary>
    public long? SavedMs { get; private set; }

    /// <summary>Whether something else is stored than this page began from.</summary>
    public bool IsConflict { get; private set; }

    /// <summary>What is stored instead; null where the draft was deleted.</summary>
    public Draft? Theirs { get; private set; }

    /// <summary>Whether something was typed that is not stored yet.</summary>
    public bool IsBehind => _next is not null || _saving;

    /// <summary>Takes up a draft that was read.</summary>
    /// <param name="draft">The draft.</param>
    /// <param name="nameInText">Name that its text gives; one that the draft does not share was given in the list of drafts, and stays.</param>
    public void Open(Draft draft, string? nameInText)
    {
        Leave();
        (DraftId, Version, SavedMs, _stored) = (draft.Id, draft.Version, draft.SavedMs, draft.Text);
        _ownName = nameInText is null || nameInText == draft.Name ? null : draft.Name;
    }

    /// <summary>Forgets the draft: the form begins anew.</summary>
    public void Leave()
    {
        _turn++;
        _opened++;
        (DraftId, Version, SavedMs, _stored, _ownName, _next, IsConflict, Theirs) = (null, 0, null, null, null, null, false, null);
    }

    /// <summary>Something was typed: stores it once nothing follows for a moment.</summary>
    /// <returns>Whether this call stored something.</returns>
    /// <exception cref="Access.AccessDeniedException">Who asks may not.</exception>
    public async Task<bool> TypedAsync(string name, string text)
    {
        _next = (name, text);
        var turn = ++_turn;
        try
        {
            await Task.Delay(Pause, time, _gone.Token);
        }
        catch (OperationCanceledException)
        {
            return false; // The page was left.
        }

        // Where more was typed, that is stored in its turn.
        return turn == _turn && await StoreAsync();
    }

    /// <summary>Stores what was typed and is not stored yet.</summary>
    /// <returns>Whether this call stored something.</returns>
    /// <exception cref="Access.AccessDeniedException">Who asks may not.</exception>
    public async Task<bool> StoreAsync()
    {
        if (IsConflict || _saving) return false;
        _saving = true;
        var stored = false;
        try
        {
            while (_next is var (name, text) && !IsConflict)
            {
                if (text != _stored) stored |= await StoreAsync(_ownName ?? name, text);
                // What was typed meanwhile comes next.
                if (_next == (name, text)) _next = null;
            }
        }
        finally
        {
            _saving = false;
        }

        return stored;
    }

    /// <summary>Stores what stands in the form as a draft of its own; the other stays as it is.</summary>
    /// <exception cref="Access.AccessDeniedException">Who asks may not.</exception>
    public async Task KeepMineAsync(string name, string text)
    {
        Leave();
        await StoreAsync(name, text);
    }

    /// <summary>Deletes the draft: what it said is done.</summary>
    /// <exception cref="Access.AccessDeniedException">Who asks may not.</exception>
    public async Task DoneAsync()
    {
        if (DraftId is { } id && !IsConflict) await actions.DeleteAsync(id);
        Leave();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    private async Task<bool> StoreAsync(string name, string text)
    {
        // What comes back after another draft was opened says nothing about that one.
        var opened = _opened;
        if (DraftId is not { } id)
        {
            var draft = await actions.CreateAsync(name, text);
            if (opened != _opened) return true;
            (DraftId, Version, SavedMs, _stored) = (draft.Id, draft.Version, draft.SavedMs, text);
            return true;
        }

        if (await actions.SaveAsync(id, Version, name, text) is { } version)
        {
            if (opened != _opened) return true;
            (Version, SavedMs, _stored) = (version, time.GetUtcNow().ToUnixTimeMilliseconds(), text);
            return true;
        }

        var theirs = await actions.FindAsync(id);
        if (opened == _opened) (IsConflict, Theirs) = (true, theirs);
        return false;
    }
}
