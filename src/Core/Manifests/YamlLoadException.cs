namespace K8sMirror.Core.Manifests;

/// <summary>The text is not YAML, or exceeds a limit. Stays inside this folder: <see cref="ManifestReader"/> reports it as an error.</summary>
internal sealed class YamlLoadException(int line, int column, string message) : Exception(message)
{
    public int Line { get; } = line;

    public int Column { get; } = column;
}
