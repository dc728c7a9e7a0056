namespace K8sMirror.Operator.Reconciling;

/// <summary>Names by which the operator marks what is its own.</summary>
internal static class Ownership
{
    /// <summary>Field manager of every server-side apply.</summary>
    public const string FieldManager = "k8smirror-operator";

    /// <summary>Holds a TrafficMirror until no node mirrors for it any longer.</summary>
    public const string Finalizer = "k8smirror.io/cleanup";
}
