using System.Globalization;
using System.Text;
using Experiments.Engine.Schema;

namespace Experiments.Engine.Datasets;

/// <summary>
/// Class files: CSV with the heading <c>index,name,red,green,blue</c>, one class a line. Two more columns may follow, for
/// scores of categories and of instances: <c>category</c> (empty for none), and after it <c>label_id</c>, the class's number
/// in instance images where that is not its index (Cityscapes: index 0, road, is label id 7).
/// </summary>
public static class ClassFile
{
    /// <summary>The most classes that labels of 8 bits can tell apart beside the ignored value.</summary>
    public const int MaximumClasses = 255;

    /// <summary>Longest class file that is read: 1 MiB. 255 classes take some kilobytes.</summary>
    private const int MaximumBytes = 1 << 20;

    private const string Heading = "index,name,red,green,blue";
    private const string CategoryHeading = Heading + ",category";
    private const string LabelIdHeading = CategoryHeading + ",label_id";
    private static readonly string[] Headings = [Heading, CategoryHeading, LabelIdHeading];

    /// <summary>Reads a class file.</summary>
    /// <param name="path">File.</param>
    /// <param name="setting">What named the file, and what to do without one, for the message.</param>
    /// <exception cref="UsageException">The file is missing or a line of it cannot be used: says which.</exception>
    public static IReadOnlyList<DatasetClass> Read(string path, (string Name, string Otherwise)? setting = null)
    {
        string[] lines;
        try
        {
            lines = [.. TextLines.Read(path, MaximumBytes)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var (name, otherwise) = setting ?? ("data.classesFile", ", or leave it empty to derive the classes from the labels");
            throw new UsageException($"{name}: {path} cannot be read ({e.Message}); give a CSV file with the heading {Heading}{otherwise}.");
        }

        return Parse(lines, path);
    }

    /// <summary>Reads the lines of a class file.</summary>
    /// <param name="lines">Lines.</param>
    /// <param name="path">Where they came from, for messages.</param>
    internal static IReadOnlyList<DatasetClass> Parse(string[] lines, string path)
    {
        var heading = lines.Length == 0 ? "" : lines[0].Replace(" ", "", StringComparison.Ordinal).Trim();
        if (!Headings.Contains(heading, StringComparer.OrdinalIgnoreCase))
            throw new UsageException($"{path} (line 1): the heading is \"{(lines.Length == 0 ? "" : TextLines.Shown(lines[0].Trim()))}\"; it must be {Heading}, with ,category or ,category,label_id after it where they are wanted.");
        var classes = new List<DatasetClass>();
        for (var i = 1; i < lines.Length; i++)
        {
            if (lines[i].Trim().Length == 0) continue;
            classes.Add(Parse(lines[i], heading, classes.Count, $"{path} (line {i + 1})"));
        }

        if (classes.Where(c => c.LabelId is not null).GroupBy(c => c.LabelId).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new UsageException($"{path}: {string.Join(" and ", twice.Select(c => c.Name))} have the label_id {twice.Key}; give each class its own.");

        return classes.Count is > 0 and <= MaximumClasses
            ? classes
            : throw new UsageException($"{path} has {classes.Count} classes; there must be 1 to {MaximumClasses}.");
    }

    /// <summary>Writes a class file that <see cref="Read"/> reads back.</summary>
    /// <param name="path">File; its folder is created.</param>
    /// <param name="classes">Classes, in index order.</param>
    public static void Write(string path, IReadOnlyList<DatasetClass> classes)
    {
        ArgumentNullException.ThrowIfNull(classes);
        var (labelIds, categories) = (classes.Any(c => c.LabelId is not null), classes.Any(c => c.Category.Length > 0));
        var text = new StringBuilder(labelIds ? LabelIdHeading : categories ? CategoryHeading : Heading).Append('\n');
        for (var i = 0; i < classes.Count; i++)
        {
            var c = classes[i];
            text.Append(CultureInfo.InvariantCulture, $"{i},{Quote(c.Name)},{c.Red},{c.Green},{c.Blue}");
            if (labelIds || categories) text.Append(',').Append(Quote(c.Category));
            if (labelIds) text.Append(CultureInfo.InvariantCulture, $",{c.LabelId}");
            text.Append('\n');
        }

        WholeFile.WriteText(path, text.ToString());
    }

    /// <summary>A class without a file: a number for a name, a colour of the Pascal VOC colour map.</summary>
    /// <param name="index">Index.</param>
    public static DatasetClass Unnamed(int index)
    {
        // VOC: bit k of each channel, from the highest down, comes from bit 3j, 3j+1, 3j+2 of the index.
        int red = 0, green = 0, blue = 0;
        for (int bit = 7, rest = index; bit >= 0; bit--, rest >>= 3)
        {
            red |= (rest & 1) << bit;
            green |= ((rest >> 1) & 1) << bit;
            blue |= ((rest >> 2) & 1) << bit;
        }

        return new DatasetClass(string.Create(CultureInfo.InvariantCulture, $"class {index}"), (byte)red, (byte)green, (byte)blue);
    }

    private static DatasetClass Parse(string line, string heading, int expectedIndex, string place)
    {
        var fields = Split(line);
        var wanted = heading.Count(c => c == ',') + 1;
        if (fields.Count != wanted) throw new UsageException($"{place}: has {fields.Count} fields; {heading} are {wanted}.");
        if (!int.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index != expectedIndex)
            throw new UsageException($"{place}: the index is \"{TextLines.Shown(fields[0])}\"; it must be {expectedIndex}: classes are numbered from 0 without gaps.");
        if (fields[1].Length == 0) throw new UsageException($"{place}: the name is empty; give the class a name.");
        if (line.Contains('\0', StringComparison.Ordinal)) throw new UsageException($"{place}: has a NUL character, which no text has; save the file as UTF-8.");
        return new DatasetClass(
            fields[1], Channel(fields[2], place), Channel(fields[3], place), Channel(fields[4], place),
            wanted > 5 ? fields[5] : "", wanted > 6 ? LabelId(fields[6], place) : null);
    }

    private static int? LabelId(string field, string place)
    {
        if (field.Length == 0) return null;
        return byte.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new UsageException($"{place}: the label_id \"{TextLines.Shown(field)}\" must be a whole number from 0 to 255, or empty for a class without instances.");
    }

    private static byte Channel(string field, string place) =>
        byte.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new UsageException($"{place}: the colour value \"{TextLines.Shown(field)}\" must be a whole number from 0 to 255.");

    private static string Quote(string name) =>
        name.AsSpan().IndexOfAny(",\"\n") >= 0 ? $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : name;

    /// <summary>Splits a line at its commas; a field in quotes may hold commas, and doubled quotes stand for one.</summary>
    private static List<string> Split(string line)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (quoted && c == '"' && i + 1 < line.Length && line[i + 1] == '"') field.Append(line[i++]);
            else if (c == '"') quoted = !quoted;
            else if (c == ',' && !quoted)
            {
                fields.Add(field.ToString().Trim());
                field.Clear();
            }
            else field.Append(c);
        }

        fields.Add(field.ToString().Trim());
        return fields;
    }
}
