namespace K8sMirror.Demo;

/// <summary>Two frames are equal if all their bytes are.</summary>
internal sealed class FrameComparer : IEqualityComparer<byte[]>
{
    public static readonly FrameComparer Instance = new();

    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode(byte[] obj)
    {
        var hash = new HashCode();
        hash.AddBytes(obj);
        return hash.ToHashCode();
    }
}
