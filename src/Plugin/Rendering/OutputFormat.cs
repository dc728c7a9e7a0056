namespace K8sMirror.Plugin.Rendering;

/// <summary>How a command prints.</summary>
internal enum OutputFormat
{
    /// <summary>For people.</summary>
    Table,

    /// <summary>JSON, indented.</summary>
    Json,

    /// <summary>The same as YAML.</summary>
    Yaml,
}
