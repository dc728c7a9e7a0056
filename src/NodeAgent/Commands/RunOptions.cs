using System.CommandLine;
using K8sMirror.Cluster;
using K8sMirror.Cluster.Direct;
using K8sMirror.CommandLine;
using K8sMirror.NodeAgent.Cluster;
using K8sMirror.NodeAgent.Datapath;
using K8sMirror.NodeAgent.Datapath.Options;
using K8sMirror.NodeAgent.Hosting;
using K8sMirror.NodeAgent.Reconciling;
using K8sMirror.NodeAgent.Telemetry;
using K8sMirror.Serving;
using Microsoft.Extensions.Logging;

namespace K8sMirror.NodeAgent.Commands;

/// <summary>The options of <c>run</c>.</summary>
internal sealed class RunOptions
{
    public Option<string> Mirror { get; } = CommonOptions.Mirror();

    public SelectionOptions Selection { get; } = new();

    public Option<string> Manifests { get; } = CommonOptions.Manifests();

    public Option<string> NodeName { get; } = new("--node-name")
    {
        Description = "What to mirror, as this node's NodeMirror in a Kubernetes cluster",
        HelpName = "NAME",
    };

    public Option<string> Kubeconfig { get; } = new("--kubeconfig")
    {
        Description = "Kubeconfig file (default: the pod's service account)",
        HelpName = "FILE",
    };

    public Option<string> StateDir { get; } = new("--state-dir")
    {
        Description = "Folder for the last NodeMirror, for a start while the API server is unreachable",
        HelpName = "DIR",
    };

    public Option<TimeSpan?> MaxOffline { get; } = DurationOption.Create("--max-offline",
        "Mirroring stops if the API server has been unreachable for this long (default 72h)");

    public Option<string> PinDir { get; } = CommonOptions.PinDir();

    public Option<AttachMode> Attach { get; } = CommonOptions.Attach();

    public Option<ServingAddress?> MetricsAddress { get; } =
        Address("--metrics-address", "Address of /metrics (default 127.0.0.1:9464; '' for none)");

    public Option<ServingAddress?> HealthAddress { get; } =
        Address("--health-address", "Address of the probes /healthz and /readyz (default: the port after that of --metrics-address; '' for none)");

    public Option<LogFormat> LogFormat { get; } = new("--log-format")
    {
        Description = "Logs on standard error: human-readable (console, the default) or one JSON object per line (json)",
        CustomParser = OptionParsers.Choice<LogFormat>(new() { ["console"] = Commands.LogFormat.Console, ["json"] = Commands.LogFormat.Json }),
        HelpName = "console|json",
    };

    public Option<LogLevel?> LogLevel { get; } = new("--log-level")
    {
        Description = "Minimum log level (default info)",
        CustomParser = OptionParsers.Choice<LogLevel?>(new()
        {
            ["trace"] = Microsoft.Extensions.Logging.LogLevel.Trace,
            ["debug"] = Microsoft.Extensions.Logging.LogLevel.Debug,
            ["info"] = Microsoft.Extensions.Logging.LogLevel.Information,
            ["warning"] = Microsoft.Extensions.Logging.LogLevel.Warning,
            ["error"] = Microsoft.Extensions.Logging.LogLevel.Error,
        }),
        HelpName = "trace|debug|info|warning|error",
    };

    public Option<TimeSpan?> DeadMan { get; } = DurationOption.Create("--dead-man",
        "Mirroring stops if no agent has run for this long (default 60s)");

    public Option<TimeSpan?> Resync { get; } = DurationOption.Create("--resync",
        "Longest time between two comparisons of the kernel with the spec (default 10s)");

    public Option<ExitAction> OnExit { get; } = new("--on-exit")
    {
        Description = "On an orderly exit: keep (mirroring continues for --dead-man, so that a restart loses nothing) or stop",
        CustomParser = OptionParsers.Choice<ExitAction>(new() { ["keep"] = ExitAction.Keep, ["stop"] = ExitAction.Stop }),
        HelpName = "keep|stop",
    };

    public Option<double?> CpuBudget { get; } = new("--cpu-budget")
    {
        Description = "Share of each CPU's time that copying may use, such as 20%; beyond it packets are not copied. 100%: unlimited (default: a third)",
        CustomParser = OptionParsers.Expecting("--cpu-budget", "a percentage above 0% and up to 100%", Percentage.Parse),
        HelpName = "PERCENT",
    };

    public Option<CpuList?> OffloadCpus { get; } = CommonOptions.OffloadCpus();

    /// <summary>Adds them all, and the checks between them.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[Mirror, Manifests, NodeName, Kubeconfig, StateDir, MaxOffline, PinDir, Attach, MetricsAddress, HealthAddress, LogFormat, LogLevel, DeadMan, Resync, OnExit, CpuBudget, OffloadCpus])
        {
            command.Options.Add(option);
        }
        Selection.AddTo(command, Mirror);
        command.Validators.Add(r =>
        {
            if (new Option[] { Mirror, Manifests, NodeName }.Count(o => r.GetResult(o) is not null) != 1)
            {
                r.AddError("give one of --mirror, --manifests and --node-name");
            }
            if (r.GetResult(NodeName) is null && new Option[] { Kubeconfig, StateDir, MaxOffline }.Any(o => r.GetResult(o) is not null))
            {
                r.AddError("--kubeconfig, --state-dir and --max-offline go with --node-name");
            }
        });
    }

    /// <summary>All of it.</summary>
    public AgentSettings Settings(ParseResult parsed)
    {
        var metrics = parsed.GetValue(MetricsAddress) ?? MetricsServer.DefaultAddress;
        return new(
            Datapath(parsed),
            Loop(parsed),
            Somewhere(metrics),
            Somewhere(parsed.GetValue(HealthAddress) ?? metrics.Beside()),
            parsed.GetValue(LogFormat) == Commands.LogFormat.Json,
            parsed.GetValue(LogLevel) ?? Microsoft.Extensions.Logging.LogLevel.Information)
        {
            StateFolder = parsed.GetValue(StateDir),
            BootId = ClusterSettings.ReadBootId(parsed.GetValue(StateDir)),
        };
    }

    /// <summary>The cluster, for <see cref="NodeName"/>.</summary>
    /// <exception cref="ClusterAccessException">There is no configuration to reach it.</exception>
    public ClusterSettings Cluster(ParseResult parsed) => new(
        ClusterAccess.Find(parsed.GetValue(Kubeconfig)),
        parsed.GetValue(NodeName)!,
        parsed.GetValue(StateDir),
        parsed.GetValue(MaxOffline) ?? ClusterSettings.DefaultOfflineLimit)
    {
        BootId = ClusterSettings.ReadBootId(parsed.GetValue(StateDir)),
    };

    private static ServingAddress? Somewhere(ServingAddress address) => address.Port == 0 ? null : address;

    private static Option<ServingAddress?> Address(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = OptionParsers.Expecting(name, ServingAddress.Expected, ServingAddress.Parse),
        HelpName = "ADDRESS:PORT",
    };

    private DatapathOptions Datapath(ParseResult parsed) => new()
    {
        PinDirectory = CommonOptions.PinDir(parsed, PinDir),
        Attach = parsed.GetValue(Attach),
        CpuBudget = parsed.GetValue(CpuBudget) ?? DatapathOptions.DefaultCpuBudget,
        OffloadCpus = parsed.GetValue(OffloadCpus),
        DeadMan = parsed.GetValue(DeadMan) ?? AgentLoopOptions.Default.DeadMan,
    };

    private AgentLoopOptions Loop(ParseResult parsed) => AgentLoopOptions.Default with
    {
        Resync = parsed.GetValue(Resync) ?? AgentLoopOptions.Default.Resync,
        DeadMan = parsed.GetValue(DeadMan) ?? AgentLoopOptions.Default.DeadMan,
        StopOnExit = parsed.GetValue(OnExit) == ExitAction.Stop,
    };
}
