using System.Net;
using K8sMirror.Core.Api;
using K8sMirror.Core.Naming;

namespace K8sMirror.Plugin.Explaining;

/// <summary>The packets in question. Null means any.</summary>
/// <param name="Interface">NIC that they pass.</param>
/// <param name="Direction">Received or sent there.</param>
/// <param name="Protocol">Such as <c>tcp</c>.</param>
/// <param name="From">Source.</param>
/// <param name="To">Destination.</param>
internal sealed record Flow(string? Interface, EdgeDirection? Direction, string? Protocol, string? From, string? To)
{
    private static readonly string[] Protocols = ["tcp", "udp", "sctp", "icmp", "icmpv6", "arp"];

    /// <summary>What people write between two ends.</summary>
    private static readonly string[] Between = ["-", "=", "→", "from", "to"];

    /// <summary>Reads <c>eth1:ingress</c>, <c>eth1 egress</c>, <c>tcp 10.0.0.1:1234 10.0.0.2:80</c>, or both; arrows between ends are allowed.</summary>
    /// <returns>The flow, or the problem with the words.</returns>
    public static (Flow? Flow, string? Problem) Parse(IEnumerable<string> arguments)
    {
        var flow = new Flow(null, null, null, null, null);
        foreach (var word in arguments.SelectMany(a => a.Split((char[])[' ', ',', '>'], StringSplitOptions.RemoveEmptyEntries)).Where(w => !Between.Contains(w)))
        {
            var (next, problem) = flow.With(word);
            if (next is null)
            {
                return (null, problem);
            }
            flow = next;
        }
        return flow.Interface is null && flow.Direction is not null && flow.From is null
            ? (null, "a direction needs an interface: write eth1:ingress")
            : (flow, null);
    }

    private (Flow?, string?) With(string word)
    {
        if (DirectionOf(word) is { } direction)
        {
            return Direction is null ? (this with { Direction = direction }, null) : (null, $"a second direction: '{word}'");
        }
        if (Array.Exists(Protocols, p => p.Equals(word, StringComparison.OrdinalIgnoreCase)))
        {
            return Protocol is null ? (this with { Protocol = word.ToLowerInvariant() }, null) : (null, $"a second protocol: '{word}'");
        }
        if (IsEndpoint(word))
        {
            return From is null ? (this with { From = word }, null)
                : To is null ? (this with { To = word }, null)
                : (null, $"a third address: '{word}'");
        }
        if (word.Equals("vlan", StringComparison.OrdinalIgnoreCase))
        {
            return (null, "name a VLAN by its device, such as eth1.100; its tagged frames also pass eth1");
        }
        if (word.Count(c => c == '.') == 3 && word.All(c => char.IsAsciiDigit(c) || ".:/".Contains(c, StringComparison.Ordinal)))
        {
            return (null, $"'{word}' is not an address with or without a port, such as 10.0.0.7:443");
        }
        if (Interface is not null)
        {
            return (null, $"'{word}' is neither a direction (ingress, egress), a protocol nor an address; {Interface} is the interface already");
        }
        var colon = word.LastIndexOf(':');
        if (colon > 0 && DirectionOf(word[(colon + 1)..]) is { } suffix)
        {
            return Direction is null ? (this with { Direction = suffix }).WithInterface(word[..colon]) : (null, $"a second direction: '{word}'");
        }
        return WithInterface(word);
    }

    private (Flow?, string?) WithInterface(string name) =>
        InterfaceName.Problem(name) is { } problem ? (null, $"'{name}' {problem}")
        : (this with { Interface = name }, null);

    private static EdgeDirection? DirectionOf(string word) => word.ToLowerInvariant() switch
    {
        "ingress" or "in" or "received" => EdgeDirection.Ingress,
        "egress" or "out" or "sent" => EdgeDirection.Egress,
        _ => null,
    };

    // Stricter than .NET's parser: it reads 1 as 0.0.0.1, and a NIC may have that name.
    private static bool IsEndpoint(string word) =>
        IPEndPoint.TryParse(word, out _) && (word.Count(c => c == '.') == 3 || word.Count(c => c == ':') >= 2);
}
