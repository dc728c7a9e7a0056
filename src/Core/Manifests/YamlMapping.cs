namespace K8sMirror.Core.Manifests;

/// <summary>An object: fields in the order of the text. Keys are unique (the loader checks that).</summary>
internal sealed record YamlMapping(int Line, int Column, IReadOnlyList<(YamlScalar Key, YamlValue Value)> Fields) : YamlValue(Line, Column)
{
    public override string Noun => "an object";

    public YamlValue? Find(string key)
    {
        foreach (var field in Fields)
        {
            if (field.Key.Text == key)
            {
                return field.Value;
            }
        }
        return null;
    }
}
