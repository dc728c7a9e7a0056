using System.Diagnostics;
using System.Text;
using System.Text.Json;
using K8sMirror.Bpf;
using K8sMirror.Bpf.Hooks;
using K8sMirror.Bpf.Links;
using K8sMirror.Bpf.Programs;
using K8sMirror.Bpf.Threads;
using K8sMirror.Testing;

namespace K8sMirror.Bench.Peers;

/// <summary>Ours: the published agent, as a user would run it.</summary>
internal sealed class K8sMirrorAgent(string agent, bool bothDirections = false, int? stageCpu = Generator.OtherCpu) : IMirror
{
    private static int count;

    private readonly string pins = $"/sys/fs/bpf/k8sm-bench-{Environment.ProcessId}-{Interlocked.Increment(ref count)}";
    private readonly DirectoryInfo manifests = Directory.CreateTempSubdirectory("k8sm-bench-");
    private readonly StringBuilder log = new();
    private Rig? rig;
    private Process? process;

    public string Name => "K8sMirror";

    public IReadOnlyList<int> Tasks { get; private set; } = [];

    public void Start(Rig rig)
    {
        this.rig = rig;
        File.WriteAllText(Path.Combine(manifests.FullName, "bench.yaml"), Manifest(rig, bothDirections ? "Both" : "Ingress"));
        string[] cpus = stageCpu is { } cpu ? ["--stage-cpus", $"{cpu}"] : [];
        process = rig.Node.Start(agent, ["run", "--manifests", manifests.FullName, "--pin-dir", pins, "--metrics-address", "127.0.0.1:9464", .. cpus]);
        process.OutputDataReceived += (_, line) => Append(line.Data);
        process.ErrorDataReceived += (_, line) => Append(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Eventually.True(IsReady, "the agent to be ready");
        if (process.HasExited)
        {
            throw new InvalidOperationException($"the agent ended: {log}");
        }
        Tasks = rig.Node.Run(() =>
        {
            using var links = new LinkReader();
            return NapiThreads.FindThreads(links.Read().ByName("k8sm-out")!);
        });
    }

    /// <summary>The source's program; its runs are counted while <see cref="RunStatistics"/> are on. Null if it is not on TCX.</summary>
    public BpfProgram? OpenSourceProgram() => rig!.Node.Run(() =>
    {
        using var links = new LinkReader();
        var source = links.Read().ByName("s0")!.Index;
        var chain = TcxChain.Query(source, HookDirection.Ingress);
        return chain.Programs.Count == 1 ? BpfProgram.TryOpenById(chain.Programs[0].ProgramId) : null;
    });

    public ulong? Selected()
    {
        using var status = JsonDocument.Parse(rig!.Node.Exec(agent, "status", "--output", "json"));
        return status.RootElement.GetProperty("edges").EnumerateArray().Aggregate(0ul, (sum, edge) => sum + edge.GetProperty("seenPackets").GetUInt64());
    }

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

    private static string Manifest(Rig rig, string direction) => $$"""
        apiVersion: k8smirror.io/v1alpha1
        kind: TrafficMirror
        metadata: {name: bench}
        spec:
          sources: [{interface: s0, direction: {{direction}}}]
          targets: [{{string.Join(", ", rig.TargetNames.Select(t => $"{{name: {t}, interface: {t}}}"))}}]

        """;

    private bool IsReady() =>
        process!.HasExited || Command.Try("nsenter", $"--net={rig!.Node.Path}", "curl", "-fs", "http://127.0.0.1:9464/readyz").ExitCode == 0;

    private void Append(string? line)
    {
        lock (log)
        {
            log.AppendLine(line);
        }
    }
}
