using System.Reflection;

namespace K8sMirror.NodeAgent;

/// <summary>The version that this binary was built as.</summary>
internal static class AgentVersion
{
    /// <summary>Semantic version; with the commit after a plus sign where the build knew it.</summary>
    public static string Text { get; } =
        typeof(AgentVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";
}
