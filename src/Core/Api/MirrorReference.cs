namespace K8sMirror.Core.Api;

/// <summary>Which TrafficMirror, and as it was when.</summary>
public sealed record MirrorReference
{
    /// <summary>Name of the TrafficMirror.</summary>
    public string Name { get; init => field = value ?? ""; } = "";

    /// <summary>UID of the TrafficMirror, so that a re-created one is told apart; empty stand-alone.</summary>
    public string Uid { get; init => field = value ?? ""; } = "";

    /// <summary>Generation of the TrafficMirror.</summary>
    public long Generation { get; init; }

    /// <summary>The mirror as it is now.</summary>
    public static MirrorReference To(TrafficMirror mirror) =>
        new() { Name = mirror.Metadata.Name, Uid = mirror.Metadata.Uid ?? "", Generation = mirror.Metadata.Generation };

    /// <summary>True if both mean the same object, whatever generation of it.</summary>
    public bool IsOfSameObject(MirrorReference other) => Name == other.Name && Uid == other.Uid;
}
