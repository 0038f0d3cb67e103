using Experiments.Engine.Datasets;
using Experiments.Engine.Imaging;
using Experiments.Engine.Schema;

namespace Experiments.Web.Results;

/// <summary>Where a prediction is wrong: made of the labels and the predicted classes that an evaluation kept.</summary>
public static class ErrorMap
{
    /// <summary>Value of a right pixel.</summary>
    public const byte Right = 0;

    /// <summary>Value of a wrong pixel; where a class is asked for, of one of its pixels that was predicted as another.</summary>
    public const byte Wrong = 1;

    /// <summary>Value of a pixel that was predicted as the class that is asked for and is of another.</summary>
    public const byte FalseAlarm = 2;

    /// <summary>Value of a pixel that counts for nothing: its label is ignored, or it has nothing to do with the class that is asked for.</summary>
    public const byte Aside = 3;

    /// <summary>Colours of the values, in their order.</summary>
    public static IReadOnlyList<DatasetClass> Colours { get; } =
    [
        new("right", 0x24, 0x4f, 0x4c), new("wrong", 0xff, 0x6b, 0x4a), new("false alarm", 0xc7, 0x8b, 0xff), new("not counted", 0x8a, 0x94, 0xa0),
    ];

    /// <summary>The map of an image.</summary>
    /// <param name="truth">Labels; 255 is ignored.</param>
    /// <param name="prediction">Predicted classes, of the same size.</param>
    /// <param name="wanted">The class that it is about; null for all.</param>
    /// <exception cref="DataException">The sizes differ.</exception>
    public static LabelMap Of(LabelMap truth, LabelMap prediction, int? wanted = null)
    {
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(prediction);
        if (truth.Height != prediction.Height || truth.Width != prediction.Width)
            throw new DataException($"Truth is {truth.Width}×{truth.Height} pixels and the prediction {prediction.Width}×{prediction.Height}: they must have one size; evaluate the run again.");
        var map = new LabelMap(truth.Height, truth.Width, Right);
        for (var i = 0; i < map.Values.Length; i++) map.Values[i] = Of(truth.Values[i], prediction.Values[i], wanted);
        return map;
    }

    private static byte Of(byte truth, byte prediction, int? wanted)
    {
        if (truth == LabelMap.Ignored) return Aside;
        if (wanted is not { } k) return truth == prediction ? Right : Wrong;
        return (truth == k, prediction == k) switch
        {
            (true, true) => Right,
            (true, false) => Wrong,
            (false, true) => FalseAlarm,
            (false, false) => Aside,
        };
    }
}
