namespace K8sMirror.Bench.Peers;

/// <summary>A method of copying what <c>s0</c> receives to the targets.</summary>
internal interface IMirror : IDisposable
{
    /// <summary>Its name in the table.</summary>
    string Name { get; }

    /// <summary>Sets it up in the rig's node.</summary>
    void Start(Rig rig);

    /// <summary>Processes that work for it.</summary>
    IReadOnlyList<int> Processes => [];

    /// <summary>Removes what would outlive the rig's namespaces.</summary>
    void IDisposable.Dispose()
    {
    }
}
