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

    /// <summary>Whether the browser had kept it, from before the page was loaded anew.</summary>
    public bool IsResumed { get; private set; }

    /// <summary>Whether there is something that would be lost.</summary>
    public bool IsDirty => Text is { } text && text != Seen.Text;

    /// <summary>Begins with what is there.</summary>
    public void Begin(Notes notes)
    {
        ArgumentNullException.ThrowIfNull(notes);
        (Text, Seen, Theirs, IsResumed) = (notes.Text, notes, null, false);
    }

    /// <summary>Takes up a text that the browser had kept: the version that it was begun from need not be the one that is there now.</summary>
    /// <param name="text">The text.</param>
    /// <param name="seenVersion">The version that its writer had seen.</param>
    /// <param name="now">What is there now.</param>
    public void Resume(string text, int seenVersion, Notes now)
    {
        ArgumentNullException.ThrowIfNull(now);
        if (Text is null)
        {
            if (text == now.Text) return;
            Begin(seenVersion == now.Version ? now : new Notes("", seenVersion));
            IsResumed = true;
        }
        else if (seenVersion != Seen.Version)
        {
            return; // What is being written here goes on from a later version.
        }

        Type(text);
        Hear(now);
    }

    /// <summary>Takes what was typed.</summary>
    public void Type(string text) => Text = text;

    /// <summary>Hears what is there now; another version than the one seen stands in the way of saving.</summary>
    public void Hear(Notes now)
    {
        ArgumentNullException.ThrowIfNull(now);
        if (Text is not null && now.Version > Math.Max(Seen.Version, Theirs?.Version ?? 0)) Theirs = now;
    }

    /// <summary>Saving was refused because of what is there now.</summary>
    public void Refuse(Notes now) => Theirs = now;

    /// <summary>Goes on with one's own text over theirs, which has been seen.</summary>
    public void KeepMine() => (Seen, Theirs) = (Theirs ?? Seen, null);

    /// <summary>Gives one's own text up for theirs.</summary>
    public void TakeTheirs() => (Text, Seen, Theirs, IsResumed) = (Theirs?.Text ?? Text, Theirs ?? Seen, null, false);

    /// <summary>Goes on with theirs and one's own below it.</summary>
    public void Join() => (Text, Seen, Theirs) = ($"{Theirs?.Text}\n\n{Text}".Trim(), Theirs ?? Seen, null);

    /// <summary>Ends: it was saved, or given up.</summary>
    public void End() => (Text, Theirs, IsResumed) = (null, null, false);
}
