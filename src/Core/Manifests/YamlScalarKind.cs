namespace K8sMirror.Core.Manifests;

/// <summary>Types of a YAML scalar.</summary>
internal enum YamlScalarKind
{
    Null,
    Boolean,
    Number,
    String,
}
