using System.Buffers.Binary;
using System.Text;

namespace Experiments.Engine.Native;

/// <summary>The version needs (<c>.gnu.version_r</c>) of a little-endian ELF64 library.</summary>
internal static class ElfVersionNeeds
{
    private const uint SectionTypeVersionNeed = 0x6ffffffe; // SHT_GNU_verneed
    private const ushort Weak = 0x2; // VER_FLG_WEAK: an unmet need is a warning, not an error

    /// <summary>Marks every need of that version as weak, in place.</summary>
    /// <param name="elf">The whole file; left as it is when it is no ELF64 or has no such need.</param>
    /// <param name="version">For example <c>GLIBCXX_3.4.32</c>.</param>
    /// <returns>Whether a need was found.</returns>
    public static bool MarkWeak(Span<byte> elf, string version)
    {
        if (elf.Length < 64 || elf[0] != 0x7f || elf[1] != 'E' || elf[2] != 'L' || elf[3] != 'F' || elf[4] != 2 || elf[5] != 1) return false;
        var sections = (int)BinaryPrimitives.ReadInt64LittleEndian(elf[40..]);
        int size = BinaryPrimitives.ReadUInt16LittleEndian(elf[58..]), count = BinaryPrimitives.ReadUInt16LittleEndian(elf[60..]);
        var found = false;
        for (var i = 0; i < count; i++)
        {
            var header = elf.Slice(sections + (i * size), size);
            if (BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) != SectionTypeVersionNeed) continue;
            var offset = (int)BinaryPrimitives.ReadInt64LittleEndian(header[24..]);
            var link = (int)BinaryPrimitives.ReadUInt32LittleEndian(header[40..]);
            var needs = (int)BinaryPrimitives.ReadUInt32LittleEndian(header[44..]);
            var strings = (int)BinaryPrimitives.ReadInt64LittleEndian(elf[(sections + (link * size) + 24)..]);
            found |= MarkIn(elf, offset, needs, strings, version);
        }

        return found;
    }

    private static bool MarkIn(Span<byte> elf, int offset, int needs, int strings, string version)
    {
        var found = false;
        for (var need = 0; need < needs; need++)
        {
            // Elf64_Verneed: version, auxiliary count (u16), file, auxiliary offset, next (u32).
            int auxiliaries = BinaryPrimitives.ReadUInt16LittleEndian(elf[(offset + 2)..]);
            var at = offset + (int)BinaryPrimitives.ReadUInt32LittleEndian(elf[(offset + 8)..]);
            for (var j = 0; j < auxiliaries; j++)
            {
                // Elf64_Vernaux: hash (u32), flags, other (u16), name, next (u32).
                var name = strings + (int)BinaryPrimitives.ReadUInt32LittleEndian(elf[(at + 8)..]);
                if (ReadName(elf, name) == version)
                {
                    var flags = BinaryPrimitives.ReadUInt16LittleEndian(elf[(at + 4)..]);
                    BinaryPrimitives.WriteUInt16LittleEndian(elf[(at + 4)..], (ushort)(flags | Weak));
                    found = true;
                }

                at += (int)BinaryPrimitives.ReadUInt32LittleEndian(elf[(at + 12)..]);
            }

            offset += (int)BinaryPrimitives.ReadUInt32LittleEndian(elf[(offset + 12)..]);
        }

        return found;
    }

    private static string ReadName(ReadOnlySpan<byte> elf, int at)
    {
        var end = elf[at..].IndexOf((byte)0);
        return Encoding.ASCII.GetString(elf.Slice(at, end));
    }
}
