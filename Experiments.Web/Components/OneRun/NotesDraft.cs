using Experiments.Data.Runs;

namespace Experiments.Web.Components.OneRun;

/// <summary>
/// Notes that somebody is writing. The page keeps them while its other parts are looked at; nothing is written over a version that their
/// writer has not seen.
/// </summary>
public sealed class NotesDraft
{
    /// <summary>The text; null while nothing is being written.</summary>
    public string? Text { get; private set; }

    /// <summary>What it was begun from, or what was looked at since.</summary>
    public Notes Seen { get; private set; } = new("", 0);

    /// <summary>What somebody else saved meanwhile; null where nobody did.</summary>
    public Notes? Theirs { get; private set; }

    /// <summary>Whether there is something that would be lost.</summary>
    public bool IsDirty => Text is { } text && text != Seen.Text;

    /// <summary>Begins with what is there.</summary>
    public void Begin(Notes notes)
    {
        ArgumentNullException.ThrowIfNull(notes);
        (Text, Seen, Theirs) = (notes.Text, notes, null);
    }

    /// <summary>Takes what was typed.</summary>
    public void Type(string text) => Text = text;

    /// <summary>Hears what is there now; another version than the one seen stands in the way of saving.</summary>
    public void Hear(Notes now)
    {
        ArgumentNullException.ThrowIfNull(now);
        if (Text is not null && now.Version > Math.Max(Seen.Version, Theirs?.Version ?? 0)) Theirs = now;
    }

    /// <summary>Goes on with one's own text over theirs, which has been seen.</summary>
    public void KeepMine() => (Seen, Theirs) = (Theirs ?? Seen, null);

    /// <summary>Gives one's own text up for theirs.</summary>
    public void TakeTheirs() => (Text, Seen, Theirs) = (Theirs?.Text ?? Text, Theirs ?? Seen, null);

    /// <summary>Goes on with theirs and one's own below it.</summary>
    public void Join() => (Text, Seen, Theirs) = ($"{Theirs?.Text}\n\n{Text}".Trim(), Theirs ?? Seen, null);

    /// <summary>Ends: it was saved, or given up.</summary>
    public void End() => (Text, Theirs) = (null, null);
}
