using System.Collections.Concurrent;
using Experiments.Web.Hosting;

namespace Experiments.Web.Attempts;

/// <summary>Which device each of the jobs that run at a time is told: the listed devices in turn.</summary>
public sealed class DeviceSlots
{
    private readonly ConcurrentQueue<string> _free;

    /// <summary>One slot for each job that may run at a time.</summary>
    public DeviceSlots(ExperimentsSettings settings) => _free = new ConcurrentQueue<string>(
        Enumerable.Range(0, settings.Concurrency).Select(i => settings.Devices[i % settings.Devices.Count]));

    /// <summary>Takes a free slot.</summary>
    /// <exception cref="InvalidOperationException">There is none: more jobs were started than the setting allows.</exception>
    public Slot Take() => _free.TryDequeue(out var device)
        ? new Slot(this, device)
        : throw new InvalidOperationException("Every device is taken: more jobs run at a time than there are slots.");

    /// <summary>A slot in use; free again when disposed.</summary>
    public sealed class Slot : IDisposable
    {
        private readonly DeviceSlots _owner;

        internal Slot(DeviceSlots owner, string device) => (_owner, Device) = (owner, device);

        /// <summary>Device, for example <c>cpu</c> or <c>cuda:0</c>.</summary>
        public string Device { get; }

        /// <inheritdoc/>
        public void Dispose() => _owner._free.Enqueue(Device);
    }
}
