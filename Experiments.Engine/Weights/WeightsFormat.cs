namespace Experiments.Engine.Weights;

/// <summary>The file formats that weights are published in.</summary>
public enum WeightsFormat
{
    /// <summary>safetensors: a JSON header and raw data.</summary>
    Safetensors,

    /// <summary>PyTorch since 1.6: a zip archive with a pickle and one entry a storage.</summary>
    PyTorchZip,

    /// <summary>PyTorch before 1.6: pickles one after another, then the storages.</summary>
    PyTorchLegacy,

    /// <summary>TensorFlow's first checkpoint format: one sorted string table.</summary>
    TensorFlowV1,

    /// <summary>TensorFlow's tensor bundle: an index and data files.</summary>
    TensorFlowV2,
}

/// <summary>The types that tensors are stored in.</summary>
public enum ElementType
{
    /// <summary>64-bit float.</summary>
    Float64,

    /// <summary>32-bit float.</summary>
    Float32,

    /// <summary>IEEE 754 half precision.</summary>
    Float16,

    /// <summary>The upper half of a 32-bit float.</summary>
    BFloat16,

    /// <summary>8-bit float: 4 bits of exponent, 3 of mantissa, no infinity (Micikevicius et al. 2022, arXiv:2209.05433).</summary>
    Float8E4M3,

    /// <summary>8-bit float: 5 bits of exponent, 2 of mantissa (Micikevicius et al. 2022, arXiv:2209.05433).</summary>
    Float8E5M2,

    /// <summary>64-bit signed integer.</summary>
    Int64,

    /// <summary>32-bit signed integer.</summary>
    Int32,

    /// <summary>16-bit signed integer.</summary>
    Int16,

    /// <summary>8-bit signed integer.</summary>
    Int8,

    /// <summary>64-bit unsigned integer; listed, but libtorch here makes no tensor of it.</summary>
    UInt64,

    /// <summary>32-bit unsigned integer; listed, but libtorch here makes no tensor of it.</summary>
    UInt32,

    /// <summary>16-bit unsigned integer; listed, but libtorch here makes no tensor of it.</summary>
    UInt16,

    /// <summary>8-bit unsigned integer.</summary>
    UInt8,

    /// <summary>One byte, 0 or 1.</summary>
    Bool,
}

internal static class ElementTypes
{
    /// <summary>Bytes of one element.</summary>
    public static int Size(this ElementType type) => type switch
    {
        ElementType.Float64 or ElementType.Int64 or ElementType.UInt64 => 8,
        ElementType.Float32 or ElementType.Int32 or ElementType.UInt32 => 4,
        ElementType.Float16 or ElementType.BFloat16 or ElementType.Int16 or ElementType.UInt16 => 2,
        _ => 1,
    };

    /// <summary>Its short name, safetensors': F32, BF16, I64, ...</summary>
    public static string ShortName(this ElementType type) => type switch
    {
        ElementType.Float64 => "F64",
        ElementType.Float32 => "F32",
        ElementType.Float16 => "F16",
        ElementType.BFloat16 => "BF16",
        ElementType.Float8E4M3 => "F8_E4M3",
        ElementType.Float8E5M2 => "F8_E5M2",
        ElementType.Int64 => "I64",
        ElementType.Int32 => "I32",
        ElementType.Int16 => "I16",
        ElementType.Int8 => "I8",
        ElementType.UInt64 => "U64",
        ElementType.UInt32 => "U32",
        ElementType.UInt16 => "U16",
        ElementType.UInt8 => "U8",
        ElementType.Bool => "BOOL",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Unknown element type."),
    };

    /// <summary>The format's name in words.</summary>
    public static string Title(this WeightsFormat format) => format switch
    {
        WeightsFormat.Safetensors => "safetensors",
        WeightsFormat.PyTorchZip => "PyTorch (zip)",
        WeightsFormat.PyTorchLegacy => "PyTorch (before 1.6)",
        WeightsFormat.TensorFlowV1 => "TensorFlow checkpoint V1",
        WeightsFormat.TensorFlowV2 => "TensorFlow checkpoint V2",
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Unknown format."),
    };
}
