using static TorchSharp.torch;

namespace Experiments.Engine.Training.Regularisation;

/// <summary>The fan-in of one output channel: kh·kw·cin weights of a convolution; one number of a bias or of batch norm.</summary>
internal static class FanIn
{
    /// <summary>A tensor as one row an output channel: (out, fan-in).</summary>
    public static Tensor Rows(Tensor tensor) => tensor.reshape(tensor.shape[0], -1);

    /// <summary>Number of weights of one output channel.</summary>
    public static long Of(Tensor tensor) => tensor.numel() / tensor.shape[0];
}
