using Markdig;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Experiments.Web.Runs;

/// <summary>
/// Markdown that people wrote, as HTML that is safe to put into a page: HTML in it is text, links lead to http, https or within this site, and
/// pictures are this site's own, so that no request leaves the machine by looking at them.
/// </summary>
public static class NoteMarkup
{
    /// <summary>Headings of notes stand below the page's own.</summary>
    private const int HeadingsBelow = 2;

    private const int LowestHeading = 6;

    // None of the extensions that let an author write attributes or ids.
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UsePipeTables().UseTaskLists().UseAutoLinks().Build();

    /// <summary>The HTML of a text.</summary>
    /// <param name="markdown">Markdown; whatever it is, it gives something.</param>
    public static string ToHtml(string markdown)
    {
        ArgumentNullException.ThrowIfNull(markdown);
        try
        {
            var document = Markdown.Parse(markdown, Pipeline);
            foreach (var heading in document.Descendants<HeadingBlock>()) heading.Level = Math.Min(LowestHeading, heading.Level + HeadingsBelow);
            foreach (var link in document.Descendants<LinkInline>().ToList()) Restrict(link);
            foreach (var link in document.Descendants<AutolinkInline>().ToList()) Restrict(link);
            return document.ToHtml(Pipeline);
        }
        catch (ArgumentException)
        {
            // Nested deeper than the reader goes: shown as it was typed.
            return $"<pre>{System.Net.WebUtility.HtmlEncode(markdown)}</pre>";
        }
    }

    /// <summary>Whether a link may lead there: http, https, or an address within this site.</summary>
    internal static bool MayLead(string? address)
    {
        if (address is null || address.Any(char.IsControl)) return false;
        var colon = address.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || address.AsSpan(0, colon).IndexOfAny('/', '?', '#') >= 0) return true;
        return address[..colon].ToUpperInvariant() is "HTTP" or "HTTPS";
    }

    /// <summary>Whether a picture may be fetched: from this site alone.</summary>
    internal static bool MayShow(string? address) => address is ['/', not ('/' or '\\'), ..] && !address.Any(char.IsControl);

    private static void Restrict(LinkInline link)
    {
        if (link.GetDynamicUrl is not null) link.Url = link.GetDynamicUrl();
        link.GetDynamicUrl = null;
        if (link.IsImage && !MayShow(link.Url))
        {
            // What is elsewhere can be followed, but is not fetched.
            link.IsImage = false;
            link.AppendChild(new LiteralInline(" (picture elsewhere)"));
        }

        if (MayLead(link.Url))
        {
            if (!link.IsImage) link.GetAttributes().AddPropertyIfNotExist("rel", "noopener noreferrer nofollow");
            return;
        }

        link.AppendChild(new LiteralInline(" (link left out)"));
        link.ReplaceBy(new ContainerInline());
    }

    private static void Restrict(AutolinkInline link)
    {
        if (link.IsEmail || !MayLead(link.Url)) link.ReplaceBy(new LiteralInline(link.Url));
        else link.GetAttributes().AddPropertyIfNotExist("rel", "noopener noreferrer nofollow");
    }
}
