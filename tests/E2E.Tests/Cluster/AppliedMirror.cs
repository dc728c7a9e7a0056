namespace K8sMirror.E2E.Cluster;

/// <summary>A TrafficMirror, from <c>kubectl apply</c> to <c>kubectl delete</c>.</summary>
internal sealed class AppliedMirror : IDisposable
{
    private AppliedMirror(string name) => Name = name;

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Applies a mirror from eth1 (received) of the selected nodes, or of all if null, to the targets.</summary>
    public static AppliedMirror Apply(string name, string? nodeSelector = null, params IReadOnlyList<string> targets)
    {
        Kubectl.Apply(Manifest(name, nodeSelector, targets));
        return new(name);
    }

    /// <summary>The same, and waits until it is programmed.</summary>
    public static AppliedMirror Program(string name, string? nodeSelector = null, params IReadOnlyList<string> targets)
    {
        var mirror = Apply(name, nodeSelector, targets);
        try
        {
            _ = Kubectl.Until(name, Programmed, $"{name} programmed");
            return mirror;
        }
        catch (TimeoutException)
        {
            // Other tests must not find it.
            mirror.Dispose();
            throw;
        }
    }

    /// <summary>The manifest; the default target is eth3.</summary>
    public static string Manifest(string name, string? nodeSelector = null, params IReadOnlyList<string> targets) => $$"""
        apiVersion: k8smirror.io/v1alpha1
        kind: TrafficMirror
        metadata: {name: {{name}}}
        spec:
          {{(nodeSelector is null ? "" : $"nodeSelector: {{matchLabels: {nodeSelector}}}")}}
          sources: [{interface: eth1, direction: Ingress}]
          targets: [{{string.Join(", ", (targets.Count == 0 ? ["eth3"] : targets).Select(target => $"{{name: {target}, interface: {target}}}"))}}]
        """;

    /// <summary>Whether it is programmed, for the current spec.</summary>
    public static bool Programmed(Core.Api.TrafficMirror mirror) => Is(mirror, Core.Api.ConditionTypes.Programmed, Core.Api.ConditionStatus.True);

    /// <summary>Whether a condition has a status, for the current spec.</summary>
    public static bool Is(Core.Api.TrafficMirror mirror, string type, Core.Api.ConditionStatus status) =>
        mirror.Status?.Conditions.Any(condition => condition.Type == type && condition.Status == status
            && condition.ObservedGeneration == mirror.Metadata.Generation) == true;

    /// <inheritdoc/>
    public void Dispose() => Kubectl.Delete(Name);
}
