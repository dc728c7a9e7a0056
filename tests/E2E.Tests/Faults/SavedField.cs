using System.Globalization;
using System.Text.Json.Nodes;
using K8sMirror.E2E.Cluster;

namespace K8sMirror.E2E.Faults;

/// <summary>A field of an object that is changed and then restored.</summary>
/// <param name="Kind">Kind, for kubectl.</param>
/// <param name="Name">The object's name.</param>
/// <param name="Path">JSON pointer of the field.</param>
internal sealed record SavedField(string Kind, string Name, string Path)
{
    private string? value;

    /// <summary>Changes it and remembers the old value.</summary>
    public void Set(string json)
    {
        value ??= Path.Split('/').Skip(1).Aggregate(JsonNode.Parse(Kubectl.Run("get", Kind, Name, "-o", "json"))!, (node, step) =>
            node is JsonArray array ? array[int.Parse(step, CultureInfo.InvariantCulture)]! : node[step]!).ToJsonString();
        Patch(json);
    }

    /// <summary>Restores it, if it was changed.</summary>
    public void Restore()
    {
        if (value is not null)
        {
            Patch(value);
        }
    }

    private void Patch(string json) => Kubectl.Run(
        "patch", Kind, Name, "--type=json", "-p", $$"""[{"op":"replace","path":"{{Path}}","value":{{json}}}]""");
}
