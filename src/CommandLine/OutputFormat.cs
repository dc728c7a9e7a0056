namespace K8sMirror.CommandLine;

/// <summary>How a command prints.</summary>
public enum OutputFormat
{
    /// <summary>A table or other human-readable text.</summary>
    Table,

    /// <summary>JSON, indented.</summary>
    Json,

    /// <summary>The same as YAML.</summary>
    Yaml,
}
