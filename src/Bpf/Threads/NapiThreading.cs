namespace K8sMirror.Bpf.Threads;

/// <summary>Whether a device receives in a kernel thread of its own.</summary>
/// <param name="Way">What worked: <c>netlink</c>, <c>sysfs</c>; empty if nothing did.</param>
/// <param name="Threads">Process ids of the threads, as far as they can be seen from here.</param>
/// <param name="Explanation">For people: why it is not threaded, or why no thread was found; empty if all is well.</param>
public sealed record NapiThreading(string Way, IReadOnlyList<int> Threads, string Explanation)
{
    /// <summary>True if it receives in threads.</summary>
    public bool IsThreaded => Way.Length > 0;
}
