using System.Text;
using Bunit;
using Experiments.Data.Model;
using Experiments.Web.Access;
using Experiments.Web.Components;
using Experiments.Web.Components.Pages;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Tests.Pages;

public sealed class WeightsPageTests : PageTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    protected override Person Visitor => new(null, "rosa", AccountRole.Researcher);

    [Fact]
    public void Without_a_file_the_page_says_where_one_is_named() =>
        Assert.Contains("Weights file (w⁰)", Context.Render<WeightsPage>().Find("[data-testid='no-weights']").TextContent, StringComparison.Ordinal);

    [Fact]
    public async Task A_file_is_looked_into_and_its_tensors_are_found_by_a_part_of_their_names()
    {
        var page = Ask(Write("weights/w.safetensors"));

        Assert.Contains("2", page.Find("[data-testid='weights-contents'] dl").TextContent, StringComparison.Ordinal);
        Assert.Equal(2, page.FindAll("[data-testid='weights-tensors'] tbody tr").Count);
        await page.Find("[data-testid='find-tensors']").InputAsync(new() { Value = "bias" });
        var tensor = Assert.Single(page.FindAll("[data-testid='weights-tensors'] tbody tr"));
        Assert.Contains("2", tensor.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_outside_missing_or_damaged_is_told_in_a_sentence()
    {
        Assert.Contains("outside of what you may name", Problem("/etc/passwd"), StringComparison.Ordinal);
        Assert.Contains("outside of what you may name", Problem("/no/such/file"), StringComparison.Ordinal);
        Assert.Contains("outside of what you may name", Problem(Path.Combine(RunsFolder, "weights", "..", "..", "..", "etc", "passwd")), StringComparison.Ordinal);
        Assert.Contains("outside of what you may name", Problem(Path.Combine(RunsFolder, "experiments.db")), StringComparison.Ordinal);
        Directory.CreateDirectory(Path.Combine(RunsFolder, "weights"));
        Assert.Contains("is no file on this machine", Problem(Path.Combine(RunsFolder, "weights", "gone.safetensors")), StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(RunsFolder, "weights", "bad.safetensors"), "not at all");
        Assert.Contains("bad.safetensors", Problem(Path.Combine(RunsFolder, "weights", "bad.safetensors")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_long_looked_into_does_not_come_over_the_one_asked_for_after_it()
    {
        var (slow, quick) = (Write("weights/slow.safetensors"), Write("weights/quick.safetensors"));
        Held.HoldNext("\"dataset\"");
        Get<NavigationManager>().NavigateTo(Urls.WeightsOf(slow));
        var page = Context.Render<WeightsPage>();
        page.WaitForState(() => Held.IsHeld, Patience);
        var button = page.WaitForElement("[data-testid='inspect-weights']", Patience);
        Assert.Equal("Looking…", button.TextContent);
        Assert.True(button.HasAttribute("disabled"));

        Get<NavigationManager>().NavigateTo(Urls.WeightsOf(quick));
        page.WaitForAssertion(() => Assert.Contains("quick.safetensors", page.Find("[data-testid='weights-contents']").TextContent, StringComparison.Ordinal), Patience);
        var renders = page.RenderCount;
        Held.Release();
        page.WaitForState(() => page.RenderCount > renders, Patience);

        Assert.Contains("quick.safetensors", page.Find("[data-testid='weights-contents']").TextContent, StringComparison.Ordinal);
        Assert.Equal("Look", page.Find("[data-testid='inspect-weights']").TextContent);
        Assert.False(page.Find("[data-testid='inspect-weights']").HasAttribute("disabled"));
    }

    private string Problem(string path) => Ask(path).Find("[data-testid='weights-problem']").TextContent;

    private IRenderedComponent<WeightsPage> Ask(string path)
    {
        Get<NavigationManager>().NavigateTo(Urls.WeightsOf(path));
        var page = Context.Render<WeightsPage>();
        page.WaitForElement("[data-testid='weights-problem'], [data-testid='weights-contents']");
        return page;
    }

    /// <summary>Two tensors of torchvision's names, as the format's specification has it: length of the header, header, numbers.</summary>
    private string Write(string name)
    {
        var header = Encoding.UTF8.GetBytes("""{"fc.weight":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"fc.bias":{"dtype":"F32","shape":[2],"data_offsets":[24,32]}}""");
        var path = Path.Combine(RunsFolder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, [.. BitConverter.GetBytes((long)header.Length), .. header, .. new byte[32]]);
        return path;
    }
}
