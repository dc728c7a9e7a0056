using System.CommandLine;
using k8s.Exceptions;
using K8sMirror.Cluster;
using K8sMirror.Cluster.Connection;
using K8sMirror.CommandLine;
using K8sMirror.Operator.Hosting;
using K8sMirror.Serving;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace K8sMirror.Operator.Commands;

/// <summary><c>k8smirror-operator run</c>.</summary>
internal static class RunCommand
{
    private static readonly OperatorOptions Defaults = new();
    private static readonly Option<string?> Kubeconfig = CommonOptions.Kubeconfig();

    private static readonly Option<string?> Namespace = CommonOptions.Namespace("Namespace of the Lease.", "--lease-namespace", "--namespace", "-n");

    private static readonly Option<string> LeaseName =
        CommonOptions.Name("--lease-name", "Name of the Lease that elects the leader.", Defaults.LeaseName);

    private static readonly Option<Duration> LeaseDuration = DurationOption.Create(
        "--lease-duration", "How long the other replica waits for a leader that went silent. At least 1s.", Defaults.LeaseDuration, TimeSpan.FromSeconds(1));

    private static readonly Option<string> MetricsAddress = new("--metrics-address")
    {
        Description = "Where /metrics is served: an address of this machine, 0.0.0.0:8080, [::]:8080 or :8080 for all, '' for nowhere.",
        HelpName = "ADDRESS:PORT",
        DefaultValueFactory = _ => Defaults.MetricsAddress,
    };

    private static readonly Option<string?> HealthAddress = new("--health-address")
    {
        Description = "Where the probes /healthz and /readyz are served, '' for nowhere. Default: the port after that of --metrics-address.",
        HelpName = "ADDRESS:PORT",
    };

    private static readonly Option<Duration> DeadNodeGrace = DurationOption.Create(
        "--dead-node-grace",
        "After this long a node that does not answer no longer holds up the deletion of a mirror. Not below the agent's dead-man deadline.",
        Defaults.DeadNodeGrace);

    private static readonly Option<string?> AgentSelector = new("--agent-selector")
    {
        Description = "Labels of the agents' pods, in the namespace of the Lease, such as app=agent: a node without a ready one is reported. Default: they are not watched.",
        HelpName = "LABELS",
    };

    private static readonly Option<Duration> AgentGrace = DurationOption.Create(
        "--agent-grace",
        "After this long without a ready agent a node's report is no longer trusted. Below the agents' dead-man deadline.",
        Defaults.AgentGrace);

    private static readonly Option<bool> Pods = new("--pods")
    {
        Description = "Let mirrors select pods; while one does, the operator reads the pods of all namespaces. --pods=false refuses such mirrors.",
        DefaultValueFactory = _ => Defaults.Pods,
    };

    private static readonly Option<Duration> Resync = DurationOption.Create("--resync", "Longest time between two passes.", Defaults.Resync);

    private static readonly Option<string> LogFormat = new("--log-format")
    {
        Description = "Format of the log.",
        DefaultValueFactory = _ => Defaults.LogFormat,
    };

    // The words that the agent has, too.
    private static readonly Dictionary<string, LogLevel> Levels = new(StringComparer.Ordinal)
    {
        ["trace"] = LogLevel.Trace,
        ["debug"] = LogLevel.Debug,
        ["info"] = LogLevel.Information,
        ["warning"] = LogLevel.Warning,
        ["error"] = LogLevel.Error,
    };

    private static readonly Option<string> LogLevelOption = new("--log-level")
    {
        Description = "Minimum log level.",
        DefaultValueFactory = _ => Levels.Single(level => level.Value == Defaults.LogLevel).Key,
    };

    private static readonly Option<Uri?> OtlpEndpoint = new("--otlp-endpoint")
    {
        Description = "Send traces to this URL by OTLP, such as http://collector:4317. The OTEL_* environment variables work too.",
        HelpName = "URL",
        CustomParser = OptionParsers.Expecting("--otlp-endpoint", "a URL", text => Uri.TryCreate(text, UriKind.Absolute, out var uri) ? uri : null),
    };

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        LogFormat.AcceptOnlyFromAmong("json", "console");
        LogLevelOption.AcceptOnlyFromAmong([.. Levels.Keys]);
        foreach (var option in (Option[])[MetricsAddress, HealthAddress])
        {
            option.Validators.Add(result =>
            {
                if (result.GetValueOrDefault<string>() is { } text && ServingAddress.Parse(text) is null)
                {
                    result.AddError($"{option.Name}: '{text}' is not {ServingAddress.Expected}");
                }
            });
        }
        var command = new Command("run", "Run the operator: plan every node from the TrafficMirrors, write NodeMirrors, report status.")
        {
            Kubeconfig, Namespace, LeaseName, LeaseDuration, MetricsAddress, HealthAddress, DeadNodeGrace, AgentSelector, AgentGrace, Pods, Resync, LogFormat, LogLevelOption, OtlpEndpoint,
        };
        command.SetAction((parsed, cancellation) => RunAsync(Read(parsed), cancellation));
        return command;
    }

    private static OperatorOptions Read(ParseResult parsed) => new()
    {
        Kubeconfig = parsed.GetValue(Kubeconfig),
        Namespace = parsed.GetValue(Namespace),
        LeaseName = parsed.GetValue(LeaseName)!,
        LeaseDuration = parsed.GetValue(LeaseDuration).Value,
        MetricsAddress = parsed.GetValue(MetricsAddress)!,
        HealthAddress = parsed.GetValue(HealthAddress),
        DeadNodeGrace = parsed.GetValue(DeadNodeGrace).Value,
        AgentSelector = parsed.GetValue(AgentSelector) is { Length: > 0 } selector ? selector : null,
        AgentGrace = parsed.GetValue(AgentGrace).Value,
        Pods = parsed.GetValue(Pods),
        Resync = parsed.GetValue(Resync).Value,
        LogFormat = parsed.GetValue(LogFormat)!,
        LogLevel = Levels[parsed.GetValue(LogLevelOption)!],
        OtlpEndpoint = parsed.GetValue(OtlpEndpoint),
    };

    private static async Task<int> RunAsync(OperatorOptions options, CancellationToken cancellation)
    {
        try
        {
            using var host = OperatorHost.Build(options, KubeconfigFiles.ReadInPod(options.Kubeconfig), TimeProvider.System);
            var services = host.Services.GetServices<IHostedService>().OfType<BackgroundService>().ToList();
            await host.RunAsync(cancellation).ConfigureAwait(false);
            // The host ends with a service that failed, and keeps the failure to itself.
            if (services.Select(service => service.ExecuteTask?.Exception).FirstOrDefault(failure => failure is not null) is { } failed)
            {
                throw new CommandException(ExitCode.Failed, $"ended on an unexpected error: {failed.InnerException ?? failed}");
            }
            return ExitCode.Ok;
        }
        catch (Exception error) when (error is ClusterAccessException or KubeConfigException or IOException)
        {
            throw new CommandException(ExitCode.Failed, error.Message);
        }
    }
}
