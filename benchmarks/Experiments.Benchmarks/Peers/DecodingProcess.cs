using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Experiments.Engine.Imaging;

namespace Experiments.Benchmarks.Peers;

/// <summary>The engine's side of <c>benchmarks/peers/loading</c>: decodes one file a number of times.</summary>
internal static class DecodingProcess
{
    private const int WarmUp = 40;

    /// <summary>Runs <c>decode image|label FILE COUNT</c>; prints one line of JSON with the sum of the bytes, to be compared.</summary>
    public static int Run(string[] arguments)
    {
        if (arguments is not [var kind, var file, var count])
        {
            Console.Error.WriteLine("Use: decode image|label FILE COUNT");
            return 2;
        }

        byte[] Decode() => kind == "label" ? LabelFile.Read(file).Values : ImageFile.ReadRgb(file).Pixels;
        var sum = Decode().Sum(b => (long)b);
        for (var i = 0; i < WarmUp; i++) Decode();
        var milliseconds = new double[int.Parse(count, CultureInfo.InvariantCulture)];
        var processor = Environment.CpuUsage.TotalTime;
        for (var i = 0; i < milliseconds.Length; i++)
        {
            var start = Stopwatch.GetTimestamp();
            Decode();
            milliseconds[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        var used = (Environment.CpuUsage.TotalTime - processor).TotalMilliseconds / milliseconds.Length;
        Console.WriteLine(JsonSerializer.Serialize(new { sum, milliseconds, processorMilliseconds = used }));
        return 0;
    }
}
