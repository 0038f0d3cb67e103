using System.Globalization;

namespace Experiments.Engine.Datasets.Check.Rules;

/// <summary>Label files that hold colours instead of classes; says which classes' colours they are.</summary>
internal sealed class ColourMasks : ICheckRule
{
    private const int Named = 6;

    /// <inheritdoc/>
    public DatasetFinding? Find(CheckedSet set)
    {
        var files = set.Facts.Where(f => f.LabelKind == FileKind.ColourPng).ToList();
        if (files.Count == 0) return null;
        var looks = files.Where(f => f.Close is { LabelColours.Count: > 0 }).ToList();
        var isMask = looks.Count == 0 || looks.Count(l => l.Close!.LabelColours.Count <= ClassFile.MaximumClasses + 1) * 2 > looks.Count;
        if (!isMask && ExchangedFolders.IsExchanged(set)) return null;
        var colours = looks.SelectMany(l => l.Close!.LabelColours).GroupBy(c => c.Rgb).Select(g => new ColourCount(g.Key, g.Sum(c => c.Pixels))).OrderByDescending(c => c.Pixels).ToList();
        var isGrey = colours.Count > 0 && colours.All(c => (c.Rgb >> 16) == (c.Rgb & 255) && ((c.Rgb >> 8) & 255) == (c.Rgb & 255));
        List<string> evidence = [$"{files.Count} of {set.Facts.Count()} label files are colour PNGs (colour type 2, 4 or 6), for example {Path.GetFileName(files[0].LabelPath)}"];
        if (isGrey) evidence.Add("red, green and blue are equal everywhere: these are grey values, stored three times");
        else if (isMask && colours.Count > 0) evidence.AddRange(Match(set, colours));
        else if (colours.Count > 0) evidence.Add($"more than {ClassFile.MaximumClasses} colours a file: these look like photographs");
        return new DatasetFinding(
            "colour-masks", FindingWeight.Wrong,
            isGrey ? "The labels are grey values stored as RGB: one channel is wanted." : "The labels are colours, not classes.",
            evidence,
            isGrey ? "Save the first channel alone (Pillow: image.getchannel(0))."
            : isMask ? "Convert every colour to the index of its class, grey or palette PNG; where palette PNGs were opened as RGB, take the originals: their indices are read as they are."
            : "Check data.trainLabels and data.validationLabels: they must name the folders of the label PNGs.");
    }

    private static IEnumerable<string> Match(CheckedSet set, List<ColourCount> colours)
    {
        var source = set.AreClassesDerived ? "the Pascal VOC palette" : "the class file";
        var classes = set.AreClassesDerived ? [.. Enumerable.Range(0, 21).Select(ClassFile.Unnamed)] : set.Classes;
        var names = classes.Select((c, i) => (c, i)).DistinctBy(c => c.c.Colour).ToDictionary(c => c.c.Colour, c => $"{c.i} {c.c.Name}", StringComparer.Ordinal);
        double all = colours.Sum(c => c.Pixels);
        var known = colours.Where(c => names.ContainsKey(c.ToString())).ToList();
        var unknown = colours.Where(c => !names.ContainsKey(c.ToString())).ToList();
        if (known.Count > 0)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{known.Count} of {colours.Count} colours are those of {source}: {string.Join(", ", known.Take(Named).Select(c => $"{c} is {names[c.ToString()]} ({c.Pixels / all:P1})"))}{(known.Count > Named ? ", ..." : "")}");
        }

        if (unknown.Count > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"{unknown.Count} colours are no class's: {string.Join(", ", unknown.Take(Named).Select(c => $"{c} ({c.Pixels / all:P1})"))}{(unknown.Count > Named ? ", ..." : "")}");
    }
}

/// <summary>Label files that are JPEGs, whatever their names say.</summary>
internal sealed class JpegLabels : ICheckRule
{
    /// <inheritdoc/>
    public DatasetFinding? Find(CheckedSet set)
    {
        var files = set.Facts.Where(f => f.LabelKind == FileKind.Jpeg).ToList();
        if (files.Count == 0 || ExchangedFolders.IsExchanged(set)) return null;
        return new DatasetFinding(
            "jpeg-labels", FindingWeight.Wrong,
            "The labels are JPEG files: JPEG changes values around every edge.",
            [$"{files.Count} of {set.Facts.Count()} label files begin as JPEGs do, for example {Path.GetFileName(files[0].LabelPath)}"],
            "Take the labels as they were before, as PNG; changing the file's name or format afterwards does not bring the classes back.");
    }
}

/// <summary>Images and labels exchanged: the images hold a few colours, the labels as many as photographs.</summary>
internal sealed class ExchangedFolders : ICheckRule
{
    private const int FewColours = 64;
    private const int ManyColours = 128;
    private const double Most = 0.8;

    /// <inheritdoc/>
    public DatasetFinding? Find(CheckedSet set)
    {
        if (!IsExchanged(set)) return null;
        var first = set.Facts.First(f => f.Close is not null);
        return new DatasetFinding(
            "exchanged-folders", FindingWeight.Wrong,
            "Images and labels are exchanged: the images hold a few flat colours, and the labels are photographs.",
            [$"image {Path.GetFileName(first.ImagePath)} has {first.Close!.ImageColours} colours; its label has {LabelColours(set, first)}"],
            "Exchange data.trainImages with data.trainLabels, and data.validationImages with data.validationLabels.");
    }

    /// <summary>Whether most pairs look so.</summary>
    public static bool IsExchanged(CheckedSet set)
    {
        var looks = set.Facts.Where(f => f.Close is not null && f.Size.IsKnown).ToList();
        if (looks.Count < 2 || set.Settings.Dataset != Schema.DatasetName.Folder) return false;
        return looks.Count(f => f.Close!.ImageColours <= FewColours && Colours(f, set) > ManyColours) >= Most * looks.Count;
    }

    // Values of one grey label are not kept; those of the whole set stand for them.
    private static int Colours(ImageFacts facts, CheckedSet set) =>
        facts.LabelSize.IsKnown ? set.Counting.Count : facts.Close!.LabelColours.Count;

    private static string LabelColours(CheckedSet set, ImageFacts facts) =>
        Colours(facts, set) > CloseLook.MostColours ? $"more than {CloseLook.MostColours}" : $"{Colours(facts, set)}";
}
