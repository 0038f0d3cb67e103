namespace Experiments.Engine.Schema;

/// <summary>Settings of the weights that training starts from.</summary>
public sealed record WeightsSettings
{
    /// <summary>A weights file: safetensors, PyTorch or TensorFlow; empty to start from random weights.</summary>
    [Setting("A weights file to start from (it becomes w⁰); settings that are not stated take what it says of its network (docs/weights.md). Empty starts from random weights.", Kind = SettingKind.Execution)]
    public string Path { get; init; } = "";

    /// <summary>SHA-256 of the file, filled in when the configuration is resolved; empty for random weights.</summary>
    [Setting("SHA-256 of the weights file, filled in when the run is created; a given value is checked.", IsFilledIn = true)]
    public string Sha256 { get; init; } = "";

    /// <summary>Tensors that are not taken from the file and so are new.</summary>
    [Setting("Tensors of the network that are not taken from the file and so start afresh as new ones: keys, or the start of keys up to a dot, such as fc or head.")]
    public IReadOnlyList<string> LeaveOut { get; init; } = [];

    /// <summary>Whether batch norm's moving statistics are taken from the file (the reference does not: they start at 0 and 1).</summary>
    [Setting("Take batch norm's moving statistics from the file; the reference does not.")]
    public bool LoadBatchNormStatistics { get; init; } = true;
}
