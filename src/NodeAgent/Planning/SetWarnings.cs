using K8sMirror.Core.Api;
using K8sMirror.Core.Filtering;

namespace K8sMirror.NodeAgent.Planning;

/// <summary>Warnings about AddressSets that sessions name and that do not exist: such a set matches nothing.</summary>
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
