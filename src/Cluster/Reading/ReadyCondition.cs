using System.Text.Json;

namespace K8sMirror.Cluster.Reading;

/// <summary>The Ready condition of a Node or a Pod.</summary>
/// <param name="Status"><c>True</c>, <c>False</c> or <c>Unknown</c>; empty if the object has no such condition.</param>
/// <param name="Since">When the status last changed; null if the object does not say.</param>
public readonly record struct ReadyCondition(string Status, DateTimeOffset? Since)
{
    /// <summary>True while the object is ready.</summary>
    public bool IsTrue => Status == "True";

    /// <summary>True if the reporter of the condition has gone silent.</summary>
    public bool IsUnknown => Status == "Unknown";

    /// <summary>Reads an object.</summary>
    public static ReadyCondition Of(JsonElement item)
    {
        if (item.TryGetProperty("status", out var status) && status.TryGetProperty("conditions", out var conditions) && conditions.ValueKind == JsonValueKind.Array)
        {
            foreach (var condition in conditions.EnumerateArray())
            {
                if (condition.TryGetProperty("type", out var type) && type.ValueEquals("Ready"))
                {
                    return new(
                        condition.TryGetProperty("status", out var text) ? text.GetString() ?? "" : "",
                        condition.TryGetProperty("lastTransitionTime", out var time) && time.ValueKind == JsonValueKind.String && time.TryGetDateTimeOffset(out var at) ? at : null);
                }
            }
        }
        return new("", null);
    }
}
