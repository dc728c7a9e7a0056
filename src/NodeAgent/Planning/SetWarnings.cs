using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;

namespace K8sMirror.NodeAgent.Planning;

/// <summary>AddressSets that sessions name and that do not exist, for people: such a set matches nothing, which may surprise.</summary>
internal static class SetWarnings
{
    private const int Most = 20;

    /// <summary>The first of them, each with its mirror and its place.</summary>
    public static IReadOnlyList<string> Of(NodeMirrorSpec spec, PrefixSets sets) =>
    [
        .. spec.Sessions
            .SelectMany(s => SetReference.Unresolved(s.Filter, "spec.filter", sets).Where(f => f.Reason == Reasons.AddressSetNotFound).Select(f => $"{s.Mirror}: {f}"))
            .Take(Most),
    ];
}
