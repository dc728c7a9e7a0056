using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using K8sMirror.Core.Api;

namespace K8sMirror.E2E.Cluster;

/// <summary>
/// <c>kubectl get tm --watch</c>: the newest state of a mirror, from one process. One for each look would take a quarter of a second of CPU each, which the
/// cluster then lacks.
/// </summary>
internal sealed class MirrorWatch : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private readonly string name;
    private readonly Thread thread;
    private readonly ManualResetEventSlim end = new();
    private volatile TrafficMirror? newest;
    private volatile string ended = "";
    private volatile Process? process;

    /// <summary>Starts at once; the mirror need not exist yet.</summary>
    public MirrorWatch(string name)
    {
        this.name = name;
        thread = new Thread(Follow) { IsBackground = true, Name = $"watches {name}" };
        thread.Start();
    }

    /// <summary>What the API server said last; null if that was nothing, or that it is deleted, or if there is no server.</summary>
    public TrafficMirror? Newest => newest;

    /// <summary>Why the last watch has ended; empty if none has.</summary>
    public string Ended => ended;

    /// <inheritdoc/>
    public void Dispose()
    {
        end.Set();
        try
        {
            process?.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
        thread.Join();
        end.Dispose();
    }

    private void Follow()
    {
        do
        {
            // With a name instead of the selector, kubectl loses what changes between its first look and the beginning of the watch.
            using var watch = Script.Start("kubectl", "get", "tm", "--field-selector", $"metadata.name={name}", "--watch", "--output-watch-events", "-o", "json");
            process = watch;
            var errors = watch.StandardError.ReadToEndAsync();
            if (end.IsSet)
            {
                watch.Kill(entireProcessTree: true);
            }
            var problem = Read(watch.StandardOutput);
            watch.Kill(entireProcessTree: true); // After a line that cannot be read it would go on.
            watch.WaitForExit();
            newest = null; // No server: nothing is known, and it is tried again.
            ended = $"{problem}{errors.GetAwaiter().GetResult()}";
        }
        while (!end.Wait(Pause));
    }

    /// <summary>Each change is one line. Returns why the rest cannot be read; empty at the end.</summary>
    private string Read(StreamReader output)
    {
        while (output.ReadLine() is { } line)
        {
            try
            {
                var change = JsonNode.Parse(line)!;
                newest = (string?)change["type"] == "DELETED" ? null : change["object"].Deserialize(ApiJsonContext.Default.TrafficMirror);
            }
            catch (JsonException e)
            {
                // It ended in the middle of a line, or with an error of the server's.
                return $"{e.Message}: {line}\n";
            }
        }
        return "";
    }
}
