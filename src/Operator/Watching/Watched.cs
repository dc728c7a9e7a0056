using K8sMirror.Cluster.Reading;

namespace K8sMirror.Operator.Watching;

/// <summary>One object in a cache.</summary>
/// <param name="Name">Name; all kinds that we watch are cluster-scoped.</param>
/// <param name="Version">Resource version as a number (the API promises an order within a kind); 0 when it is not a number.</param>
/// <param name="Value">The object, or as much of it as could be read.</param>
/// <param name="Problem">Why a part of the object could not be read; null if all was read.</param>
internal sealed record Watched<T>(string Name, ulong Version, T Value, PartProblem? Problem = null)
    where T : class;
