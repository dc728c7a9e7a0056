using System.Collections.Immutable;
using System.Runtime.InteropServices;
using K8sMirror.Cluster.Reading;
using K8sMirror.Core.Planning;

namespace K8sMirror.Operator.Watching;

/// <summary>
/// The pods by node. A node's list is replaced when one of its pods changes in what planning looks at, and is the same instance otherwise: so a plan tells
/// which nodes it must look at again. One informer writes.
/// </summary>
internal sealed class PodStore : IObjectStore<ClusterPod>
{
    private readonly Lock gate = new();
    private Dictionary<(string Namespace, string Name), ClusterPod> pods = [];
    private ImmutableDictionary<string, IReadOnlyList<ClusterPod>> byNode = ImmutableDictionary<string, IReadOnlyList<ClusterPod>>.Empty;

    /// <summary>Raised after a change that matters, outside the lock.</summary>
    public event Action? Changed;

    /// <summary>The pods of each node, as of now.</summary>
    public ImmutableDictionary<string, IReadOnlyList<ClusterPod>> ByNode => Volatile.Read(ref byNode);

    /// <inheritdoc/>
    public void Replace(IReadOnlyCollection<Watched<ClusterPod>> listed, ulong version)
    {
        lock (gate)
        {
            var next = new Dictionary<(string, string), ClusterPod>(listed.Count);
            foreach (var pod in listed.Select(item => item.Value).Where(Counts))
            {
                next[Key(pod)] = pods.TryGetValue(Key(pod), out var known) && Same(known, pod) ? known : pod;
            }

            pods = next;
            var builder = ImmutableDictionary.CreateBuilder<string, IReadOnlyList<ClusterPod>>(StringComparer.Ordinal);
            foreach (var group in next.Values.GroupBy(pod => pod.Node, StringComparer.Ordinal))
            {
                ClusterPod[] list = [.. group];
                builder[group.Key] = byNode.TryGetValue(group.Key, out var before) && list.Length == before.Count
                    && list.ToHashSet<ClusterPod>(ReferenceEqualityComparer.Instance).SetEquals(before) ? before : list;
            }

            Volatile.Write(ref byNode, builder.ToImmutable());
        }

        Changed?.Invoke();
    }

    /// <inheritdoc/>
    public void Put(Watched<ClusterPod> item)
    {
        var pod = item.Value;
        if (!Counts(pod))
        {
            Remove(item);
            return;
        }

        lock (gate)
        {
            ref var slot = ref CollectionsMarshal.GetValueRefOrAddDefault(pods, Key(pod), out _);
            var old = slot;
            if (old is not null && Same(old, pod))
            {
                return;
            }

            slot = pod;
            var next = old is null ? byNode : Without(byNode, old);
            Volatile.Write(ref byNode, next.SetItem(pod.Node, [.. next.GetValueOrDefault(pod.Node, []), pod]));
        }

        Changed?.Invoke();
    }

    /// <inheritdoc/>
    public void Remove(Watched<ClusterPod> gone)
    {
        lock (gate)
        {
            if (!pods.Remove(Key(gone.Value), out var old))
            {
                return;
            }

            Volatile.Write(ref byNode, Without(byNode, old));
        }

        Changed?.Invoke();
    }

    private static ImmutableDictionary<string, IReadOnlyList<ClusterPod>> Without(ImmutableDictionary<string, IReadOnlyList<ClusterPod>> nodes, ClusterPod pod)
    {
        ClusterPod[] left = [.. nodes[pod.Node].Where(other => !ReferenceEquals(other, pod))];
        return left.Length == 0 ? nodes.Remove(pod.Node) : nodes.SetItem(pod.Node, left);
    }

    // The server leaves the others out; one that does not know the fields may not.
    private static bool Counts(ClusterPod pod) => !pod.HasEnded && pod.Node.Length > 0;

    private static (string Namespace, string Name) Key(ClusterPod pod) => (pod.Namespace, pod.Name);

    private static bool Same(ClusterPod a, ClusterPod b) =>
        a.Uid == b.Uid && a.Node == b.Node && a.IsHostNetwork == b.IsHostNetwork && a.NetworkSince == b.NetworkSince && a.Created == b.Created
        && a.Addresses.SequenceEqual(b.Addresses, StringComparer.Ordinal) && LabelReader.AreSame(a.Labels, b.Labels);
}
