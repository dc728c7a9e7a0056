namespace K8sMirror.Core.Api;

/// <summary>Annotations that operator and agent both know.</summary>
public static class AnnotationNames
{
    /// <summary>
    /// On a NodeMirror: when its spec was last changed (RFC 3339, milliseconds). The grace for a silent node counts from it, so it
    /// outlives a restart of the operator; the agent measures its latency from it.
    /// </summary>
    public const string SpecWrittenAt = "k8smirror.io/spec-written-at";

    /// <summary>
    /// On a NodeMirror whose spec was changed again before its agent had applied the one before: the generation that the agent had applied, a space, and since
    /// when it was behind (RFC 3339, milliseconds). Valid while the agent has applied that generation and no newer one.
    /// </summary>
    public const string BehindSince = "k8smirror.io/behind-since";
}
