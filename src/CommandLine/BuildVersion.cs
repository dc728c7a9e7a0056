using System.Reflection;

namespace K8sMirror.CommandLine;

/// <summary>Version of the build, the same in all its programs.</summary>
public static class BuildVersion
{
    /// <summary>Semantic version, with <c>+commit</c> if the build knew it.</summary>
    public static string Text { get; } =
        typeof(BuildVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";

    /// <summary>The same without the commit.</summary>
    public static string Release { get; } = Text.Split('+')[0];
}
