using System.CommandLine;
using K8sMirror.Operator.Telemetry;

namespace K8sMirror.Operator.Commands;

/// <summary>The command line.</summary>
internal static class RootCommands
{
    private const string About = """
        K8sMirror's operator: turns TrafficMirrors into one NodeMirror for each node, and reports what became of them.

        Examples:
          k8smirror-operator run --metrics-address 0.0.0.0:8080          in a pod
          k8smirror-operator run --kubeconfig ~/.kube/config --log-format console
          k8smirror-operator version
        """;

    /// <summary>Makes it.</summary>
    public static RootCommand Create()
    {
        var version = new Command("version", "Print the version.");
        version.SetAction(_ => Console.WriteLine($"k8smirror-operator {BuildVersion.Text}"));
        return new RootCommand(About) { RunCommand.Create(), UninstallCommand.Create(), CheckCommand.Create(), version };
    }
}
