using System.Collections.Immutable;

namespace K8sMirror.Operator.Watching;

/// <summary>
/// The cache of one kind. Readers take an immutable snapshot; one informer writes, and writers put in what the server answered, so
/// that the next pass does not plan on a state older than its own writes.
/// </summary>
internal sealed class ObjectStore<T>(Func<T, T, bool> same, TimeProvider clock)
    where T : class
{
    // An answer of our own that the watch has not shown by then is not believed any longer (an etcd restored from a backup).
    private static readonly TimeSpan OwnWriteTrust = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _own = [];
    private ImmutableDictionary<string, Watched<T>> _items = ImmutableDictionary<string, Watched<T>>.Empty;
    private ulong _seen;

    /// <summary>Raised after a change that matters, outside the lock.</summary>
    public event Action? Changed;

    /// <summary>Everything, as of now.</summary>
    public ImmutableDictionary<string, Watched<T>> Snapshot => Volatile.Read(ref _items);

    /// <summary>
    /// A complete list, read at <paramref name="version"/>. It counts as a change: an object may look different at the same version, to a
    /// server that has got another CRD.
    /// </summary>
    public void Replace(IReadOnlyCollection<Watched<T>> listed, ulong version)
    {
        lock (_lock)
        {
            _seen = version;
            var next = listed.ToImmutableDictionary(item => item.Name);
            foreach (var name in _own.Keys.ToArray())
            {
                if (_items.TryGetValue(name, out var own) && own.Version > version && Trusted(name))
                {
                    next = next.SetItem(name, own);
                }
                else
                {
                    _own.Remove(name);
                }
            }

            Volatile.Write(ref _items, next);
        }

        Changed?.Invoke();
    }

    /// <summary>An ADDED or MODIFIED event.</summary>
    public void Put(Watched<T> item)
    {
        bool changed;
        lock (_lock)
        {
            _seen = Math.Max(_seen, item.Version);
            if (_items.TryGetValue(item.Name, out var old) && item.Version < old.Version && Trusted(item.Name))
            {
                return;
            }

            _own.Remove(item.Name);
            changed = old is null || !Same(old, item);
            Volatile.Write(ref _items, _items.SetItem(item.Name, item));
        }

        Raise(changed);
    }

    /// <summary>A DELETED event of the object at <paramref name="version"/>.</summary>
    public void Remove(string name, ulong version)
    {
        bool changed;
        lock (_lock)
        {
            _seen = Math.Max(_seen, version);
            if (_items.TryGetValue(name, out var old) && version < old.Version && Trusted(name))
            {
                return;
            }

            _own.Remove(name);
            changed = old is not null;
            Volatile.Write(ref _items, _items.Remove(name));
        }

        Raise(changed);
    }

    /// <summary>
    /// What the server answered to a write of ours; wakes nobody. An answer that the watch has overtaken says nothing new: the object may
    /// have been deleted since.
    /// </summary>
    public void Observe(Watched<T> item)
    {
        lock (_lock)
        {
            if (item.Version <= _seen)
            {
                return;
            }

            _own[item.Name] = clock.GetTimestamp();
            Volatile.Write(ref _items, _items.SetItem(item.Name, item));
        }
    }

    private bool Trusted(string name) => _own.TryGetValue(name, out var since) && clock.GetElapsedTime(since) < OwnWriteTrust;

    private bool Same(Watched<T> a, Watched<T> b) => a.Version == b.Version || (a.Problem == b.Problem && same(a.Value, b.Value));

    private void Raise(bool changed)
    {
        if (changed)
        {
            Changed?.Invoke();
        }
    }
}
