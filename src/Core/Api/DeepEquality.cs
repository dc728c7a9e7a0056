namespace K8sMirror.Core.Api;

/// <summary>
/// Compares API objects by content. Records compare lists by reference, so their own equality would call a parsed copy different, and we
/// would write what is there already.
/// </summary>
public static class DeepEquality
{
    /// <summary>Same sessions in the same order.</summary>
    public static bool AreEqual(NodeMirrorSpec? a, NodeMirrorSpec? b) =>
        ReferenceEquals(a, b) || (a is not null && b is not null && AreEqual(a.Sessions, b.Sessions, AreEqual));

    /// <summary>Same facts.</summary>
    public static bool AreEqual(NodeMirrorStatus? a, NodeMirrorStatus? b) =>
        ReferenceEquals(a, b)
        || (a is not null && b is not null
            && a.ObservedGeneration == b.ObservedGeneration && a.AgentVersion == b.AgentVersion && a.Kernel == b.Kernel
            && AreEqual(a.Sessions, b.Sessions, AreEqual));

    /// <summary>Same facts; the order of conditions has no meaning (an API server may keep its own).</summary>
    public static bool AreEqual(TrafficMirrorStatus? a, TrafficMirrorStatus? b) =>
        ReferenceEquals(a, b)
        || (a is not null && b is not null
            && a.ObservedGeneration == b.ObservedGeneration && a.Nodes == b.Nodes
            && AreEqual(ByType(a.Conditions), ByType(b.Conditions), (x, y) => x == y));

    /// <summary>Same facts.</summary>
    public static bool AreEqual(AddressSetStatus? a, AddressSetStatus? b) =>
        ReferenceEquals(a, b)
        || (a is not null && b is not null
            && a.ObservedGeneration == b.ObservedGeneration && a.IPv4 == b.IPv4 && a.IPv6 == b.IPv6
            && AreEqual(ByType(a.Conditions), ByType(b.Conditions), (x, y) => x == y));

    /// <summary>Same mirror, and the same wish.</summary>
    public static bool AreEqual(MirrorSession a, MirrorSession b) =>
        ReferenceEquals(a, b)
        || (a.Mirror == b.Mirror && a.MirrorUid == b.MirrorUid && a.MirrorGeneration == b.MirrorGeneration && a.Priority == b.Priority
            && a.Sources.SequenceEqual(b.Sources) && a.Targets.SequenceEqual(b.Targets)
            && AreEqual((IMirrorTreatment)a, b));

    /// <summary>Same treatment.</summary>
    public static bool AreEqual(IMirrorTreatment a, IMirrorTreatment b) =>
        AreEqual(a.Filter, b.Filter) && a.Sampling == b.Sampling && a.SnapLength == b.SnapLength && a.RateLimit == b.RateLimit && a.SourceTag == b.SourceTag;

    /// <summary>Same rules in the same order. An empty list is not the same as none: it is a mistake.</summary>
    public static bool AreEqual(MirrorFilter? a, MirrorFilter? b) =>
        ReferenceEquals(a, b)
        || (a is not null && b is not null && a.DefaultAction == b.DefaultAction && AreEqual(a.Rules, b.Rules, AreEqual));

    private static bool AreEqual(FilterRule? a, FilterRule? b) =>
        ReferenceEquals(a, b)
        || (a is not null && b is not null
            && a.Action == b.Action && a.EtherType == b.EtherType && a.Protocol == b.Protocol && a.Bidirectional == b.Bidirectional
            && AreSame(a.Vlans, b.Vlans) && AreSame(a.IcmpTypes, b.IcmpTypes) && AreSame(a.IcmpCodes, b.IcmpCodes)
            && AreEqual(a.Source, b.Source) && AreEqual(a.Destination, b.Destination) && AreEqual(a.TcpFlags, b.TcpFlags));

    private static bool AreEqual(FilterEndpoint? a, FilterEndpoint? b) =>
        ReferenceEquals(a, b)
        || (a is not null && b is not null && AreSame(a.Cidrs, b.Cidrs) && AreSame(a.AddressSets, b.AddressSets) && AreSame(a.Ports, b.Ports)
            && AreSame(a.Macs, b.Macs));

    private static bool AreEqual(TcpFlagMatch? a, TcpFlagMatch? b) =>
        ReferenceEquals(a, b) || (a is not null && b is not null && AreSame(a.Set, b.Set) && AreSame(a.Unset, b.Unset));

    private static bool AreSame<T>(IReadOnlyList<T>? a, IReadOnlyList<T>? b) =>
        ReferenceEquals(a, b) || (a is not null && b is not null && a.SequenceEqual(b));

    private static bool AreEqual(SessionStatus a, SessionStatus b) =>
        a.Mirror == b.Mirror && a.MirrorUid == b.MirrorUid && a.MirrorGeneration == b.MirrorGeneration
        && a.State == b.State && a.Reason == b.Reason && a.Message == b.Message && a.Edges.SequenceEqual(b.Edges);

    private static List<Condition> ByType(IEnumerable<Condition> conditions) => [.. conditions.OrderBy(c => c.Type, StringComparer.Ordinal)];

    private static bool AreEqual<T>(IReadOnlyList<T> a, IReadOnlyList<T> b, Func<T, T, bool> areEqual)
    {
        if (ReferenceEquals(a, b))
        {
            return true;
        }
        if (a.Count != b.Count)
        {
            return false;
        }
        for (var i = 0; i < a.Count; i++)
        {
            if (!areEqual(a[i], b[i]))
            {
                return false;
            }
        }
        return true;
    }
}
