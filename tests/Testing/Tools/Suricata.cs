using System.Diagnostics;
using System.Text.Json.Nodes;

namespace K8sMirror.Testing;

/// <summary>Suricata with the configuration and the rules of examples/suricata, in a tool's namespace.</summary>
public sealed class Suricata : IDisposable
{
    private readonly TempDir folder = new();
    private readonly Process process;
    private readonly List<string> said = [];

    /// <summary>Starts it, and waits until it reads packets.</summary>
    /// <param name="tool">Namespace of its NIC.</param>
    /// <param name="events">Its outputs, as in <c>types</c> of its configuration; null for alerts, as in the example.</param>
    public Suricata(TestNetNs tool, string? events = null)
    {
        var config = events is null ? "suricata.yaml" : WithOutputs(events);
        process = tool.Start("sh", "-c", $"cd '{Repository.At("examples/suricata")}' && exec suricata -c '{config}' -i eth2 -l '{folder.Path}'");
        process.OutputDataReceived += (_, line) => Say(line.Data);
        process.ErrorDataReceived += (_, line) => Say(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Eventually.True(
            () => process.HasExited ? throw new InvalidOperationException("Suricata ended: " + Said()) : Said().Contains("Engine started", StringComparison.Ordinal),
            "Suricata reads packets", TimeSpan.FromSeconds(90));
    }

    /// <summary>Alerts so far.</summary>
    public IReadOnlyList<JsonNode> Alerts() => Events("alert");

    /// <summary>Events of one type so far.</summary>
    public IReadOnlyList<JsonNode> Events(string type)
    {
        var file = folder.At("eve.json");
        return File.Exists(file)
            ? [.. File.ReadAllText(file).Split('\n').SkipLast(1).Select(l => JsonNode.Parse(l)!).Where(e => (string?)e["event_type"] == type)]
            : [];
    }

    /// <summary>Ends it as an operator would, so that it writes events of flows that are still open.</summary>
    public void End()
    {
        Command.Run("kill", ["-TERM", $"{process.Id}"]);
        Eventually.True(() => process.HasExited, "Suricata ends", TimeSpan.FromSeconds(60));
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }
        process.WaitForExit();
        process.Dispose();
        folder.Dispose();
    }

    private string WithOutputs(string events)
    {
        var config = File.ReadAllText(Repository.At("examples/suricata/suricata.yaml"));
        foreach (var (was, becomes) in new[] { ("types: [alert]", $"types: [{events}]"), ("stats: {enabled: no}", "stats: {enabled: yes, interval: 1, decoder-events: yes}") })
        {
            config = config.Contains(was, StringComparison.Ordinal)
                ? config.Replace(was, becomes, StringComparison.Ordinal)
                : throw new InvalidOperationException($"examples/suricata/suricata.yaml has no '{was}'.");
        }
        File.WriteAllText(folder.At("suricata.yaml"), config);
        return folder.At("suricata.yaml");
    }

    private void Say(string? line)
    {
        lock (said)
        {
            said.Add(line ?? "");
        }
    }

    private string Said()
    {
        lock (said)
        {
            return string.Join('\n', said);
        }
    }
}
