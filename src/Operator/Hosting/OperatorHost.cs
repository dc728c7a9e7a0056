using System.Globalization;
using k8s;
using K8sMirror.Cluster.Connection;
using K8sMirror.CommandLine;
using K8sMirror.Operator.Leading;
using K8sMirror.Operator.Queueing;
using K8sMirror.Operator.Reconciling;
using K8sMirror.Operator.Telemetry;
using K8sMirror.Operator.Watching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace K8sMirror.Operator.Hosting;

/// <summary>Puts the operator together.</summary>
internal static class OperatorHost
{
    /// <summary>Builds the host; nothing is contacted before it starts. Throws on a configuration that cannot be used; its start throws
    /// <see cref="IOException"/>, before anything else begins, when an address is not free.</summary>
    public static IHost Build(OperatorOptions options, KubernetesClientConfiguration configuration, TimeProvider clock)
    {
        // Empty on purpose: the default builder watches its content root and everything below it.
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        var addresses = ServingAddresses.Of(options);
        var lease = new LeaseOptions(InstallationNamespace.Of(options.Namespace, configuration), options.LeaseName, Identity(), options.LeaseDuration);
        configuration.UserAgent = $"k8smirror-operator/{BuildVersion.Text} ({lease.Identity})";
        builder.Logging.AddLogs(options);
        builder.Services
            .AddSingleton(options)
            .AddSingleton(addresses)
            .AddSingleton(lease)
            .AddSingleton(clock)
            .AddSingleton(new InformerOptions())
            .AddSingleton<OperatorMetrics>()
            .AddSingleton(_ => new ApiConnection(configuration))
            .AddSingleton<Wakeup>()
            .AddSingleton<FailureLedger>()
            .AddSingleton<WatchFactory>()
            .AddSingleton<ClusterCaches>()
            .AddSingleton<ObjectWriter>()
            .AddSingleton<NodeMirrorWriter>()
            .AddSingleton<MirrorWriter>()
            .AddSingleton<EventRecorder>()
            .AddSingleton<SilentNodes>()
            .AddSingleton<SessionAges>()
            .AddSingleton<StatusPace>()
            .AddSingleton<StatusStep>()
            .AddSingleton<Reconciler>()
            .AddSingleton<ReconcileLoop>()
            .AddSingleton(services => AddressSetLoop.Create(
                services.GetRequiredService<ClusterCaches>(), services.GetRequiredService<Wakeup>(), services.GetRequiredService<ApiConnection>(),
                services.GetRequiredService<OperatorMetrics>(), options, clock, services.GetRequiredService<ILoggerFactory>()))
            .AddSingleton<LeaseElector>()
            .AddHostedService<PageService>()
            .AddHostedService(services => services.GetRequiredService<ClusterCaches>())
            .AddHostedService<LeaderService>()
            // Long enough to finish writes in progress and release the Lease.
            .Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(10))
            .AddTelemetry(options, addresses);
        return builder.Build();
    }

    // Two processes with one name (a container that restarts in its pod) must have different identities.
    private static string Identity() =>
        string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}_{Guid.NewGuid():N}")[..Math.Min(Environment.MachineName.Length + 9, 63)];
}
