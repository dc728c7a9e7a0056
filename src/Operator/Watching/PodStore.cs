using System.Collections.Immutable;
using System.Runtime.InteropServices;
using K8sMirror.Cluster.Reading;
using K8sMirror.Core.Planning;

namespace K8sMirror.Operator.Watching;

/// <summary>
/// The pods by node. A node's list is replaced when one of its pods changes for planning, and is the same instance otherwise, so that planning sees which
/// nodes it must check again. One informer writes.
/// </summary>
/// <param name="isSelected">Whether a mirror selects a pod. Asked after the change is in <see cref="ByNode"/>, so that a mirror that comes meanwhile finds it there.</param>
internal sealed class PodStore(Func<ClusterPod, bool> isSelected) : IObjectStore<ClusterPod>
{
    private readonly Lock gate = new();
    private Dictionary<(string Namespace, string Name), ClusterPod> pods = [];
    private ImmutableDictionary<string, IReadOnlyList<ClusterPod>> byNode = ImmutableDictionary<string, IReadOnlyList<ClusterPod>>.Empty;

    /// <summary>
    /// Raised, outside the lock, after a list, and after a change of a pod that a mirror selects or selected, or that has an address in common with one on its node.
    /// </summary>
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

        ClusterPod? old;
        lock (gate)
        {
            ref var slot = ref CollectionsMarshal.GetValueRefOrAddDefault(pods, Key(pod), out _);
            old = slot;
            if (old is not null && Same(old, pod))
            {
                return;
            }

            slot = pod;
            var next = old is null ? byNode : Without(byNode, old);
            Volatile.Write(ref byNode, next.SetItem(pod.Node, [.. next.GetValueOrDefault(pod.Node, []), pod]));
        }

        Raise(old, pod);
    }

    /// <inheritdoc/>
    public void Remove(Watched<ClusterPod> gone)
    {
        ClusterPod? old;
        lock (gate)
        {
            if (!pods.Remove(Key(gone.Value), out old))
            {
                return;
            }

            Volatile.Write(ref byNode, Without(byNode, old));
        }

        Raise(old, null);
    }

    private void Raise(ClusterPod? old, ClusterPod? now)
    {
        if (Matters(old) || Matters(now))
        {
            Changed?.Invoke();
        }
    }

    private bool Matters(ClusterPod? pod) => pod is not null && (isSelected(pod) || ByNode.GetValueOrDefault(pod.Node, []).Any(other => Competes(pod, other)));

    // Which of two pods has an address depends on both.
    private bool Competes(ClusterPod pod, ClusterPod other) => Key(pod) != Key(other) && !pod.IsHostNetwork && !other.IsHostNetwork
        && pod.Addresses.Intersect(other.Addresses, StringComparer.Ordinal).Any() && isSelected(other);

    private static ImmutableDictionary<string, IReadOnlyList<ClusterPod>> Without(ImmutableDictionary<string, IReadOnlyList<ClusterPod>> nodes, ClusterPod pod)
    {
        ClusterPod[] left = [.. nodes[pod.Node].Where(other => !ReferenceEquals(other, pod))];
        return left.Length == 0 ? nodes.Remove(pod.Node) : nodes.SetItem(pod.Node, left);
    }

    // The server filters out the others, unless it does not know the fields.
    private static bool Counts(ClusterPod pod) => !pod.HasEnded && pod.Node.Length > 0;

    private static (string Namespace, string Name) Key(ClusterPod pod) => (pod.Namespace, pod.Name);

    private static bool Same(ClusterPod a, ClusterPod b) =>
        a.Uid == b.Uid && a.Node == b.Node && a.IsHostNetwork == b.IsHostNetwork && a.NetworkSince == b.NetworkSince && a.Created == b.Created
        && a.Addresses.SequenceEqual(b.Addresses, StringComparer.Ordinal) && LabelReader.AreSame(a.Labels, b.Labels);
}
