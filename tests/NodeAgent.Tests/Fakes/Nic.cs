using K8sMirror.Bpf.Links;

namespace K8sMirror.NodeAgent.Tests.Fakes;

/// <summary>NICs for planner tests.</summary>
internal static class Nic
{
    public static Link Of(string name, int index) => new()
    {
        Index = index,
        Name = name,
        Mtu = 1500,
        IsUp = true,
        HasCarrier = true,
        HardwareType = 1,
    };

    public static Link Loopback { get; } = new() { Index = 1, Name = "lo", Mtu = 65536, IsUp = true, HasCarrier = true, IsLoopback = true, HardwareType = 772 };

    /// <summary>lo and these, with indexes from 2.</summary>
    public static LinkTable Table(params string[] names) => new([Loopback, .. names.Select((n, i) => Of(n, i + 2))]);
}
