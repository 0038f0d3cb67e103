using System.Text;
using System.Text.Json;
using Experiments.Engine.Schema;
using Experiments.Web.Attempts;

namespace Experiments.Web.Tests.Attempts;

public sealed class PointLineTests
{
    [Fact]
    public void Points_come_as_the_serializer_reads_them()
    {
        var chance = new Random(1);
        string[] keys = ["train/loss", "validation/top-1", "Größe \"m²\"\\n", ""];
        double[] odd = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon, double.MaxValue, -0.0, 0.1 + 0.2];
        var reader = new PointLine();
        for (var i = 0; i < 5000; i++)
        {
            var bits = BitConverter.Int64BitsToDouble(chance.NextInt64(long.MinValue, long.MaxValue));
            JournalEvent point = new PointEvent
            {
                Key = keys[chance.Next(keys.Length)],
                Step = chance.Next(int.MinValue, int.MaxValue),
                Value = chance.Next(4) == 0 ? odd[chance.Next(odd.Length)] : bits,
                Sequence = chance.NextInt64(),
                TimeMs = chance.NextInt64(),
            };
            var line = JsonSerializer.SerializeToUtf8Bytes(point, SchemaJson.Compact);

            var read = reader.Read(line);

            Assert.Equal(JsonSerializer.Deserialize<JournalEvent>(line, SchemaJson.Compact), read);
            Assert.Equal(double.IsNegative(((PointEvent)point).Value), double.IsNegative(read!.Value));
        }
    }

    [Theory]
    [InlineData("""{"type":"progress","done":1,"total":2,"rate":3,"sequence":1,"timeMs":0}""")]
    [InlineData("""{"sequence":1,"timeMs":0,"type":"point","key":"a","step":1,"value":1}""")]
    [InlineData("""{"type":"point","key":"a","step":1,"value":1,"sequence":1,"timeMs":0,"novelty":1}""")]
    [InlineData("""{"type":"point","key":null,"step":1,"value":1,"sequence":1,"timeMs":0}""")]
    [InlineData("""{"type":"point","key":"a","step":1.5,"value":1,"sequence":1,"timeMs":0}""")]
    [InlineData("""{"type":"point","key":"a","step":"1","value":1,"sequence":1,"timeMs":0}""")]
    [InlineData("""{"type":"point","key":"a","step":1,"value":"nan","sequence":1,"timeMs":0}""")]
    [InlineData("""{"type":"point","key":"a","step":1,"value":1,"sequence":1,"timeMs":0}{}""")]
    [InlineData("""{"type":"point","key":"a","step":1,"value":1,"seq""")]
    [InlineData("""{"type":"point","key":"a","step":}""")]
    public void What_the_engine_does_not_write_as_a_point_is_left_to_the_serializer(string line) =>
        Assert.Null(new PointLine().Read(Encoding.UTF8.GetBytes(line)));
}
