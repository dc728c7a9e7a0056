using System.Net;
using K8sMirror.Core.Api;
using K8sMirror.Core.Naming;
using K8sMirror.Core.Planning;

namespace K8sMirror.Plugin.Explaining;

/// <summary>What happens to a flow at a hook where pods are identified by their addresses.</summary>
/// <param name="IsCopied">True or false; null if it depends on what the flow does not specify.</param>
/// <param name="Message">Which addresses, in words.</param>
internal sealed record AddressFate(bool? IsCopied, string Message)
{
    private const int Shown = 3;

    /// <summary>Finds out; null if everything that passes the hook belongs to the mirror.</summary>
    /// <param name="mirror">The mirror as written.</param>
    /// <param name="session">The node's session for it.</param>
    /// <param name="report">What its agent has reported on it since.</param>
    /// <param name="hook">The hook.</param>
    /// <param name="flow">The packets.</param>
    public static AddressFate? Of(TrafficMirror mirror, MirrorSession? session, SessionStatus? report, Hook hook, Flow flow)
    {
        if (session?.Pods is not { } pods || report?.Pods is not { } found
            || mirror.Spec.Sources.Any(s => s.Interface is { } nic && Means(nic, hook.Interface) && s.Direction.Expand().Contains(hook.Direction)))
        {
            return null;
        }
        var shared = found.Where(p => p is { ByAddress: true, IsTarget: false } && p.Interfaces?.Contains(hook.Interface) == true).Select(p => (p.Namespace, p.Name)).ToHashSet();
        var addresses = pods
            .Where(p => shared.Contains((p.Namespace, p.Name)) && p.Sources?.Any(at => IsAt(mirror.Spec.Sources.ElementAtOrDefault(at), hook)) == true)
            .SelectMany(p => p.Addresses).Distinct(StringComparer.Ordinal).ToList();
        if (addresses.Count == 0)
        {
            return null;
        }
        var (word, end) = hook.Direction == EdgeDirection.Egress ? ("from", flow.From) : ("to", flow.To);
        var only = $"only packets {word} {string.Join(", ", addresses.Take(Shown))}{(addresses.Count > Shown ? ", …" : "")}";
        return new(end is null ? null : IPEndPoint.TryParse(end, out var asked) && addresses.Exists(a => IPAddress.TryParse(a, out var own) && own.Equals(asked.Address)), only);
    }

    /// <summary>True if a name or pattern matches a NIC.</summary>
    public static bool Means(string pattern, string nic) =>
        InterfaceGlob.IsGlob(pattern) ? InterfaceGlob.Parse(pattern, out _)?.Matches(nic) == true : pattern == nic;

    private static bool IsAt(MirrorSource? source, Hook hook) =>
        source?.FallbackInterface is { } pattern && Means(pattern, hook.Interface) && source.Direction.Expand().Contains(hook.Direction);
}
