using System.Runtime.InteropServices;
using System.Text.Json;

namespace K8sMirror.Bench;

internal static class Program
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    private static int Main(string[] args)
    {
        using var stop = new CancellationTokenSource();
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true; // Everything that was set up must be removed first.
            stop.Cancel();
        }
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            Run(Options.Parse(args), stop.Token);
            return 0;
        }
        catch (ArgumentException problem)
        {
            Console.Error.WriteLine(problem.Message);
            return 2;
        }
        catch (OperationCanceledException)
        {
            return 130;
        }
#pragma warning disable CA1031 // The top of the program: before any exception gets here, the setup has been removed.
        catch (Exception problem)
#pragma warning restore CA1031
        {
            Console.Error.WriteLine(problem);
            return 1;
        }
    }

    private static void Run(Options options, CancellationToken cancelled)
    {
        var machine = Machine.Read();
        if (options.Only == "events")
        {
            Events(options, machine, cancelled);
            return;
        }
        if (options.Only == "filters")
        {
            var filters = new FilterBenchmark(options.Agent, options.Rounds, Console.Error, cancelled).Run(machine);
            Directory.CreateDirectory(options.Output);
            File.WriteAllText(Path.Combine(options.Output, "filters.json"), JsonSerializer.Serialize(filters, Json) + "\n");
            Console.Write(filters.ToMarkdown());
            return;
        }
        if (options.Only == "collectors")
        {
            var collectors = new CollectorBenchmark(options.Agent, options.Rounds, Console.Error, cancelled).Run(machine);
            Directory.CreateDirectory(options.Output);
            File.WriteAllText(Path.Combine(options.Output, "collectors.json"), JsonSerializer.Serialize(collectors, Json) + "\n");
            Console.Write(collectors.ToMarkdown());
            return;
        }
        var (agent, rounds, progress) = (options.Agent, options.Rounds, Console.Error);
        // First, because it needs a machine without any mirror.
        var bystander = options.Has("bystander") ? new BystanderBenchmark(agent, rounds, progress, cancelled).Run() : null;
        var (packets, programs) = options.Has("packets") ? new PacketBenchmark(agent, rounds, progress, cancelled).Run() : ([], []);
        var tcp = options.Has("tcp") ? new TcpBenchmark(agent, rounds, progress, cancelled).Run() : [];
        var segments = options.Has("segments") ? new SegmentBenchmark(agent, progress, cancelled).Run() : [];
        var results = new Results(machine, rounds, bystander, packets, programs, tcp, segments);
        var report = new Report(results).ToMarkdown();
        Directory.CreateDirectory(options.Output);
        File.WriteAllText(Path.Combine(options.Output, "latest.json"), JsonSerializer.Serialize(results, Json) + "\n");
        File.WriteAllText(Path.Combine(options.Output, "latest.md"), report);
        Console.Write(report);
    }

    /// <summary>Latencies of the agent itself, not of packets, in a separate report.</summary>
    private static void Events(Options options, Machine machine, CancellationToken cancelled)
    {
        using var life = new LifeBenchmark(options.Agent, times: 100, Console.Error, cancelled);
        var storms = new StormBenchmark(options.Agent, times: 10, Console.Error, cancelled);
        var results = life.Run(machine);
        results = results with { Rows = [.. results.Rows, .. storms.Run()] };
        Directory.CreateDirectory(options.Output);
        File.WriteAllText(Path.Combine(options.Output, "events.json"), JsonSerializer.Serialize(results, Json) + "\n");
        Console.Write(results.ToMarkdown());
    }
}
