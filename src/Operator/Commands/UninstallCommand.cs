using System.CommandLine;
using k8s;
using k8s.Exceptions;
using K8sMirror.Cluster;
using K8sMirror.Cluster.Connection;
using K8sMirror.CommandLine;
using K8sMirror.Operator.Telemetry;
using K8sMirror.Operator.Uninstalling;
using Microsoft.Extensions.Logging;

namespace K8sMirror.Operator.Commands;

/// <summary><c>k8smirror-operator uninstall</c>: what the chart runs before it is uninstalled.</summary>
internal static class UninstallCommand
{
    private static readonly UninstallOptions Defaults = new();

    private static readonly Option<string?> Kubeconfig = CommonOptions.Kubeconfig();

    private static readonly Option<string?> Namespace = CommonOptions.Namespace("Namespace of the operator.", "--namespace", "-n");

    private static readonly Option<string> Deployment =
        CommonOptions.Name("--deployment", "Name of the operator's Deployment, which is scaled down.", Defaults.Deployment);

    private static readonly Option<string> LeaseName =
        CommonOptions.Name("--lease-name", "Name of the Lease that elects the leader; it is deleted at the end.", Defaults.LeaseName);

    private static readonly Option<Duration> Timeout = DurationOption.Create("--timeout", "Timeout of the nodes.", Defaults.Timeout, TimeSpan.FromSeconds(1));

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var command = new Command("uninstall",
            "Stop the operator, clean every node, wait until each agent has reported that, and remove the finalizer from the TrafficMirrors, which are kept.")
        {
            Kubeconfig, Namespace, Deployment, LeaseName, Timeout,
        };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(Namespace), new()
        {
            Kubeconfig = parsed.GetValue(Kubeconfig),
            Deployment = parsed.GetValue(Deployment)!,
            LeaseName = parsed.GetValue(LeaseName)!,
            Timeout = parsed.GetValue(Timeout).Value,
        }, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string? space, UninstallOptions options, CancellationToken cancellation)
    {
        using var logs = LoggerFactory.Create(builder => builder.AddJsonConsole());
        try
        {
            using var metrics = new OperatorMetrics(TimeProvider.System);
            var access = KubeconfigFiles.ReadInPod(options.Kubeconfig);
            using var api = new ApiConnection(access);
            options = options with { Namespace = InstallationNamespace.Of(space, access) };
            var left = await Uninstaller.Create(api, options, metrics, TimeProvider.System, logs).RunAsync(cancellation).ConfigureAwait(false);
            return left.Count == 0
                ? ExitCode.Ok
                : throw new CommandException(OperatorExitCode.NotClean, $"not clean after {new Duration(options.Timeout)}: {string.Join(", ", left)}");
        }
        catch (Exception error) when (error is ClusterAccessException or KubeConfigException)
        {
            throw new CommandException(ExitCode.Failed, error.Message);
        }
        catch (Exception error) when (error is TimeoutException or ApiRefusedException or HttpRequestException)
        {
            throw new CommandException(OperatorExitCode.NotClean, Transient.Reason(error));
        }
    }
}
