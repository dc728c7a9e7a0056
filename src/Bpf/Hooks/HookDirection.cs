namespace K8sMirror.Bpf.Hooks;

/// <summary>Side of an interface that a program is attached to.</summary>
public enum HookDirection
{
    /// <summary>Packets that the interface received.</summary>
    Ingress,

    /// <summary>Packets that it is about to send.</summary>
    Egress,
}
