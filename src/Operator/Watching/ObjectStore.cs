using System.Collections.Immutable;

namespace K8sMirror.Operator.Watching;

/// <summary>
/// The cache of one kind. Readers take an immutable snapshot; one informer writes, and writers add the server's answers, so that the
/// next pass does not plan on a state older than its own writes.
/// </summary>
internal sealed class ObjectStore<T>(Func<T, T, bool> same, TimeProvider clock) : IObjectStore<T>
    where T : class
{
    // An answer to our own write that the watch has not shown by then is no longer trusted (etcd was restored from a backup).
    private static readonly TimeSpan OwnWriteTrust = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private readonly Dictionary<string, long> ours = [];
    private ImmutableDictionary<string, Watched<T>> items = ImmutableDictionary<string, Watched<T>>.Empty;
    private ulong newest;

    /// <summary>Raised after a change that matters, outside the lock.</summary>
    public event Action? Changed;

    /// <summary>Everything, as of now.</summary>
    public ImmutableDictionary<string, Watched<T>> Snapshot => Volatile.Read(ref items);

    /// <summary>
    /// A complete list, read at <paramref name="version"/>. It counts as a change: with another CRD, the server may show an object
    /// differently at the same version.
    /// </summary>
    public void Replace(IReadOnlyCollection<Watched<T>> listed, ulong version)
    {
        lock (gate)
        {
            newest = version;
            var next = listed.ToImmutableDictionary(item => item.Name);
            foreach (var name in ours.Keys.ToArray())
            {
                if (items.TryGetValue(name, out var own) && own.Version > version && Trusted(name))
                {
                    next = next.SetItem(name, own);
                }
                else
                {
                    ours.Remove(name);
                }
            }

            Volatile.Write(ref items, next);
        }

        Changed?.Invoke();
    }

    /// <summary>An ADDED or MODIFIED event.</summary>
    public void Put(Watched<T> item)
    {
        bool changed;
        lock (gate)
        {
            newest = Math.Max(newest, item.Version);
            if (items.TryGetValue(item.Name, out var old) && item.Version < old.Version && Trusted(item.Name))
            {
                return;
            }

            ours.Remove(item.Name);
            changed = old is null || !Same(old, item);
            Volatile.Write(ref items, items.SetItem(item.Name, item));
        }

        Raise(changed);
    }

    /// <summary>A DELETED event of the object at <paramref name="version"/>.</summary>
    public void Remove(string name, ulong version)
    {
        bool changed;
        lock (gate)
        {
            newest = Math.Max(newest, version);
            if (items.TryGetValue(name, out var old) && version < old.Version && Trusted(name))
            {
                return;
            }

            ours.Remove(name);
            changed = old is not null;
            Volatile.Write(ref items, items.Remove(name));
        }

        Raise(changed);
    }

    /// <inheritdoc/>
    void IObjectStore<T>.Remove(Watched<T> gone) => Remove(gone.Name, gone.Version);

    /// <summary>
    /// The server's answer to our own write; raises no event. An answer that the watch has overtaken is ignored: the object may have
    /// been deleted since.
    /// </summary>
    public void Observe(Watched<T> item)
    {
        lock (gate)
        {
            if (item.Version <= newest)
            {
                return;
            }

            ours[item.Name] = clock.GetTimestamp();
            Volatile.Write(ref items, items.SetItem(item.Name, item));
        }
    }

    private bool Trusted(string name) => ours.TryGetValue(name, out var since) && clock.GetElapsedTime(since) < OwnWriteTrust;

    private bool Same(Watched<T> a, Watched<T> b) => a.Version == b.Version || (a.Problem == b.Problem && same(a.Value, b.Value));

    private void Raise(bool changed)
    {
        if (changed)
        {
            Changed?.Invoke();
        }
    }
}
