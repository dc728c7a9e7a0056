namespace K8sMirror.Bench.Peers;

/// <summary>A way to copy what <c>s0</c> receives to the targets.</summary>
internal interface IMirror : IDisposable
{
    /// <summary>How the table calls it.</summary>
    string Name { get; }

    /// <summary>Sets it up in the rig's node.</summary>
    void Start(Rig rig);

    /// <summary>Threads and processes that work for it away from the source's CPU.</summary>
    IReadOnlyList<int> Tasks => [];

    /// <summary>Copies that should have been made so far, counted as frames on the wire; null if it does not count them.</summary>
    ulong? Selected() => null;

    /// <summary>Takes down what would outlive the rig's namespaces.</summary>
    void IDisposable.Dispose()
    {
    }
}
