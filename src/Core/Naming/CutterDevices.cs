namespace K8sMirror.Core.Naming;

/// <summary>The veth pair that the agent creates on each node to cut super-packets. It cannot be a source or a target.</summary>
public static class CutterDevices
{
    /// <summary>The end that copies enter.</summary>
    public const string In = "k8sm-in";

    /// <summary>The end that copies leave.</summary>
    public const string Out = "k8sm-out";

    /// <summary>Suffix of either name while an upgrade needs both the old and the new pair.</summary>
    public const string Successor = "-new";

    /// <summary>True for either end.</summary>
    public static bool Contains(string interfaceName) => interfaceName is In or Out or In + Successor or Out + Successor;
}
