using System.Text.Json;
using K8sMirror.Testing;
using Xunit;

namespace K8sMirror.E2E.Cluster;

/// <summary><c>kubectl mirror</c>: the published binary, which kubectl finds on its PATH.</summary>
internal static class Plugin
{
    private static readonly string Folder = Environment.GetEnvironmentVariable("K8SMIRROR_PLUGIN") is { Length: > 0 } binary
        ? Path.GetDirectoryName(binary)!
        : Repository.At("out/plugin");

    /// <summary>Runs it, whatever the exit code.</summary>
    public static CommandResult Try(params IEnumerable<string> arguments)
    {
        if (!File.Exists(Path.Combine(Folder, "kubectl-mirror")))
        {
            throw new FileNotFoundException($"{Folder}/kubectl-mirror is not published: run 'make plugin'");
        }
        return Command.Try("env", [
            $"CLUSTER_NAME={Script.ClusterName}", $"PATH={Folder}:{Environment.GetEnvironmentVariable("PATH")}",
            Repository.At("scripts/cluster"), "kubectl", "mirror", .. arguments]);
    }

    /// <summary>Runs it and returns its output.</summary>
    public static string Run(params IEnumerable<string> arguments)
    {
        var result = Try(arguments);
        Assert.True(result.ExitCode == 0, $"kubectl mirror {string.Join(' ', arguments)}: {result.ExitCode}\n{result.Output}{result.Error}");
        return result.Output;
    }

    /// <summary>Runs it with <c>-o json</c>.</summary>
    public static JsonElement Json(params IEnumerable<string> arguments)
    {
        using var document = JsonDocument.Parse(Run([.. arguments, "-o", "json"]));
        return document.RootElement.Clone();
    }
}
