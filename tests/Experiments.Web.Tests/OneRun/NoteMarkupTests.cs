using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Experiments.Web.Runs;

namespace Experiments.Web.Tests.OneRun;

/// <summary>What people write about runs is text with headings, lists and links, whatever they try.</summary>
public sealed class NoteMarkupTests
{
    public static TheoryData<string> Attacks =>
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "a <b onclick=alert(1)>b</b>", "<!-- --><iframe src=\"//example.org\"></iframe>",
        "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](&#106;avascript:alert(1))", "[x](java\tscript:alert(1))", "[x]( javascript:alert(1))", "[x](<javascript:alert(1)>)",
        "[x](data:text/html,<script>alert(1)</script>)", "[x](vbscript:msgbox(1))", "[x](javascript&colon;alert(1))", "[x](file:///etc/passwd)", "[x](blob:x)",
        "<javascript:alert(1)>", "[x][r]\n\n[r]: javascript:alert(1)", "![x](javascript:alert(1))", "![x](https://example.org/a.png)", "![x](//example.org/a.png)", "![x](/\\example.org/a.png)",
        "![x][r]\n\n[r]: http://example.org/a.png", "[![x](http://example.org/a.png)](javascript:alert(1))", "[x](https://example.org \"t\\\" onmouseover=alert(1) \\\"\")",
        "# h {onclick=alert(1)}", "{.x onclick=alert(1)}\ntext", "```html onclick=alert(1)\n<script>alert(1)</script>\n```", "`<script>alert(1)</script>`", "| <b>a</b> |\n|---|\n| <script>x</script> |",
        "- [ ] <input autofocus onfocus=alert(1)>", "javascript:alert(1)", "www.example.org/\"onmouseover=alert(1)", "[x](\u0001javascript:alert(1))", "mailto:a@example.org", "<a@example.org>",
    ];

    [Theory]
    [MemberData(nameof(Attacks))]
    public void Nothing_in_notes_runs_or_fetches_from_elsewhere(string markdown)
    {
        var body = Body(NoteMarkup.ToHtml(markdown));

        Assert.All(body.QuerySelectorAll("*"), e => Assert.Contains(
            e.LocalName, (string[])["p", "a", "img", "h3", "h4", "h5", "h6", "ul", "ol", "li", "code", "pre", "em", "strong", "blockquote", "table", "thead", "tbody", "tr", "th", "td", "input", "hr", "br", "div"]));
        Assert.All(body.QuerySelectorAll("*").SelectMany(e => e.Attributes), a => Assert.DoesNotContain("on", a.Name[..Math.Min(2, a.Name.Length)], StringComparison.OrdinalIgnoreCase));
        Assert.All(body.QuerySelectorAll("img"), i => Assert.StartsWith("/", i.GetAttribute("src"), StringComparison.Ordinal));
        Assert.All(body.QuerySelectorAll("a"), a => Assert.True(NoteMarkup.MayLead(a.GetAttribute("href")), a.OuterHtml));
        Assert.All(body.QuerySelectorAll("input"), i => Assert.Equal("checkbox", i.GetAttribute("type")));
    }

    [Fact]
    public void Markdown_is_read_and_links_and_pictures_of_the_site_work()
    {
        var body = Body(NoteMarkup.ToHtml("# Title\n\n**bold**, [paper](https://arxiv.org/abs/1802.01483), [run 7](/runs/7?tab=log), ![curve](/api/artifacts/3) and https://example.org\n\n| a | b |\n|---|---|\n| 1 | 2 |"));

        Assert.Equal("Title", body.QuerySelector("h3")!.TextContent);
        Assert.Equal("bold", body.QuerySelector("strong")!.TextContent);
        Assert.Equal(["https://arxiv.org/abs/1802.01483", "/runs/7?tab=log", "https://example.org"], body.QuerySelectorAll("a").Select(a => a.GetAttribute("href")));
        Assert.All(body.QuerySelectorAll("a"), a => Assert.Contains("noopener", a.GetAttribute("rel"), StringComparison.Ordinal));
        Assert.Equal("/api/artifacts/3", body.QuerySelector("img")!.GetAttribute("src"));
        Assert.Equal(["1", "2"], body.QuerySelectorAll("td").Select(c => c.TextContent));
    }

    [Fact]
    public void What_is_left_out_is_said()
    {
        Assert.Equal("click (link left out)", Body(NoteMarkup.ToHtml("[click](javascript:alert(1))")).TextContent.Trim());
        Assert.Equal("cat (picture elsewhere)", Body(NoteMarkup.ToHtml("![cat](https://example.org/cat.png)")).TextContent.Trim());
        Assert.Contains("<b>bold</b>", Body(NoteMarkup.ToHtml("<b>bold</b>")).TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_that_is_nested_without_end_is_shown_as_it_was_typed() =>
        Assert.Contains(">>>>", Body(NoteMarkup.ToHtml(new string('>', 5000) + " x")).TextContent, StringComparison.Ordinal);

    private static IElement Body(string html) => new HtmlParser().ParseDocument(html).Body!;
}
