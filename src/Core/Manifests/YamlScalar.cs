using K8sMirror.Core.Naming;

namespace K8sMirror.Core.Manifests;

/// <summary>A single value. Plain ones are typed as Kubernetes types them, quoted ones are strings.</summary>
internal sealed record YamlScalar(int Line, int Column, string Text, bool IsQuoted) : YamlValue(Line, Column)
{
    public YamlScalarKind Kind => IsQuoted ? YamlScalarKind.String : PlainScalar.KindOf(Text);

    public bool IsNull => Kind == YamlScalarKind.Null;

    public override string Noun => Kind switch
    {
        YamlScalarKind.Null => "null",
        YamlScalarKind.Boolean => $"{Quoting.Quote(Text)}, a boolean",
        YamlScalarKind.Number => $"{Quoting.Quote(Text)}, a number",
        _ => $"{Quoting.Quote(Text)}, a string",
    };
}
