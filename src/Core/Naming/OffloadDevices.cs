namespace K8sMirror.Core.Naming;

/// <summary>The veth pair by which packets reach the CPUs that are reserved for mirroring. It cannot be a source or a target.</summary>
public static class OffloadDevices
{
    /// <summary>The end that packets enter.</summary>
    public const string In = "k8sm-far-in";

    /// <summary>The end that packets leave, on another CPU.</summary>
    public const string Out = "k8sm-far-out";

    /// <summary>True for either end.</summary>
    public static bool Contains(string interfaceName) => interfaceName is In or Out;
}
