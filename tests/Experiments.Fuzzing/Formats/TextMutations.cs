using System.Globalization;
using System.Text;

namespace Experiments.Fuzzing.Formats;

/// <summary>Mutations of text files of lines: names that climb, other encodings and line ends, long lines, many lines, what is no text.</summary>
internal static class TextMutations
{
    private static readonly string[] Lines =
    [
        "../../etc/passwd", "/etc/passwd", "/", "..", ".", "///", "..\\..\\windows\\win.ini", "C:\\a_1.png", "\\\\host\\share\\a_1", "file:///etc/passwd", "~/a_1",
        "a_1\0.png", "\0", "\u001b[2J", "a_1\u202e", "\ud800", "a_1.png.jpg", ".png", "images/train/a_1.png labels/train/a_1.png", "a_1 # \0", "#", " # ", "*", "a_?",
        "0,sky,1,2,3", "0,\"sky", "\"\",\"\",\"\",\"\",\"\"", "0,,1,2,3", ",,,,,,", "index,name,red,green,blue",
    ];

    private static readonly Encoding[] Encodings =
        [new UnicodeEncoding(false, true), new UnicodeEncoding(true, true), new UnicodeEncoding(false, false), new UTF32Encoding(false, true), new UTF8Encoding(true), Encoding.Latin1];

    /// <summary>Applies one, drawn at random.</summary>
    public static byte[] Apply(byte[] bytes, Random random)
    {
        var text = Encoding.UTF8.GetString(bytes);
        var lines = text.Split('\n').ToList();
        var at = random.Next(lines.Count);
        switch (random.Next(13))
        {
            case 0 or 1: lines.Insert(at, Lines[random.Next(Lines.Length)]); break;
            case 2: lines.RemoveAt(at); break;
            case 3: lines.Insert(random.Next(lines.Count), lines[at]); break;
            case 4: (lines[0], lines[at]) = (lines[at], lines[0]); break;
            case 5: lines[at] += new string("a,#\"/\0 é"[random.Next(8)], 1 << random.Next(18)); break;
            case 6: lines.InsertRange(at, Enumerable.Range(0, 1 << random.Next(15)).Select(i => i.ToString(CultureInfo.InvariantCulture))); break;
            case 7: lines.InsertRange(at, Enumerable.Repeat(random.Next(2) == 0 ? "" : lines[at][..Math.Min(20, lines[at].Length)], 1 << random.Next(15))); break;
            // One field of a line.
            case 8 or 9: lines[at] = Field(lines[at], random); break;
            case 10:
                var encoding = Encodings[random.Next(Encodings.Length)];
                return [.. encoding.GetPreamble(), .. encoding.GetBytes(text)];
            case 11: return Encoding.UTF8.GetBytes(text.ReplaceLineEndings(random.Next(3) switch { 0 => "\r", 1 => "\r\n", _ => "\u2028" }));
            default:
                var noise = new byte[1 << random.Next(12)];
                random.NextBytes(noise);
                return [.. bytes[..random.Next(bytes.Length + 1)], .. noise];
        }

        return Encoding.UTF8.GetBytes(string.Join('\n', lines));
    }

    private static string Field(string line, Random random)
    {
        var fields = line.Split(',');
        fields[random.Next(fields.Length)] = random.Next(3) == 0
            ? Lines[random.Next(Lines.Length)]
            : GenericMutations.AbsurdNumbers[random.Next(GenericMutations.AbsurdNumbers.Count)].ToString(CultureInfo.InvariantCulture);
        return string.Join(',', fields);
    }
}
