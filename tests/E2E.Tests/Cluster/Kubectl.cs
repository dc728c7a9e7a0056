using System.Text.Json;
using K8sMirror.Core.Api;
using K8sMirror.Testing;

namespace K8sMirror.E2E.Cluster;

/// <summary>The cluster as its admin sees it, only through kubectl.</summary>
internal static class Kubectl
{
    /// <summary>Runs kubectl and returns its output.</summary>
    /// <exception cref="InvalidOperationException">It failed; the message has all its output.</exception>
    public static string Run(params IEnumerable<string> arguments) => Script.Run(["kubectl", .. arguments]);

    /// <summary>Runs kubectl, whatever the exit code.</summary>
    public static CommandResult Try(params IEnumerable<string> arguments) => Script.Try(["kubectl", .. arguments]);

    /// <summary><c>kubectl apply -f</c> of a manifest.</summary>
    public static void Apply(string manifest)
    {
        using var folder = new TempDir();
        File.WriteAllText(folder.At("manifest.yaml"), manifest);
        _ = Run("apply", "-f", folder.At("manifest.yaml"));
    }

    /// <summary>Deletes a mirror and returns when its finalizer has been removed.</summary>
    public static void Delete(string mirror) => Run("delete", "tm", mirror, "--ignore-not-found", "--timeout=180s");

    /// <summary><c>kubectl wait</c> for a condition of a mirror.</summary>
    public static void Wait(string mirror, string condition, string timeout = "120s") =>
        Run("wait", $"--for=condition={condition}", $"tm/{mirror}", $"--timeout={timeout}");

    /// <summary>A mirror, or null if there is none.</summary>
    public static TrafficMirror? Mirror(string name) =>
        Try("get", "tm", name, "-o", "json") is { ExitCode: 0 } result
            ? JsonSerializer.Deserialize(result.Output, ApiJsonContext.Default.TrafficMirror)
            : null;

    /// <summary>A node's object, or null if there is none.</summary>
    public static NodeMirror? NodeMirror(string node) =>
        Try("get", "nmir", node, "-o", "json") is { ExitCode: 0 } result
            ? JsonSerializer.Deserialize(result.Output, ApiJsonContext.Default.NodeMirror)
            : null;

    /// <summary>A condition of a mirror, or null if it is absent.</summary>
    public static Condition? Condition(string mirror, string type) =>
        Mirror(mirror)?.Status?.Conditions.SingleOrDefault(condition => condition.Type == type);

    /// <summary>Watches a mirror until <paramref name="holds"/> is true; fails with the last status.</summary>
    public static TrafficMirror Until(string mirror, Func<TrafficMirror, bool> holds, string what, TimeSpan? patience = null)
    {
        using var watch = new MirrorWatch(mirror);
        try
        {
            return Eventually.Get(() => watch.Newest is { } found && holds(found) ? found : null, what, patience ?? Eventually.Patience);
        }
        catch (TimeoutException timeout)
        {
            throw new TimeoutException($"{timeout.Message}\n{watch.Ended}\n{Try("describe", "tm", mirror).Output}\n{Try("get", "nmir", "-o", "yaml").Output}", timeout);
        }
    }
}
