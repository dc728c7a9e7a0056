namespace K8sMirror.Core.Naming;

/// <summary>The veth pair that the agent makes on each node to fan copies out. Nobody may mirror from it or to it.</summary>
public static class StageDevices
{
    /// <summary>The end that copies enter.</summary>
    public const string In = "k8sm-in";

    /// <summary>The end that copies leave.</summary>
    public const string Out = "k8sm-out";

    /// <summary>True for either end.</summary>
    public static bool Contains(string interfaceName) => interfaceName is In or Out;
}
