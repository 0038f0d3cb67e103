"""Widths of Helvetica, Helvetica-Bold and Symbol from Adobe's font metrics.

Writes ../fontwidths.json: name -> character, width, character, width ... Run: python3 fontwidths.py (Debian's texlive-fonts-recommended).
Characters are those of WinAnsi for Helvetica, without the Euro, which the metrics do not have, and the Greek and mathematical ones of Symbol.
"""
import json
import pathlib
import re

TARGET = pathlib.Path(__file__).parent.parent / "fontwidths.json"
METRICS = pathlib.Path("/usr/share/texlive/texmf-dist/fonts/afm/adobe")
GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ", "iota": "ι", "kappa": "κ",
    "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "omicron": "ο", "pi": "π", "rho": "ρ", "sigma": "σ", "sigma1": "ς", "tau": "τ",
    "upsilon": "υ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Alpha": "Α", "Beta": "Β", "Gamma": "Γ", "Delta": "Δ", "Epsilon": "Ε", "Zeta": "Ζ",
    "Eta": "Η", "Theta": "Θ", "Iota": "Ι", "Kappa": "Κ", "Lambda": "Λ", "Mu": "Μ", "Nu": "Ν", "Xi": "Ξ", "Omicron": "Ο", "Pi": "Π",
    "Rho": "Ρ", "Sigma": "Σ", "Tau": "Τ", "Upsilon": "Υ", "Phi": "Φ", "Chi": "Χ", "Psi": "Ψ", "Omega": "Ω", "lessequal": "≤",
    "greaterequal": "≥", "infinity": "∞", "arrowright": "→", "arrowleft": "←", "notequal": "≠", "approxequal": "≈", "element": "∈",
}
LATIN = """exclamdown cent sterling currency yen brokenbar section dieresis copyright ordfeminine guillemotleft logicalnot - registered macron
degree plusminus twosuperior threesuperior acute mu paragraph periodcentered cedilla onesuperior ordmasculine guillemotright onequarter onehalf
threequarters questiondown Agrave Aacute Acircumflex Atilde Adieresis Aring AE Ccedilla Egrave Eacute Ecircumflex Edieresis Igrave Iacute
Icircumflex Idieresis Eth Ntilde Ograve Oacute Ocircumflex Otilde Odieresis multiply Oslash Ugrave Uacute Ucircumflex Udieresis Yacute Thorn
germandbls agrave aacute acircumflex atilde adieresis aring ae ccedilla egrave eacute ecircumflex edieresis igrave iacute icircumflex idieresis
eth ntilde ograve oacute ocircumflex otilde odieresis divide oslash ugrave uacute ucircumflex udieresis yacute thorn ydieresis""".split()
OTHERS = {
    "quotesinglbase": "‚", "florin": "ƒ", "quotedblbase": "„", "ellipsis": "…", "dagger": "†", "daggerdbl": "‡", "circumflex": "ˆ",
    "perthousand": "‰", "Scaron": "Š", "guilsinglleft": "‹", "OE": "Œ", "Zcaron": "Ž", "quoteleft": "‘", "quoteright": "’", "quotedblleft": "“",
    "quotedblright": "”", "bullet": "•", "endash": "–", "emdash": "—", "tilde": "˜", "trademark": "™", "scaron": "š", "guilsinglright": "›",
    "oe": "œ", "zcaron": "ž", "Ydieresis": "Ÿ", "minus": "−",
}


def widths(file):
    """Glyph name -> (code, width)."""
    found = re.findall(r"^C (-?\d+) ; WX (\d+) ; N (\w+)", (METRICS / file).read_text(encoding="latin-1"), re.M)
    return {name: (int(code), int(width)) for code, width, name in found}


def helvetica(file):
    glyphs = widths(file)
    code = {c: w for c, w in glyphs.values() if 32 <= c < 127}
    # Adobe's own encoding has the curly quotes where ASCII has the straight ones.
    code[ord("'")], code[ord("`")] = glyphs["quotesingle"][1], glyphs["grave"][1]
    code |= {161 + i: glyphs[name][1] for i, name in enumerate(LATIN) if name != "-"} | {160: glyphs["space"][1]}
    return code | {ord(c): glyphs[name][1] for name, c in OTHERS.items()}


def flat(table):
    return [float(x) for pair in sorted(table.items()) for x in pair]


if __name__ == "__main__":
    symbol = widths("symbol/psyr.afm")
    TARGET.write_text(json.dumps({
        "regular": flat(helvetica("helvetic/phvr8a.afm")), "bold": flat(helvetica("helvetic/phvb8a.afm")),
        "symbol": flat({ord(c): symbol[name][1] for name, c in GREEK.items()}),
        "symbol/codes": flat({ord(c): symbol[name][0] for name, c in GREEK.items()}),
    }) + "\n")
