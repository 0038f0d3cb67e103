using Experiments.Engine.Native;

namespace Experiments.Engine.Tests.Native;

public class ElfVersionNeedsTests
{
    [Fact]
    public void The_unmet_need_of_the_native_library_is_found_and_changes_one_byte()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "libLibTorchSharp.so");
        Assert.SkipUnless(File.Exists(path), "libLibTorchSharp.so is a Linux library");
        var original = File.ReadAllBytes(path);
        var patched = original.ToArray();
        Assert.True(ElfVersionNeeds.MarkWeak(patched, "GLIBCXX_3.4.32"));
        Assert.Equal(1, original.Zip(patched).Count(p => p.First != p.Second));
        Assert.False(ElfVersionNeeds.MarkWeak(patched, "GLIBCXX_9.9.99"));
    }

    [Fact]
    public void What_is_no_library_is_left_alone()
    {
        var text = "#!/bin/sh\necho this is no library, and it is longer than an ELF header of 64 bytes\n"u8.ToArray();
        var copy = text.ToArray();
        Assert.False(ElfVersionNeeds.MarkWeak(copy, "GLIBCXX_3.4.32"));
        Assert.Equal(text, copy);
    }
}
