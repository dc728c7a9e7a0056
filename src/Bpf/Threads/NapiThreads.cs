using K8sMirror.Bpf.Links;

namespace K8sMirror.Bpf.Threads;

/// <summary>
/// Gives a device's receive processing (NAPI) kernel threads of its own. Tries the netdev generic netlink family (Linux 6.17), which needs
/// just CAP_NET_ADMIN, then sysfs (Linux 5.12), which a container usually sees read-only.
/// </summary>
public static class NapiThreads
{
    /// <summary>
    /// Makes <paramref name="link"/> threaded. It must be up, and have NAPI: a veth has it with GRO on or an XDP program. To be called in
    /// the link's network namespace.
    /// </summary>
    /// <param name="link">The device.</param>
    /// <param name="sysfs">Where a sysfs is mounted that shows this namespace and can be written.</param>
    public static NapiThreading Enable(Link link, string sysfs = "/sys")
    {
        var refusals = new List<string>();
        var ways = new (string Name, Action Try)[]
        {
            ("netlink", () => NetdevFamily.MakeThreaded(link.Index)),
            ("sysfs", () => NapiSysfs.MakeThreaded(link, sysfs)),
        };
        foreach (var (name, attempt) in ways)
        {
            try
            {
                attempt();
                var threads = FindThreads(link);
                return new(name, threads, threads.Count > 0 ? "" : $"No NAPI thread of {link.Name} can be seen from this PID namespace.");
            }
            catch (KernelException refusal)
            {
                refusals.Add($"by {name}: {refusal.Message}");
            }
        }
        return new("", [], string.Join("; ", refusals));
    }

    /// <summary>
    /// Lets the device poll by a timer after traffic, instead of being woken by each sender: after a poll that found nothing it looks again
    /// <paramref name="rounds"/> times, every <paramref name="interval"/>, before it waits to be woken. By netlink (Linux 6.13), else sysfs.
    /// </summary>
    /// <returns>Empty, or why it could not be set.</returns>
    public static string SetPolling(Link link, int rounds, TimeSpan interval, string sysfs = "/sys")
    {
        var nanoseconds = (uint)(interval.Ticks * TimeSpan.NanosecondsPerTick);
        try
        {
            NetdevFamily.SetPolling(link.Index, (uint)rounds, nanoseconds);
            return "";
        }
        catch (KernelException)
        {
            try
            {
                NapiSysfs.SetPolling(link, sysfs, (uint)rounds, nanoseconds);
                return "";
            }
            catch (KernelException refusal)
            {
                return refusal.Message;
            }
        }
    }

    /// <summary>The threads of a device that is threaded already; empty if there are none, or none can be seen.</summary>
    public static IReadOnlyList<int> FindThreads(Link link)
    {
        var told = NetdevFamily.TryReadThreads(link.Index);
        return told.Count > 0 ? told : NapiSysfs.FindThreads(link.Name);
    }
}
