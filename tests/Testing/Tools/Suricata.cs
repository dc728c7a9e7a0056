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
    public Suricata(TestNetNs tool)
    {
        process = tool.Start("sh", "-c", $"cd '{Repository.At("examples/suricata")}' && exec suricata -c suricata.yaml -i eth2 -l '{folder.Path}'");
        process.OutputDataReceived += (_, line) => Say(line.Data);
        process.ErrorDataReceived += (_, line) => Say(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Eventually.True(
            () => process.HasExited ? throw new InvalidOperationException("Suricata ended: " + Said()) : Said().Contains("Engine started", StringComparison.Ordinal),
            "Suricata reads packets", TimeSpan.FromSeconds(90));
    }

    /// <summary>Alerts so far.</summary>
    public IReadOnlyList<JsonNode> Alerts()
    {
        var file = folder.At("eve.json");
        return File.Exists(file)
            ? [.. File.ReadAllText(file).Split('\n').SkipLast(1).Select(l => JsonNode.Parse(l)!).Where(e => (string?)e["event_type"] == "alert")]
            : [];
    }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
        folder.Dispose();
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
