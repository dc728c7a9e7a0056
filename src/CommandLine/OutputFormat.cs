namespace K8sMirror.CommandLine;

/// <summary>How a command prints.</summary>
public enum OutputFormat
{
    /// <summary>Human-readable message.</summary>
    Table,

    /// <summary>JSON, indented.</summary>
    Json,

    /// <summary>The same as YAML.</summary>
    Yaml,
}
