using K8sMirror.Testing;

namespace K8sMirror.E2E.Chart;

/// <summary>The pinned helm, and the chart of this repository.</summary>
internal static class Helm
{
    /// <summary>Folder of the chart.</summary>
    public static string Chart { get; } = Repository.At("deploy/helm/k8smirror");

    /// <summary>Runs helm to completion.</summary>
    public static CommandResult Run(params IEnumerable<string> arguments) => Command.Try(
        Repository.CachedTool("helm") ?? throw new FileNotFoundException("helm is not installed: run scripts/setup-cluster.sh"), arguments);

    /// <summary><c>helm template</c> with fixed names, so that the output depends only on <paramref name="flags"/>.</summary>
    public static CommandResult Template(params IEnumerable<string> flags) =>
        Run(["template", "k8smirror", Chart, "--namespace", "k8smirror", .. flags]);
}
