namespace K8sMirror.Bpf.Hooks;

/// <summary>Side of an interface that a program hangs on.</summary>
public enum HookDirection
{
    /// <summary>What the interface received.</summary>
    Ingress,

    /// <summary>What it is about to send.</summary>
    Egress,
}
