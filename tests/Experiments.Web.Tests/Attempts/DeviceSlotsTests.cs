using Experiments.Web.Attempts;

namespace Experiments.Web.Tests.Attempts;

public sealed class DeviceSlotsTests
{
    [Fact]
    public void Devices_are_shared_in_turn_and_come_back()
    {
        var slots = new DeviceSlots(TestSite.Settings("/tmp") with { Concurrency = 3, Devices = ["cuda:0", "cuda:1"] });
        using var first = slots.Take();
        var second = slots.Take();
        using var third = slots.Take();

        Assert.Equal(["cuda:0", "cuda:1", "cuda:0"], [first.Device, second.Device, third.Device]);
        Assert.Throws<InvalidOperationException>(() => slots.Take());
        second.Dispose();
        using var again = slots.Take();
        Assert.Equal("cuda:1", again.Device);
    }
}
