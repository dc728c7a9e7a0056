namespace K8sMirror.Bench.Peers;

/// <summary>The collectors' network behind <c>t0</c>.</summary>
internal static class Underlay
{
    /// <summary>Address of the collector.</summary>
    public static string Remote(bool ipv6) => ipv6 ? "2001:db8:51::10" : "198.51.100.10";

    /// <summary>Address of the node.</summary>
    public static string Local(bool ipv6) => ipv6 ? "2001:db8:51::1" : "198.51.100.1";

    /// <summary>Sets addresses of both ends, and an MTU that an encapsulated frame fits into. Nobody listens: arriving frames are counted at the NIC.</summary>
    /// <param name="rig">The rig.</param>
    /// <param name="cuts">True: <c>tso gso tx off</c>, like a NIC that does not segment tunnels: the kernel cuts before sending.</param>
    public static void Prepare(Rig rig, bool cuts)
    {
        if (cuts)
        {
            rig.Node.Exec("ethtool", "-K", "t0", "tso", "off", "gso", "off", "tx", "off");
        }
        rig.Node.Exec("sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=0", "net.ipv6.conf.t0.disable_ipv6=0");
        rig.SetMtu(1700);
        rig.Node.Ip($"addr add {Local(false)}/24 dev t0");
        rig.Node.Ip($"addr add {Local(true)}/64 dev t0 nodad");
        var mac = rig.MacOfTool();
        rig.Node.Ip($"neigh replace {Remote(false)} lladdr {mac} dev t0 nud permanent");
        rig.Node.Ip($"neigh replace {Remote(true)} lladdr {mac} dev t0 nud permanent");
    }
}
