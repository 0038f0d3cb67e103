using Experiments.Engine.Weights;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Experiments.Engine.Tests.Golden;

/// <summary>A Fisher diagonal by formula, as the file that a Fisher job leaves.</summary>
internal sealed class FormulaFisher : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("experiments-fisher-").FullName;

    /// <summary>Writes uniform numbers of [0, 1) for every tensor of the network.</summary>
    public FormulaFisher(Module network)
    {
        using var scope = NewDisposeScope();
        SafetensorsFile.Write(
            Path,
            [.. network.named_parameters().Select(p => KeyValuePair.Create(p.name, tensor(FormulaNumbers.Uniform($"fisher/{p.name}", p.parameter.numel()), p.parameter.shape)))],
            new Dictionary<string, string>());
    }

    /// <summary>The file.</summary>
    public string Path => System.IO.Path.Combine(_folder, "fisher.safetensors");

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
