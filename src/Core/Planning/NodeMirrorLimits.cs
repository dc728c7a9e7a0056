using System.Text.Json;
using K8sMirror.Core.Api;

namespace K8sMirror.Core.Planning;

/// <summary>
/// Maximum size of a NodeMirror. An API server refuses writes of objects larger than 1.5 MiB: the node would get no changes at all, or its agent could not
/// report. 64 KiB are reserved for metadata; spec and status have half of the rest each, and the shortest status of a session is no longer than the session.
/// </summary>
public static class NodeMirrorLimits
{
    /// <summary>Maximum size of <see cref="NodeMirror.Spec"/>, in bytes of JSON.</summary>
    public const int SpecBytes = 736 * 1024;

    /// <summary>Maximum size of <see cref="NodeMirror.Status"/>, in bytes of JSON.</summary>
    public const int StatusBytes = SpecBytes;

    /// <summary>Message for a mirror on a node whose NodeMirror has no room for it.</summary>
    public static string NoRoom { get; } = $"the node's mirrors that go first leave no room for it in the NodeMirror ({SpecBytes / 1024} KiB); delete or narrow some";

    /// <summary>Size of a session in a spec, in bytes. Our JSON escapes more characters than the server's, so it is never larger there.</summary>
    public static int BytesOf(MirrorSession session) =>
        JsonSerializer.SerializeToUtf8Bytes(session, ApiJsonContext.Default.MirrorSession).Length + ",".Length;

    /// <summary>Size of a status, in bytes.</summary>
    public static int BytesOf(NodeMirrorStatus status) => JsonSerializer.SerializeToUtf8Bytes(status, ApiJsonContext.Default.NodeMirrorStatus).Length;
}
