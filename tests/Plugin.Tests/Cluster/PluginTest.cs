using System.Text.Json;
using K8sMirror.Testing;

namespace K8sMirror.Plugin.Tests.Cluster;

/// <summary>A test on a cluster without mirrors, using kubectl as an admin.</summary>
public abstract class PluginTest(PluginFixture cluster) : IAsyncLifetime
{
    public PluginFixture Cluster { get; } = cluster;

    internal Programs As { get; } = new(cluster.Server.Kubeconfig("admin"));

    public async ValueTask InitializeAsync() => await Cluster.EmptyAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        As.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Applies with kubectl.</summary>
    protected void Apply(string yaml)
    {
        var result = As.KubectlWith(yaml, "apply", "-f", "-");
        Assert.True(result.ExitCode == 0, result.Error);
    }

    protected static string Mirror(string name, string target, string more = "", string source = "eth1", string direction = "Ingress") => $$"""
        ---
        apiVersion: k8smirror.io/v1alpha1
        kind: TrafficMirror
        metadata: {name: {{name}}}
        spec:
          sources: [{interface: {{source}}, direction: {{direction}}}]
          targets: [{name: tool, interface: {{target}}}]
          {{more}}

        """;

    internal static JsonElement Json(CommandResult result)
    {
        Assert.True(result.Output.Length > 0, $"{result.ExitCode}: {result.Error}");
        using var document = JsonDocument.Parse(result.Output);
        return document.RootElement.Clone();
    }

    /// <summary>Output with each run of blanks as one, for tables.</summary>
    internal static string Squeezed(CommandResult result) =>
        string.Join('\n', (result.Output + result.Error).Split('\n').Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries))));
}
