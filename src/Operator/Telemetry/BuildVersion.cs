using System.Reflection;

namespace K8sMirror.Operator.Telemetry;

/// <summary>The version that was built.</summary>
internal static class BuildVersion
{
    /// <summary>Semantic version, with <c>+commit</c> where the build knew it.</summary>
    public static string Text { get; } =
        typeof(BuildVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";
}
