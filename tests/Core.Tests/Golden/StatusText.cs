using System.Globalization;
using System.Text;
using System.Text.Json;
using K8sMirror.Core.Api;
using K8sMirror.Core.Status;
using YamlDotNet.Serialization;

namespace K8sMirror.Core.Tests.Golden;

/// <summary>A mirror's status as text, from given reports.</summary>
internal static class StatusText
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>
    /// Each node of the file has <c>boot</c> (of the node), <c>silence</c> (why its agent is silent), <c>generation</c> (of its NodeMirror),
    /// <c>status</c> (of its NodeMirror) and <c>leftOut</c> (the NodeMirror has no room for the mirror); all are optional. The mirror has the UID
    /// <c>uid</c> and the generation 2.
    /// </summary>
    public static void Write(TrafficMirror mirror, string file, StringBuilder text)
    {
        var current = mirror with { Metadata = mirror.Metadata with { Uid = "uid", Generation = 2 } };
        var nodes = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize(new StringReader(File.ReadAllText(file)));
        using var document = JsonDocument.Parse(new SerializerBuilder().JsonCompatible().Build().Serialize(nodes!));
        var reports = document.RootElement.EnumerateObject().Select(node => Report(node.Name, node.Value, current.Metadata.Name)).ToList();
        var status = MirrorStatusComposer.Compose(current, [], reports, null, Now);
        text.Append(CultureInfo.InvariantCulture, $"nodes: desired {status.Nodes.Desired}, programmed {status.Nodes.Programmed}, failed {status.Nodes.Failed}\n");
        foreach (var condition in status.Conditions)
        {
            text.Append(CultureInfo.InvariantCulture, $"{condition.Type}={condition.Status} {condition.Reason}: {condition.Message}\n");
        }
    }

    private static NodeReport Report(string node, JsonElement facts, string mirror)
    {
        if (facts.TryGetProperty("leftOut", out var leftOut) && leftOut.GetBoolean())
        {
            return NodeReport.LeftOut(node);
        }
        var status = facts.TryGetProperty("status", out var said) ? said.Deserialize(ApiJsonContext.Default.NodeMirrorStatus) : null;
        var generation = facts.TryGetProperty("generation", out var number) ? number.GetInt64() : 1;
        return NodeReport.Of(
            node, new NodeMirror { Metadata = new() { Name = node, Generation = generation }, Status = status }, mirror, Text(facts, "boot") ?? "", Text(facts, "silence"));
    }

    private static string? Text(JsonElement facts, string name) => facts.TryGetProperty(name, out var value) ? value.GetString() : null;
}
