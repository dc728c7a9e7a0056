namespace K8sMirror.Operator.Watching;

/// <summary>What one informer writes to.</summary>
internal interface IObjectStore<T>
    where T : class
{
    /// <summary>A complete list, read at <paramref name="version"/>.</summary>
    void Replace(IReadOnlyCollection<Watched<T>> listed, ulong version);

    /// <summary>An ADDED or MODIFIED event.</summary>
    void Put(Watched<T> item);

    /// <summary>A DELETED event, with the object as it was last.</summary>
    void Remove(Watched<T> gone);
}
