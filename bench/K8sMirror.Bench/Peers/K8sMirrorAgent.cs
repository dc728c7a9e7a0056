using System.Diagnostics;
using System.Text;
using K8sMirror.Bpf;
using K8sMirror.Bpf.Hooks;
using K8sMirror.Bpf.Links;
using K8sMirror.Bpf.Programs;
using K8sMirror.Testing;

namespace K8sMirror.Bench.Peers;

/// <summary>K8sMirror: the published agent, as a user would run it.</summary>
/// <param name="agent">The binary.</param>
/// <param name="name">One of the budgets, or with offload CPUs.</param>
internal sealed class K8sMirrorAgent(string agent, string name) : IMirror
{
    public const string Unbounded = "K8sMirror, budget lifted";
    public const string Default = "K8sMirror, default budget";

    /// <summary>The source's CPU makes one clone of each packet, the other CPU all copies.</summary>
    public const string Offload = "K8sMirror, offload CPUs";

    /// <summary>So small that it refuses nearly everything.</summary>
    public const string Starved = "K8sMirror, budget 0.1 %";

    /// <summary>Mounts a sysfs with the NICs of the agent's network namespace, for its settings of CPUs, as in the chart; then starts the agent.</summary>
    private const string WithSysFs =
        "t=$(mktemp -d) && mount -t sysfs sysfs $t && mount --bind $t/devices/virtual/net /sys/devices/virtual/net && umount -l $t && rmdir $t && exec \"$@\"";

    /// <summary>NICs of the other collectors.</summary>
    private const int Idle = 4;

    private static int count;

    private readonly string pins = $"/sys/fs/bpf/k8sm-bench-{Environment.ProcessId}-{Interlocked.Increment(ref count)}";
    private readonly DirectoryInfo manifests = Directory.CreateTempSubdirectory("k8sm-bench-");
    private readonly StringBuilder log = new();
    private Rig? rig;
    private Process? process;

    public string Name => name;

    /// <summary>The mirrored NIC.</summary>
    public string Source { get; init; } = "s0";

    /// <summary>As in the API.</summary>
    public string Direction { get; init; } = "Ingress";

    /// <summary>As in the API: who cuts.</summary>
    public string Segmentation { get; init; } = "Auto";

    /// <summary>The filter of each mirror, as YAML in one line; one mirror without any by default.</summary>
    public IReadOnlyList<string> Filters { get; init; } = [""];

    /// <summary>The fields of a tunnel as YAML in one line: copies go to that collector behind <c>t0</c>; null to copy to the NICs.</summary>
    public string? Tunnel { get; init; }

    /// <summary>The NIC below does not segment.</summary>
    public bool NicCuts { get; init; }

    /// <summary>Number of other collectors, for four other NICs that receive nothing.</summary>
    public int OtherCollectors { get; init; }

    /// <summary>As in the API.</summary>
    public string Distribution { get; init; } = "Replicate";

    public IReadOnlyList<int> Processes => process is null ? [] : [process.Id];

    public void Start(Rig rig)
    {
        this.rig = rig;
        if (Tunnel is not null)
        {
            Underlay.Prepare(rig, NicCuts);
        }
        for (var i = 0; i < (OtherCollectors > 0 ? Idle : 0); i++)
        {
            rig.Node.Ip($"link add idle{i} type veth peer name idle{i}b");
            rig.Node.Ip($"link set idle{i} up");
        }
        File.WriteAllText(Path.Combine(manifests.FullName, "bench.yaml"), Manifest(rig));
        string[] budget = name switch
        {
            Unbounded => ["--cpu-budget", "100%"],
            Starved => ["--cpu-budget", "0.1%"],
            Offload => ["--cpu-budget", "100%", "--offload-cpus", $"{Generator.OtherCpu}"],
            _ => [],
        };
        string[] command = [agent, "run", "--manifests", manifests.FullName, "--pin-dir", pins, .. budget];
        process = name == Offload ? rig.Node.Start("unshare", ["--mount", "sh", "-c", WithSysFs, "sh", .. command]) : rig.Node.Start(command[0], command[1..]);
        process.OutputDataReceived += (_, line) => Append(line.Data);
        process.ErrorDataReceived += (_, line) => Append(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Eventually.True(IsReady, "the agent to be ready");
        if (process.HasExited)
        {
            throw new InvalidOperationException($"the agent ended: {log}");
        }
    }

    /// <summary>The source's program; its runs are counted while <see cref="RunStatistics"/> are on. Null if it is not on TCX.</summary>
    public BpfProgram? OpenSourceProgram() => rig!.Node.Run(() =>
    {
        using var links = new LinkReader();
        var source = links.Read().ByName(Source)!.Index;
        var chain = TcxChain.Query(source, HookDirection.Ingress);
        return chain.Programs.Count == 1 ? BpfProgram.TryOpenById(chain.Programs[0].ProgramId) : null;
    });

    /// <summary>Its counters, up to a tenth of a second old.</summary>
    public Books Books() => Peers.Books.Read(Status().Output);

    public void Dispose()
    {
        if (process is not null)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
            Command.Try("nsenter", $"--net={rig!.Node.Path}", agent, "cleanup", "--pin-dir", pins);
        }
        if (Directory.Exists(pins))
        {
            Directory.Delete(pins, recursive: true);
        }
        manifests.Delete(recursive: true);
    }

    private string Manifest(Rig rig) => string.Concat(Filters.Select((filter, i) => $$"""
        ---
        apiVersion: k8smirror.io/v1alpha1
        kind: TrafficMirror
        metadata: {name: bench-{{i}}}
        spec:
          sources: [{interface: {{Source}}, direction: {{Direction}}}]
          distribution: {{Distribution}}
          targets: [{{(Tunnel is null ? string.Join(", ", rig.TargetNames.Select(t => $"{{name: {t}, interface: {t}, segmentation: {Segmentation}}}")) : $"{{name: collector, segmentation: {Segmentation}, tunnel: {{{Tunnel}}}}}")}}]
          {{(filter.Length == 0 ? "" : $"filter: {filter}")}}

        """)) + string.Concat(Enumerable.Range(0, OtherCollectors > 0 ? Idle : 0).Select(i => $$"""
        ---
        apiVersion: k8smirror.io/v1alpha1
        kind: TrafficMirror
        metadata: {name: idle-{{i}}}
        spec:
          sources: [{interface: idle{{i}}, direction: Ingress}]
          targets: [{{string.Join(", ", Enumerable.Range(0, OtherCollectors).Where(c => c % Idle == i).Select(c => $"{{name: c{c}, tunnel: {{type: VXLAN, remote: {Underlay.Remote(false)}, id: {1000 + c}}}}}"))}}]

        """));

    private bool IsReady() => process!.HasExited
        || (Status() is { ExitCode: 0 } status && Peers.Books.CountEdges(status.Output) == (rig!.Targets * (Direction == "Both" ? 2 : 1)) + OtherCollectors);

    private CommandResult Status() => Command.Try("nsenter", $"--net={rig!.Node.Path}", agent, "status", "--pin-dir", pins, "--output", "json");

    private void Append(string? line)
    {
        lock (log)
        {
            log.AppendLine(line);
        }
    }
}
