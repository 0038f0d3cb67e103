namespace Experiments.Data.Figures;

/// <summary>
/// Widths of the characters of Helvetica, and of Symbol for Greek and signs, from Adobe's font metrics. Arial and Liberation Sans have
/// the same widths. They are what text is laid out by, in SVG and in PDF.
/// </summary>
internal static class FontWidths
{
    /// <summary>Of a character that neither font has; wide enough for any script's.</summary>
    private const int Unknown = 1000;

    /// <summary>Characters of WinAnsi beyond Latin-1, and the minus sign, with their codes in a PDF's text.</summary>
    private const string Others = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ−";

    private const string Symbols = "αβγδεζηθικλμνξοπρσςτυφχψωΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ≤≥∞→←≠≈∈";

    private static readonly byte[] OtherCodes =
    [
        0x80, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8b, 0x8c, 0x8e, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9a, 0x9b, 0x9c, 0x9e, 0x9f,
        MinusCode,
    ];

    private static readonly byte[] SymbolCodes =
    [
        97, 98, 103, 100, 101, 122, 104, 113, 105, 107, 108, 109, 110, 120, 111, 112, 114, 115, 86, 116, 117, 102, 99, 121, 119, 65, 66, 71, 68, 69, 90, 72, 81, 73, 75, 76,
        77, 78, 88, 79, 80, 82, 83, 84, 85, 70, 67, 89, 87, 163, 179, 165, 174, 172, 185, 187, 206,
    ];

    private static readonly short[] SymbolWidths =
    [
        631, 549, 411, 494, 439, 494, 603, 521, 329, 549, 549, 576, 521, 493, 549, 549, 549, 603, 439, 439, 576, 521, 549, 686, 686, 722, 667, 603, 612, 611, 611, 722, 741,
        333, 722, 686, 889, 722, 645, 722, 768, 556, 592, 611, 690, 763, 722, 795, 768, 549, 549, 713, 987, 987, 549, 549, 713,
    ];

    // From the space to the tilde.
    private static readonly short[] Regular =
    [
        278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015,
        667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556,
        556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
    ];

    private static readonly short[] Bold =
    [
        278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611, 975,
        722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556, 333, 556,
        611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
    ];

    // From the no-break space to ÿ. A soft hyphen is not drawn.
    private static readonly short[] LatinRegular =
    [
        278, 333, 556, 556, 556, 556, 260, 556, 333, 737, 370, 556, 584, 0, 737, 333, 400, 584, 333, 333, 333, 556, 537, 278, 333, 333, 365, 556, 834, 834, 834, 611, 667, 667,
        667, 667, 667, 667, 1000, 722, 667, 667, 667, 667, 278, 278, 278, 278, 722, 722, 778, 778, 778, 778, 778, 584, 778, 722, 722, 722, 722, 667, 667, 611, 556, 556, 556, 556,
        556, 556, 889, 500, 556, 556, 556, 556, 278, 278, 278, 278, 556, 556, 556, 556, 556, 556, 556, 584, 611, 556, 556, 556, 556, 500, 556, 500,
    ];

    private static readonly short[] LatinBold =
    [
        278, 333, 556, 556, 556, 556, 280, 556, 333, 737, 370, 556, 584, 0, 737, 333, 400, 584, 333, 333, 333, 611, 556, 278, 333, 333, 365, 556, 834, 834, 834, 611, 722, 722,
        722, 722, 722, 722, 1000, 722, 667, 667, 667, 667, 278, 278, 278, 278, 722, 722, 778, 778, 778, 778, 778, 584, 778, 722, 722, 722, 722, 667, 667, 611, 556, 556, 556, 556,
        556, 556, 889, 556, 556, 556, 556, 556, 278, 278, 278, 278, 611, 611, 611, 611, 611, 611, 611, 584, 611, 611, 611, 611, 611, 556, 611, 556,
    ];

    private static readonly short[] OtherRegular =
        [556, 222, 556, 333, 1000, 556, 556, 333, 1000, 667, 333, 1000, 611, 222, 222, 333, 333, 350, 556, 1000, 333, 1000, 500, 333, 944, 500, 667, 584];

    private static readonly short[] OtherBold =
        [556, 278, 556, 500, 1000, 556, 556, 333, 1000, 667, 333, 1000, 611, 278, 278, 500, 500, 350, 556, 1000, 333, 1000, 556, 333, 944, 500, 667, 584];

    /// <summary>Where a PDF's text has the minus sign: a code that WinAnsi leaves free.</summary>
    public const byte MinusCode = 0x81;

    /// <summary>Width of a text in points.</summary>
    public static double Of(string text, double size, bool bold) => text.EnumerateRunes().Sum(r => Width(r.Value, bold)) * size / 1000;

    /// <summary>Code of a character in a PDF's text, and whether the font is Symbol; null where neither font has it.</summary>
    public static (byte Code, bool IsSymbol)? CodeOf(int character)
    {
        if (character is (>= 32 and < 127) or (>= 160 and < 256)) return ((byte)character, false);
        if (character > char.MaxValue) return null;
        var other = Others.IndexOf((char)character, StringComparison.Ordinal);
        if (other >= 0) return (OtherCodes[other], false);
        var symbol = Symbols.IndexOf((char)character, StringComparison.Ordinal);
        return symbol >= 0 ? (SymbolCodes[symbol], true) : null;
    }

    /// <summary>Width of a character in thousandths of the size.</summary>
    public static int Width(int character, bool bold)
    {
        if (character is >= 32 and < 127) return (bold ? Bold : Regular)[character - 32];
        if (character is >= 160 and < 256) return (bold ? LatinBold : LatinRegular)[character - 160];
        if (character > char.MaxValue) return Unknown;
        var other = Others.IndexOf((char)character, StringComparison.Ordinal);
        if (other >= 0) return (bold ? OtherBold : OtherRegular)[other];
        var symbol = Symbols.IndexOf((char)character, StringComparison.Ordinal);
        return symbol >= 0 ? SymbolWidths[symbol] : Unknown;
    }
}
