using K8sMirror.Testing;

namespace K8sMirror.NodeAgent.Tests.Commands;

/// <summary>An agent with thousands of edges and hardly more memory than they need.</summary>
public sealed class MemoryPressureTests
{
    private const int Sources = 64;
    private const int Targets = 40;
    private static readonly string Agent = Cli.Agent;

    /// <summary>As much heap as a container of 64 MiB allows the garbage collector: three quarters.</summary>
    [KernelFact]
    public async Task What_there_is_no_memory_for_is_refused_and_the_agent_lives()
    {
        using var ns = new TestNetNs();
        using var pins = new BpfFsMount();
        ns.Exec("sh", "-c", $$"""
            { for i in $(seq {{Sources}}); do echo "link add s$i up type veth peer name fs$i"; done
              for i in $(seq {{Targets}}); do echo "link add t$i up type veth peer name ft$i"; echo "link set ft$i up"; done; } | ip -batch -
            """);
        var sources = string.Join('/', Enumerable.Range(1, Sources).Select(i => $"s{i}"));
        var line = string.Join('_', Enumerable.Range(1, Targets).Select(i => $"{sources}@t{i}"));
        var port = LoopbackPort.Free();
        string[] addresses = ["--metrics-address", $"127.0.0.1:{port}", "--health-address", $"127.0.0.1:{port + 1}"];
        using var agent = ns.Start("env", ["DOTNET_GCHeapHardLimit=0x3000000", Agent, "run", "--mirror", line, "--pin-dir", pins.At("k8smirror"), .. addresses]);
        try
        {
            Eventually.True(() => Get("readyz").ExitCode == 0, "the spec is carried out", TimeSpan.FromSeconds(60));

            var metrics = Enumerable.Range(0, 16).Select(_ => Task.Run(() => Get("metrics"))).ToList();
            var status = Enumerable.Range(0, 8).Select(_ => Task.Run(() => Command.Try("nsenter", $"--net={ns.Path}", Agent, "status", "--output", "json"))).ToList();
            var (pages, answers) = (await Task.WhenAll(metrics), await Task.WhenAll(status));

            Assert.All(pages, page => Assert.True(page.Output.EndsWith("503", StringComparison.Ordinal) || page.Output.EndsWith("200", StringComparison.Ordinal), page.Output[^Math.Min(page.Output.Length, 80)..]));
            Assert.Contains(pages, page => page.Output == "there is not enough memory for this page\n503");
            string[] refusals = ["nobody while it has no memory", "it had no more time or memory for it"];
            Assert.All(answers, answer => Assert.True(answer.ExitCode == 0 || refusals.Any(refusal => answer.Error.Contains(refusal, StringComparison.Ordinal)), answer.Error));
            Assert.False(agent.HasExited);
            Assert.Equal(0, Get("readyz").ExitCode);
            Eventually.True(() => Command.Try("nsenter", $"--net={ns.Path}", Agent, "status", "--output", "json").ExitCode == 0, "it answers one at a time");
        }
        finally
        {
            agent.Kill();
        }

        CommandResult Get(string page) => Command.Try(
            "nsenter", $"--net={ns.Path}", "curl", page == "metrics" ? "-s" : "-sf", "--max-time", "20", "--write-out", "%{http_code}", $"http://127.0.0.1:{(page == "metrics" ? port : port + 1)}/{page}");
    }
}
