using System.Text.Json;
using K8sMirror.Core.Api;

namespace K8sMirror.Core.Planning;

/// <summary>
/// How large a NodeMirror may become. An API server keeps no object of more than 1.5 MiB, and refuses each write that would make it larger:
/// the node would be told nothing new at all, or its agent could not report. 64 KiB are left for metadata; of the rest spec and status have
/// one half each, and the least that a status says of a session is no longer than the session.
/// </summary>
public static class NodeMirrorLimits
{
    /// <summary>Most bytes of <see cref="NodeMirror.Spec"/>, as JSON.</summary>
    public const int SpecBytes = 736 * 1024;

    /// <summary>Most bytes of <see cref="NodeMirror.Status"/>, as JSON.</summary>
    public const int StatusBytes = SpecBytes;

    /// <summary>Said of a mirror on a node whose NodeMirror has no room for it.</summary>
    public static string NoRoom { get; } = $"the node's mirrors that go first leave no room for it in the NodeMirror ({SpecBytes / 1024} KiB); delete or narrow some";

    /// <summary>Bytes that a session takes in a spec. Our JSON escapes more characters than the server's, so there it is never larger.</summary>
    public static int BytesOf(MirrorSession session) =>
        JsonSerializer.SerializeToUtf8Bytes(session, ApiJsonContext.Default.MirrorSession).Length + ",".Length;

    /// <summary>Bytes of a status.</summary>
    public static int BytesOf(NodeMirrorStatus status) => JsonSerializer.SerializeToUtf8Bytes(status, ApiJsonContext.Default.NodeMirrorStatus).Length;
}
