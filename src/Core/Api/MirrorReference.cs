namespace K8sMirror.Core.Api;

/// <summary>A TrafficMirror, in one of its generations.</summary>
public sealed record MirrorReference
{
    /// <summary>Name of the TrafficMirror.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>UID of the TrafficMirror, which distinguishes a re-created one; empty in stand-alone mode.</summary>
    public string Uid { get; init => field = value ?? ""; } = "";

    /// <summary>Generation of the TrafficMirror.</summary>
    public long Generation { get; init; }

    /// <summary>Refers to the mirror in its current generation.</summary>
    public static MirrorReference To(TrafficMirror mirror) =>
        new() { Name = mirror.Metadata.Name, Uid = mirror.Metadata.Uid ?? "", Generation = mirror.Metadata.Generation };

    /// <summary>True if it refers to this object, in any generation.</summary>
    public bool IsTo(TrafficMirror mirror) => Name == mirror.Metadata.Name && Uid == mirror.Metadata.Uid;

    /// <summary>True if both are the same object, in any generation.</summary>
    public bool IsOfSameObject(MirrorReference other) => Name == other.Name && Uid == other.Uid;
}
