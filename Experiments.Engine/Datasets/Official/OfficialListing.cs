using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets.Official;

/// <summary>
/// The pairs of image and label that the settings choose of an official set, sorted by stem, with everything that is wrong.
/// A copy with another number of images than the set has is refused unless a list or a limit chooses anyway, or
/// <see cref="DataSettings.AllowIncomplete"/> accepts it.
/// </summary>
internal sealed class OfficialListing : LabelledListing
{
    private readonly DataSettings _settings;
    private readonly OfficialSet _set;
    private readonly OfficialFolders _folders;
    private readonly IReadOnlyList<LabelledImage> _train = [];
    private readonly IReadOnlyList<LabelledImage> _validation = [];

    /// <summary>Lists both subsets.</summary>
    public OfficialListing(DataSettings settings, OfficialSet set)
        : base(settings, set.Title, new StemStyle(1, "Stem of {0} without image and label in the chosen subsets", "correct the list, or the subsets", "a text file of stems or image files, one a line, or a pattern", set.StemSuffix))
    {
        (_settings, _set, _folders) = (settings, set, new OfficialFolders(Root, Problem));
        if (!HasRoot) return;
        _train = Choose("train", settings.TrainSubsets, settings.TrainList, settings.TrainLimit);
        _validation = Choose("validation", settings.ValidationSubsets, settings.ValidationList, settings.ValidationLimit);
    }

    /// <inheritdoc />
    public override IReadOnlyList<LabelledImage> Of(Subset subset) => subset == Subset.Train ? _train : _validation;

    private IReadOnlyList<LabelledImage> Choose(string side, IReadOnlyList<string> names, string list, int limit)
    {
        var setting = $"data.{side}Subsets";
        if (Subsets(setting, names) is not { } subsets) return [];
        var twice = new List<string>();
        var all = new Dictionary<string, (string? Image, string? Label, string? Instances)>(StringComparer.Ordinal);
        foreach (var subset in subsets)
        {
            if (_set.Files(_folders, subset.Name, _settings) is not { } files) return [];
            var stems = files.Images.Keys.Union(files.Labels.Keys, StringComparer.Ordinal).ToList();
            if (list.Length == 0 && limit == 0) CheckCount(setting, subset, stems.Count, files.Place);
            foreach (var stem in stems)
            {
                // Where a subset has instances, each of its images has them.
                var instances = files.Instances.Count == 0 ? "" : files.Instances.GetValueOrDefault(stem);
                if (!all.TryAdd(stem, (files.Images.GetValueOrDefault(stem), files.Labels.GetValueOrDefault(stem), instances)))
                    twice.Add(stem);
            }
        }

        Report(twice, $"{setting} is {string.Join(", ", names)}: images in two of them", "leave one subset out");

        if (Select(side, list, all.Keys) is not { } chosen) return [];
        ReportUnpaired(chosen.Where(s => all[s].Image is null), $"Label without image ({side})", "unpack the images again, or name the stem in data.leaveOut");
        ReportUnpaired(chosen.Where(s => all[s].Label is null), $"Image without label ({side})", "unpack the labels again, or name the stem in data.leaveOut");
        ReportUnpaired(chosen.Where(s => all[s] is { Label: not null, Instances: null }), $"Image without instances ({side})", "unpack the labels again, or name the stem in data.leaveOut");
        var entries = chosen.Where(s => all[s] is { Image: not null, Label: not null })
            .Select(s => new LabelledImage(s, all[s].Image!, all[s].Label!, all[s].Instances ?? "")).ToList();
        if (entries.Count == 0)
            Problem($"The {side} split is empty: {setting} {string.Join(", ", names)} with data.{side}List \"{list}\" chooses none of {all.Count} images; check the list or the pattern, and data.leaveOut.");
        return Limited(entries, limit);
    }

    private List<OfficialSubset>? Subsets(string setting, IReadOnlyList<string> names)
    {
        var before = Problems.Count;
        var known = string.Join(", ", _set.Subsets.Select(s => s.Name));
        if (names.Count == 0) Problem($"{setting} is empty: {_set.Title} has {known}; name at least one.");
        foreach (var twice in names.GroupBy(n => n, StringComparer.Ordinal).Where(g => g.Count() > 1)) Problem($"{setting} names {twice.Key} twice: name it once.");
        var found = new List<OfficialSubset>();
        foreach (var name in names)
        {
            if (_set.Subsets.FirstOrDefault(s => s.Name == name) is { } subset) found.Add(subset);
            else if (name == _set.Test.Name) Problem($"{setting} has {name}: the labels of the test images of {_set.Title} are not public; use one of {known}, and `predict --subset test` for the test images.");
            else Problem($"{setting} has \"{name}\": {_set.Title} has {known}; use one of these.");
        }

        foreach (var subset in found.Where(s => names.Contains(s.SameImagesAs, StringComparer.Ordinal)))
            Problem($"{setting} has {subset.SameImagesAs} and {subset.Name}: they are the same images with fine and with coarse labels; leave one out.");
        return Problems.Count == before ? found : null;
    }

    private void CheckCount(string setting, OfficialSubset subset, int found, string place)
    {
        if (_settings.AllowIncomplete || subset.Images == 0 || found == subset.Images) return;
        Problem($"{setting} has {subset.Name}, which in {_set.Title} has {subset.Images} images, and {found} were found in {place}: the download or the unpacking is incomplete; unpack it again, or set data.allowIncomplete to true to take what there is.");
    }
}
