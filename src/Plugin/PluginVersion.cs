using System.Reflection;

namespace K8sMirror.Plugin;

/// <summary>Version of this program.</summary>
internal static class PluginVersion
{
    /// <summary>Such as <c>0.1.0</c>, without what the build adds.</summary>
    public static string Text { get; } =
        (typeof(PluginVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0").Split('+')[0];
}
