using System.IO.Compression;
using System.Text;
using Experiments.Engine.Schema;
using Experiments.Engine.Weights;

namespace Experiments.Engine.Tests.Weights;

/// <summary>PyTorch files made to harm, and damaged ones.</summary>
public sealed class PyTorchRefusalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // Each would run something if a pickle were executed, in another of the ways that a pickle can name a function.
    [Theory]
    [InlineData("cos\nsystem\n(Vtouch proof\ntR.", "os.system")]
    [InlineData("\u0080\u0002cos\nsystem\n(Vtouch proof\ntR.", "os.system")]
    [InlineData("\u0080\u0004\u008c\u0005posix\u008c\u0006system\u0093\u008c\u000btouch proof\u0085R.", "posix.system")]
    [InlineData("cbuiltins\neval\n(V1+1\ntR.", "builtins.eval")]
    [InlineData("c__builtin__\nexec\n(Vimport os\ntR.", "__builtin__.exec")]
    [InlineData("(Vtouch proof\nios\nsystem\n.", "os.system")]
    [InlineData("(cos\nsystem\nVtouch proof\no.", "os.system")]
    [InlineData("ctorch.storage\n_load_from_bytes\n(Vx\ntR.", "torch.storage._load_from_bytes")]
    [InlineData("ctorch.hub\nload\n(Vx\ntR.", "torch.hub.load")]
    [InlineData("ccollections\nOrderedDict.__class__\n)R.", "collections.OrderedDict.__class__")]
    [InlineData("cnumpy.core.multiarray\n_reconstruct\n)R.", "numpy.core.multiarray._reconstruct")]
    public void A_pickle_that_asks_for_code_is_refused_with_the_name_of_what_it_asks_for(string pickle, string name)
    {
        var message = Refusal(TorchArchive.Zip(pickle));
        Assert.Equal($"asks for {name}: this reader executes no code and knows tensors and plain containers only; load it where you trust it and save its state_dict().", message);
        Assert.False(File.Exists("proof"));
    }

    [Theory]
    [InlineData("cargparse\nNamespace\n(Vx\ntR.", "calls argparse.Namespace in a way")]
    [InlineData("c_codecs\nencode\n(Vx\nVrot13\ntR.", "calls _codecs.encode in a way")]
    [InlineData("(VNoFunction\nVx\ntR.", "stack empty")]
    [InlineData("Vtext\n)R.", "calls what is no function")]
    [InlineData("Vtext\n}b.", "sets the state of what has none")]
    [InlineData("V\u00e4\n.", "holds no tensors")]
    [InlineData("\u0082\u0001.", "instruction 0x82")]
    [InlineData("\u0097.", "instruction 0x97")]
    [InlineData("\u0080\u0006N.", "protocol 6")]
    [InlineData("h\u0007.", "entry 7 of its memo")]
    [InlineData("I12x\n.", "a number that is none")]
    [InlineData("Vendless", "a line without an end")]
    [InlineData("]Na", "ends within its pickle")]
    [InlineData("X\u00ff\u00ff\u00ff\u007fabc.", "ends within its pickle")]
    [InlineData("\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ffabc.", "a piece of 18446744073709551615 bytes")]
    [InlineData("t.", "finds no mark")]
    [InlineData("N(00.", "stack empty")]
    [InlineData("NNa.", "an item for what is no list")]
    [InlineData("](Nu.", "what is no dictionary")]
    [InlineData("}(Nu.", "a key without a value")]
    [InlineData("(Vmodule\nNtQ.", "holds a whole module")]
    [InlineData("VnoStorage\nQ.", "something else than a storage")]
    [InlineData("(Vstorage\nctorch\nFloatStorage\nV0\nVcpu\nI-4\ntQ.", "something else than a storage")]
    [InlineData("(Vstorage\nctorch\nFloatStorage\nV9\nVcpu\nI4\ntQ.", "no entry for its storage 9")]
    [InlineData("(Vstorage\nctorch\nFloatStorage\nV0\nVcpu\nI5\ntQ.", "in 16 bytes, where 5 elements take 20")]
    [InlineData("(Vstorage\nctorch\nFloatStorage\nV0\nVcpu\nI9223372036854775807\ntQ.", "in 16 bytes")]
    [InlineData("(" + TorchArchive.Storage + "(Vstorage\nctorch\nHalfStorage\nV0\nVcpu\nI4\ntQt.", "two types or lengths")]
    [InlineData("ctorch._utils\n_rebuild_tensor\n(" + TorchArchive.Storage + "I1\n(I4\nt(I1\nttR.", "reaches past the 4 elements")]
    [InlineData("ctorch._utils\n_rebuild_tensor\n(" + TorchArchive.Storage + "I-1\n(I4\nt(I1\nttR.", "reaches past")]
    [InlineData("ctorch._utils\n_rebuild_tensor\n(" + TorchArchive.Storage + "I0\n(I4\nt(I-1\nttR.", "no number from 0 on")]
    [InlineData("ctorch._utils\n_rebuild_tensor\n(" + TorchArchive.Storage + "I0\n(I4\nI1\nt(I1\nttR.", "2 dimensions and 1 strides")]
    [InlineData("ctorch._utils\n_rebuild_tensor\n(" + TorchArchive.Storage + "I0\n(I3037000500\nI3037000500\nt(I0\nI0\nttR.", "2 GiB or more")]
    [InlineData("ctorch._utils\n_rebuild_tensor\n(" + TorchArchive.Storage + "I0\n(I100000000\nt(I0\nttR.", "asks for more than")]
    [InlineData("ctorch._utils\n_rebuild_tensor\n(" + TorchArchive.Storage + "I0\n(I9223372036854775807\nI9223372036854775807\nt(I9223372036854775807\nI9223372036854775807\nttR.", "reaches past")]
    [InlineData("}(Va\n" + TorchArchive.Tensor + "Va\n" + TorchArchive.Tensor + "u.", "two tensors a")]
    [InlineData("}((I1\nt" + TorchArchive.Tensor + "u.", "neither texts nor numbers")]
    [InlineData("]q\u0001(h\u0001e.", "one holds itself")]
    [InlineData("}q\u0001(Vmodel\nh\u0001u.", "one holds itself")]
    public void A_damaged_pickle_is_refused_with_its_fault(string pickle, string fault) =>
        Assert.Contains(fault, Refusal(TorchArchive.Zip(pickle)), StringComparison.Ordinal);

    [Fact]
    public void Containers_that_hold_one_another_many_times_over_end_with_an_error()
    {
        // 30 lists, each with the one before it twice: 2³⁰ ways through them.
        var pickle = new StringBuilder("]q\u0001");
        for (var i = 0; i < 30; i++) pickle.Append("](h\u0001h\u0001eq\u0001");
        Assert.Contains("asks for more than", Refusal(TorchArchive.Zip(pickle.Append('.').ToString())), StringComparison.Ordinal);
    }

    [Fact]
    public void Dictionaries_that_are_built_from_one_another_grow_to_a_bound_and_no_further()
    {
        // h0 += h1, h1 += h0: their lengths are Fibonacci's numbers.
        var grow = string.Concat(Enumerable.Repeat("h\0h\u0001bh\u0001h\0b", 45));
        Assert.Contains("memory", Refusal(TorchArchive.Zip($"}}q\0(Va\nVb\nu}}q\u0001(Vc\nVd\nu{grow}.")), StringComparison.Ordinal);
        Assert.Contains("holds no tensors", Refusal(TorchArchive.Zip("}q\0(Va\nVb\nuh\0b.")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_pickle_may_nest_deeper_than_a_thread_s_stack_and_is_refused()
    {
        var pickle = string.Concat(Enumerable.Repeat("]", 200_000)) + string.Concat(Enumerable.Repeat("a", 199_999)) + ".";
        Assert.Contains("deep", Refusal(TorchArchive.Zip(pickle)), StringComparison.Ordinal);
    }

    [Fact]
    public void Tensors_in_a_file_made_by_hand_are_read()
    {
        float[] numbers = [1, 2, 3, 4];
        File.WriteAllBytes(_folder["a.pt"], TorchArchive.Zip("}(Va\n" + TorchArchive.Tensor + "u.", [.. numbers.SelectMany(BitConverter.GetBytes)]));
        using var file = WeightsFile.Open(_folder["a.pt"]);
        Assert.Equal(numbers, file.Tensors["a"].data<float>().ToArray());
    }

    [Theory]
    [InlineData("../data.pkl")]
    [InlineData("a/../../data.pkl")]
    [InlineData("/data.pkl")]
    [InlineData("a\\data.pkl")]
    public void An_entry_that_leads_out_of_the_archive_is_refused(string name) =>
        Assert.Contains($"\"{name}\", which leads out of the archive", Refusal(TorchArchive.Zip([(name, ".N"u8.ToArray())])), StringComparison.Ordinal);

    [Fact]
    public void An_archive_that_inflates_without_end_is_refused_before_it_does()
    {
        var bomb = TorchArchive.Zip([("a/data.pkl", new byte[80 << 20])], CompressionLevel.SmallestSize);
        Assert.Contains("asks for more than", Refusal(bomb), StringComparison.Ordinal);
    }

    [Fact]
    public void A_zip_archive_of_something_else_is_refused() =>
        Assert.Contains("without a data.pkl: it is no PyTorch file", Refusal(TorchArchive.Zip([("readme.txt", [1])])), StringComparison.Ordinal);

    [Theory]
    [InlineData("types.pt")]
    [InlineData("types.pth")]
    [InlineData("deflated.pt")]
    public void A_file_cut_off_anywhere_is_refused(string name)
    {
        var whole = File.ReadAllBytes(WeightsFixture.PathOf(name));
        for (var length = 0; length < whole.Length; length += 37)
        {
            var message = Refusal(whole[..length]);
            Assert.True(message.Length > 10, $"{length} bytes: {message}");
        }
    }

    private string Refusal(byte[] bytes)
    {
        var path = _folder["refused.pt"];
        File.WriteAllBytes(path, bytes);
        var error = Assert.Throws<DataException>(() => WeightsFile.Open(path).Dispose());
        Assert.StartsWith($"Weights file {path} ", error.Message, StringComparison.Ordinal);
        Assert.Equal("weights", error.FailureClass);
        return error.Message[$"Weights file {path} ".Length..];
    }
}
