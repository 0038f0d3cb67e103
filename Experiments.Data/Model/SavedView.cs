namespace Experiments.Data.Model;

/// <summary>A way of looking at a page that somebody gave a name: the page's address from the question mark on.</summary>
public sealed class SavedView
{
    /// <summary>Key.</summary>
    public long Id { get; set; }

    /// <summary>Whose it is, by account name; empty on a site where nobody signs in.</summary>
    public string Owner { get; set; } = "";

    /// <summary>Page it belongs to, for example <c>runs</c>.</summary>
    public required string Page { get; set; }

    /// <summary>Name, one of its kind for an owner and a page.</summary>
    public required string Name { get; set; }

    /// <summary>Query of the page's address, without the question mark.</summary>
    public required string Query { get; set; }

    /// <summary>When it was saved last, Unix milliseconds.</summary>
    public long SavedMs { get; set; }
}
