using Experiments.Web.Access;
using Experiments.Web.Components;

namespace Experiments.Web.Commanding;

/// <summary>A page that the palette leads to.</summary>
/// <param name="Entry">As it is offered.</param>
/// <param name="Needs">Right that it needs.</param>
/// <param name="OnlySignedIn">Whether it is there only where people sign in.</param>
internal sealed record PalettePage(PaletteEntry Entry, Right Needs, bool OnlySignedIn = false);

/// <summary>The pages and the deeds that belong to no row of the database.</summary>
internal static class PalettePages
{
    private const string Page = "Page";
    private const string Do = "Do";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<PalettePage> All { get; } =
    [
        new(new(Page, "Home", Urls.Home), Right.Read),
        new(new(Page, "Queue", Urls.Queue), Right.Read),
        new(new(Page, "Runs", Urls.RunsTable), Right.Read),
        new(new(Page, "Results", Urls.Results), Right.Read),
        new(new(Page, "Compare", Urls.ComparePage), Right.Read),
        new(new(Page, "Data sets", Urls.Datasets), Right.Read),
        new(new(Page, "Weights files", Urls.Weights), Right.Read),
        new(new(Page, "Predict on your own images", Urls.Predict), Right.Read),
        new(new(Page, "Workers", Urls.Workers), Right.Read),
        new(new(Page, "Bin", Urls.Bin), Right.Read),
        new(new(Page, "Your password and tokens", Urls.Account), Right.Read, OnlySignedIn: true),
        new(new(Page, "People", Urls.People), Right.Administer, OnlySignedIn: true),
        new(new(Page, "Audit trail", Urls.Audit), Right.Administer, OnlySignedIn: true),
        new(new(Do, "Define a sweep", Urls.NewSweep), Right.Act),
        new(new(Do, "Declare a table", Urls.NewGrid), Right.Act),
        new(new(Do, "Declare an uncertainty study", Urls.NewStudy), Right.Act),
        new(new(Do, "Register a data set", Urls.NewDataset), Right.Act),
        new(new(Do, "Colours: light", "light") { Deed = PaletteDeed.Light }, Right.Read),
        new(new(Do, "Colours: dark", "dark") { Deed = PaletteDeed.Dark }, Right.Read),
        new(new(Do, "Colours: the system's", "system") { Deed = PaletteDeed.System }, Right.Read),
    ];
}
