namespace K8sMirror.Core.Naming;

/// <summary>The veth pair that the agent makes on each node to cut super-packets. Nobody may mirror from it or to it.</summary>
public static class CutterDevices
{
    /// <summary>The end that copies enter.</summary>
    public const string In = "k8sm-in";

    /// <summary>The end that copies leave.</summary>
    public const string Out = "k8sm-out";

    /// <summary>True for either end, also while an upgrade has them under a longer name.</summary>
    public static bool Contains(string interfaceName) =>
        interfaceName.StartsWith(In, StringComparison.Ordinal) || interfaceName.StartsWith(Out, StringComparison.Ordinal);
}
