namespace K8sMirror.Testing;

/// <summary>A packet to a collector, as tshark reads it.</summary>
/// <param name="Inner">The encapsulated frame, byte for byte.</param>
/// <param name="Fields">The outer headers' fields by tshark's names, such as <c>vxlan.vni</c>.</param>
public sealed record WrappedFrame(byte[] Inner, IReadOnlyDictionary<string, string> Fields);
