using System.Globalization;
using K8sMirror.Core.Api;

namespace K8sMirror.Core.Planning;

/// <summary>Checks one target of a mirror except the names of NICs, for the operator's findings and for the agent's.</summary>
public static class TunnelValidator
{
    private const string OnlyInTunnel = "is for a target with a tunnel; remove it";

    /// <summary>What is wrong, in the order of the fields; empty if nothing is. Never throws.</summary>
    /// <param name="target">As written.</param>
    /// <param name="path">Path of the field, such as <c>spec.targets[1]</c>.</param>
    public static IEnumerable<Finding> Validate(MirrorTarget target, string path)
    {
        string[] written =
        [
            .. target.Interface is null ? [] : (string[])["an interface"],
            .. target.Tunnel is null ? [] : (string[])["a tunnel"],
            .. target.PodSelector is null ? [] : (string[])["a podSelector"],
        ];
        if (written.Length != 1)
        {
            var what = written.Length == 0 ? "none of interface, tunnel and podSelector" : string.Join(" and ", written);
            yield return new(Reasons.Invalid, path, $"has {what}; write one of them");
        }
        if (target is { PodSelector: null, NamespaceSelector: not null })
        {
            yield return new(Reasons.Invalid, $"{path}.namespaceSelector", "is for a target with a podSelector; remove it");
        }
        foreach (var finding in SelectorValidator.Validate(target.PodSelector, $"{path}.podSelector")
            .Concat(SelectorValidator.Validate(target.NamespaceSelector, $"{path}.namespaceSelector")))
        {
            yield return finding;
        }
        foreach (var finding in target.Tunnel is { } tunnel ? ValidateTunnel(tunnel, $"{path}.tunnel") : [])
        {
            yield return finding;
        }
        if (target.Weight is < 0 or > TargetLimits.MostWeight)
        {
            yield return OutOfRange($"{path}.weight", target.Weight, 1, TargetLimits.MostWeight);
        }
        foreach (var finding in ValidatePolicy(target, path))
        {
            yield return finding;
        }
    }

    private static IEnumerable<Finding> ValidatePolicy(MirrorTarget target, string path)
    {
        if (!Enum.IsDefined(target.MtuPolicy))
        {
            yield return new(Reasons.Invalid, $"{path}.mtuPolicy", "is unknown; write Drop, Slice or Fragment");
        }
        else if (target is { Tunnel: null, MtuPolicy: not MtuPolicy.Drop })
        {
            yield return new(Reasons.Invalid, $"{path}.mtuPolicy", OnlyInTunnel);
        }
        else if (target is { MtuPolicy: MtuPolicy.Fragment, Tunnel.DontFragment: true })
        {
            yield return new(Reasons.Invalid, $"{path}.mtuPolicy", "is Fragment, but tunnel.dontFragment is true; remove one of the two");
        }
        if (target.HealthCheck is not { } check)
        {
            yield break;
        }
        if (target.Tunnel is null)
        {
            yield return new(Reasons.Invalid, $"{path}.healthCheck", OnlyInTunnel);
        }
        else if (check is { TcpPort: 0, Icmp: false })
        {
            yield return new(Reasons.Invalid, $"{path}.healthCheck", "has no check; write tcpPort, icmp as true, or both");
        }
        else if (check.TcpPort is < 0 or > TargetLimits.LastPort)
        {
            yield return OutOfRange($"{path}.healthCheck.tcpPort", check.TcpPort, 1, TargetLimits.LastPort);
        }
    }

    private static IEnumerable<Finding> ValidateTunnel(TargetTunnel tunnel, string path)
    {
        var isKnown = Enum.IsDefined(tunnel.Type);
        if (!isKnown)
        {
            yield return new(Reasons.Invalid, $"{path}.type", "is unknown; write VXLAN, Geneve, GRE or ERSPAN");
        }
        foreach (var finding in TunnelAddresses.Validate(tunnel, path))
        {
            yield return finding;
        }
        foreach (var finding in isKnown ? ValidateByType(tunnel, path) : [])
        {
            yield return finding;
        }
        if (tunnel.Ttl is < 0 or > TargetLimits.MostTtl)
        {
            yield return OutOfRange($"{path}.ttl", tunnel.Ttl, 1, TargetLimits.MostTtl);
        }
        if (tunnel.Dscp is < 0 or > TargetLimits.LastDscp)
        {
            yield return OutOfRange($"{path}.dscp", tunnel.Dscp, 0, TargetLimits.LastDscp);
        }
    }

    private static IEnumerable<Finding> ValidateByType(TargetTunnel tunnel, string path)
    {
        var lastId = TargetLimits.LastId(tunnel.Type);
        if (tunnel.Id is null && tunnel.Type != TunnelType.GRE)
        {
            yield return new(Reasons.Invalid, $"{path}.id", string.Create(
                CultureInfo.InvariantCulture, $"is missing; {tunnel.Type} needs one, a number from 0 to {lastId}"));
        }
        else if (tunnel.Id is { } id && (id < 0 || id > lastId))
        {
            yield return new(Reasons.Invalid, $"{path}.id", string.Create(
                CultureInfo.InvariantCulture, $"is {id}; write a number from 0 to {lastId} for {tunnel.Type}"));
        }
        if (tunnel.Port != 0 && tunnel.Type is not (TunnelType.VXLAN or TunnelType.Geneve))
        {
            yield return new(Reasons.Invalid, $"{path}.port", $"is for VXLAN and Geneve; {tunnel.Type} has no ports, remove it");
        }
        else if (tunnel.Port is < 0 or > TargetLimits.LastPort)
        {
            yield return OutOfRange($"{path}.port", tunnel.Port, 1, TargetLimits.LastPort);
        }
        if (tunnel.Version != 0 && tunnel.Type != TunnelType.ERSPAN)
        {
            yield return new(Reasons.Invalid, $"{path}.version", $"is for ERSPAN; {tunnel.Type} has none to choose from, remove it");
        }
        else if (tunnel.Version is < 0 or > TargetLimits.LastErspanVersion)
        {
            yield return new(Reasons.Invalid, $"{path}.version", string.Create(
                CultureInfo.InvariantCulture, $"is {tunnel.Version}; write 1 for ERSPAN type II, or 2 for type III"));
        }
    }

    private static Finding OutOfRange(string path, int number, int least, int most) =>
        new(Reasons.Invalid, path, string.Create(CultureInfo.InvariantCulture, $"is {number}; write a number from {least} to {most}"));
}
