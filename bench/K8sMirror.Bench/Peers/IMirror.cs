namespace K8sMirror.Bench.Peers;

/// <summary>A way to copy what <c>s0</c> receives to the targets.</summary>
internal interface IMirror : IDisposable
{
    /// <summary>How the table calls it.</summary>
    string Name { get; }

    /// <summary>Sets it up in the rig's node.</summary>
    void Start(Rig rig);

    /// <summary>Processes that work for it.</summary>
    IReadOnlyList<int> Processes => [];

    /// <summary>Takes down what would outlive the rig's namespaces.</summary>
    void IDisposable.Dispose()
    {
    }
}
