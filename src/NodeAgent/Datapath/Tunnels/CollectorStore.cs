using System.Net;
using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;
using K8sMirror.NodeAgent.Datapath.Abi;
using K8sMirror.NodeAgent.Datapath.Kernel;
using K8sMirror.NodeAgent.Datapath.Programs;

namespace K8sMirror.NodeAgent.Datapath.Tunnels;

/// <summary>Addresses to which packets are never copied, because they are copies: those of this node's collectors.</summary>
internal sealed class CollectorStore(DatapathMaps maps)
{
    /// <summary>Tells the programs the collectors.</summary>
    /// <exception cref="LimitException">Too many.</exception>
    public void Place(IEnumerable<TargetTunnel> tunnels)
    {
        var wanted = tunnels.SelectMany(KeysOf).ToHashSet();
        if (wanted.Count > AbiLimits.MaxCollectors)
        {
            throw new LimitException($"More than {AbiLimits.MaxCollectors / 2} collectors on this node.");
        }
        var known = maps.Collectors.Keys().ToHashSet();
        foreach (var gone in known.Where(k => !wanted.Contains(k)))
        {
            maps.Collectors.Delete(gone);
        }
        foreach (var key in wanted.Where(k => !known.Contains(k)))
        {
            maps.Collectors.Update(key, 0);
        }
    }

    // All but the first fragment of a packet have no port.
    private static IEnumerable<CollectorKey> KeysOf(TargetTunnel tunnel)
    {
        if (!IPAddress.TryParse(tunnel.Remote, out var remote))
        {
            yield break;
        }
        var key = new CollectorKey { Address = AddressWords.From(remote.GetAddressBytes()) };
        var port = TargetIds.PortOf(tunnel);
        if (port == 0)
        {
            yield return key with { Service = (uint)ProtocolNames.Gre << 16 };
            yield break;
        }
        yield return key with { Service = ((uint)ProtocolNames.Udp << 16) | (uint)port };
        yield return key with { Service = (uint)ProtocolNames.Udp << 16 };
    }
}
