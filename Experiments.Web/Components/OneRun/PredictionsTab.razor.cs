using System.Globalization;
using Experiments.Data.Model;
using Experiments.Engine.Schema;
using Experiments.Web.Components.Shared;
using Experiments.Web.Evaluations;
using Experiments.Web.Results;
using Microsoft.AspNetCore.Components;

namespace Experiments.Web.Components.OneRun;

/// <summary>Images of an evaluation, worst first: image, truth, prediction and errors side by side.</summary>
public sealed partial class PredictionsTab
{
    private const int PageSize = 24;

    private (long Job, int Done, JobState State)? _read;
    private PredictionGallery? _gallery;
    private IReadOnlyList<GalleryImage> _ordered = [];
    private GalleryImage? _chosen;
    private int _position;

    /// <summary>The run.</summary>
    [Parameter, EditorRequired]
    public long RunId { get; set; }

    /// <summary>Its jobs.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<Job> Jobs { get; set; } = [];

    /// <summary>Its evaluations as they are called, the first scored first.</summary>
    [Parameter]
    public IReadOnlyList<RunScore> Scores { get; set; } = [];

    /// <summary>Its classes, in index order.</summary>
    [Parameter]
    public IReadOnlyList<ClassInfo> Classes { get; set; } = [];

    [Inject]
    private PredictionGalleryQuery Galleries { get; set; } = null!;

    private List<Job> Evaluations => [.. Jobs.Where(j => j is { Kind: JobKind.Evaluation, Attempt: > 0 })];

    private Job Shown => Evaluations.Find(j => j.Id == JobId)
        ?? Evaluations.Find(j => Scores.Count > 0 && j.Id == Scores[0].Evaluation.JobId)
        ?? Evaluations[0];

    private GalleryOrder Order => Enum.TryParse<GalleryOrder>(OrderName, ignoreCase: true, out var order) && Enum.IsDefined(order) ? order : GalleryOrder.Worst;

    private int First => _position / PageSize * PageSize;

    private string OrderWords => Order switch
    {
        GalleryOrder.Worst => "worst first",
        GalleryOrder.Best => "best first",
        _ => "as in the data set",
    };

    private int Wanted => SchemaJson.ReadProtocol(Shown.RequestJson, $"protocol of job {Shown.Id}").PredictionImages;

    /// <summary>Why pictures are missing, and what keeps them.</summary>
    private string Remedy => Scores.Any(s => s.Evaluation.JobId == Shown.Id && s.Evaluation.HeadlineMetric == GridColumn.TopOne)
        ? "An evaluation of a classifier keeps no pictures: what it took each class for is under Scores."
        : $"The protocol's predictionImages is {Wanted.ToString(CultureInfo.InvariantCulture)}{(Wanted < 0 ? ": predictions of all images, and copies of image and truth of the first few" : "")}. Evaluate again with a larger number of pictures (Actions), as many as there are images, to keep all of them.";

    /// <summary>The evaluation's job; the first scored where it is none of these.</summary>
    private long? JobId => Query.Number("job");

    private string? OrderName => Query.Text("order");

    /// <summary>Class that the images must have.</summary>
    private int? Class => Query.Number("class") is { } k and <= byte.MaxValue ? (int)k : null;

    /// <summary>Position of the image that is shown, in the data set; the first in order where it is none.</summary>
    private long? ImageIndex => Query.Number("image");

    /// <summary>Whether images without pictures are listed too.</summary>
    private bool All => Query.Flag("all");

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (Evaluations.Count == 0) return;
        // The page asks again and again; what an evaluation wrote changes only while it goes on.
        var now = (Shown.Id, Shown.Done, Shown.State);
        if (_read != now)
        {
            _gallery = await Galleries.OfAsync(Shown.Id, Gone);
            _read = now;
        }

        if (_gallery is not { } gallery) return;
        _ordered = gallery.Ordered(Order, Class, All);
        _position = Math.Max(0, _ordered.ToList().FindIndex(i => i.Index == ImageIndex));
        _chosen = _ordered.Count > 0 ? _ordered[_position] : null;
    }

    private static string Text(ChangeEventArgs e) => e.Value as string ?? "";

    private static string KeptWords(PredictionGallery gallery) =>
        $"pictures of {Show.Count(gallery.Kept)} of {Show.Plural(gallery.Images.Count, "image")}; IoU in per cent of each image alone, over the classes in it";

    private string? LabelOf(Job job) => Scores.FirstOrDefault(s => s.Evaluation.JobId == job.Id)?.Label ?? job.ProtocolName;

    private void Go(string? job = null, string? order = null, string? wanted = null, bool? all = null) => Navigation.NavigateTo(Link(job, order, wanted, all));

    private string Link(string? job = null, string? order = null, string? wanted = null, bool? all = null, int? image = null) => Urls.RunPart(
        RunId,
        RunParts.NameOf(RunPart.Predictions),
        ("job", job ?? JobId?.ToString(CultureInfo.InvariantCulture)),
        ("order", (order ?? OrderName)?.ToLowerInvariant()),
        ("class", wanted ?? Class?.ToString(CultureInfo.InvariantCulture)),
        ("all", (all ?? All) ? "true" : null),
        ("image", image?.ToString(CultureInfo.InvariantCulture)));
}
