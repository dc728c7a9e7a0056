using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using K8sMirror.Core.Api;

namespace K8sMirror.Operator.Reconciling;

/// <summary>Equality of NodeMirror specs by content; computed once for each instance, and instances are shared between nodes.</summary>
internal static class SpecFingerprint
{
    private static readonly ConditionalWeakTable<NodeMirrorSpec, object> Known = [];

    /// <summary>True when both say the same.</summary>
    public static bool Equal(NodeMirrorSpec a, NodeMirrorSpec b) => ReferenceEquals(a, b) || Of(a) == Of(b);

    private static UInt128 Of(NodeMirrorSpec spec) => (UInt128)Known.GetValue(spec, static s =>
    {
        var hash = SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(s, ApiJsonContext.Default.NodeMirrorSpec));
        return MemoryMarshal.Read<UInt128>(hash);
    });
}
