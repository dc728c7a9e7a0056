namespace K8sMirror.NodeAgent.Cluster;

/// <summary>A small file whose content is read again when it changed, as rotating tokens and certificates do. Any thread.</summary>
internal sealed class ChangingFile<T>(string path, Func<string, T> parse)
    where T : class
{
    private readonly Lock gate = new();
    private DateTime readAt;
    private T? value;

    /// <summary>What the file says now.</summary>
    /// <exception cref="IOException">It cannot be read, and never could.</exception>
    public T Get()
    {
        lock (gate)
        {
            // The time of the file behind the links: Kubernetes swaps a link to a folder.
            var writtenAt = File.GetLastWriteTimeUtc(path);
            if (value is null || writtenAt != readAt)
            {
                value = parse(File.ReadAllText(path));
                readAt = writtenAt;
            }
            return value;
        }
    }
}
