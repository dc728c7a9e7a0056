using System.CommandLine;

namespace K8sMirror.Operator.Commands;

/// <summary>Options that several commands share; each call makes a new one, as each command owns its options.</summary>
internal static class CommonOptions
{
    public static Option<string?> Kubeconfig() => new("--kubeconfig")
    {
        Description = "Kubeconfig file. Default: the pod's service account; outside of a pod $KUBECONFIG or ~/.kube/config.",
        HelpName = "FILE",
    };

    public static Option<string?> Namespace(string description, params string[] names) => new(names[0], names[1..])
    {
        Description = $"{description} {InstallationNamespace.Help}",
        HelpName = "NAMESPACE",
    };

    /// <summary>The name of something, with a default.</summary>
    public static Option<string> Name(string option, string description, string value) => new(option)
    {
        Description = description,
        HelpName = "NAME",
        DefaultValueFactory = _ => value,
    };
}
