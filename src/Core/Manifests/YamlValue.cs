namespace K8sMirror.Core.Manifests;

/// <summary>A value of a YAML document and where it starts (from 1).</summary>
internal abstract record YamlValue(int Line, int Column)
{
    /// <summary>With its article, for messages.</summary>
    public abstract string Noun { get; }
}
