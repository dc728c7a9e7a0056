namespace K8sMirror.Core.Naming;

/// <summary>The veth pair that the agent makes on each node to cut super-packets. Nobody may mirror from it or to it.</summary>
public static class CutterDevices
{
    /// <summary>The end that copies enter.</summary>
    public const string In = "k8sm-in";

    /// <summary>The end that copies leave.</summary>
    public const string Out = "k8sm-out";

    /// <summary>Behind either name while an upgrade needs both pairs, the old one and the new one.</summary>
    public const string Successor = "-new";

    /// <summary>True for either end.</summary>
    public static bool Contains(string interfaceName) => interfaceName is In or Out or In + Successor or Out + Successor;
}
