using System.CommandLine;
using k8s.Exceptions;
using K8sMirror.Cluster;
using K8sMirror.Cluster.Connection;
using K8sMirror.CommandLine;
using K8sMirror.Operator.Checking;

namespace K8sMirror.Operator.Commands;

/// <summary><c>k8smirror-operator check</c>: what <c>helm test</c> runs.</summary>
internal static class CheckCommand
{
    private static readonly CheckOptions Defaults = new();

    private static readonly Option<string?> Kubeconfig = CommonOptions.Kubeconfig();

    private static readonly Option<string?> Namespace = CommonOptions.Namespace("Namespace of the installation.", "--namespace", "-n");
    private static readonly Option<string> Deployment = CommonOptions.Name("--deployment", "Name of the operator's Deployment.", Defaults.Deployment);
    private static readonly Option<string> DaemonSet = CommonOptions.Name("--daemonset", "Name of the agents' DaemonSet.", Defaults.DaemonSet);
    private static readonly Option<string> LeaseName = CommonOptions.Name("--lease-name", "Name of the Lease that elects the leader.", Defaults.LeaseName);

    private static readonly Option<bool> NoMetrics = new("--no-metrics")
    {
        Description = "Do not ask the pods for their metrics, if they cannot be reached from here.",
    };

    private static readonly Option<Duration> Timeout = DurationOption.Create("--timeout", "Timeout.", Defaults.Timeout);

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var command = new Command("check", "Check that an installation is complete, ready, led, in step and scraped. One line for each finding; ends with 4 if one failed.")
        {
            Kubeconfig, Namespace, Deployment, DaemonSet, LeaseName, NoMetrics, Timeout,
        };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(Namespace), new()
        {
            Kubeconfig = parsed.GetValue(Kubeconfig),
            Deployment = parsed.GetValue(Deployment)!,
            DaemonSet = parsed.GetValue(DaemonSet)!,
            LeaseName = parsed.GetValue(LeaseName)!,
            Metrics = !parsed.GetValue(NoMetrics),
            Timeout = parsed.GetValue(Timeout).Value,
        }, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string? space, CheckOptions options, CancellationToken cancellation)
    {
        try
        {
            var access = KubeconfigFiles.ReadInPod(options.Kubeconfig);
            using var api = new ApiConnection(access);
            options = options with { Namespace = InstallationNamespace.Of(space, access) };
            var findings = await new InstallationCheck(api, options, TimeProvider.System).RunAsync(cancellation).ConfigureAwait(false);
            foreach (var finding in findings)
            {
                Console.WriteLine(finding);
            }

            return findings.All(f => f.IsGood) ? ExitCode.Ok : OperatorExitCode.Unwell;
        }
        catch (Exception error) when (error is ClusterAccessException or KubeConfigException)
        {
            throw new CommandException(ExitCode.Failed, error.Message);
        }
    }
}
