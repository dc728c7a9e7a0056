using System.Text.Json.Nodes;

namespace K8sMirror.Testing.Monitoring;

/// <summary>One dashboard of deploy/grafana.</summary>
public sealed class Dashboard
{
    private Dashboard(string file)
    {
        Name = Path.GetFileNameWithoutExtension(file);
        Json = JsonNode.Parse(File.ReadAllText(file))!;
        Panels = [.. Json["panels"]!.AsArray().Where(p => Text(p!["type"]) != "row").Select(p => p!)];
        Queries = [.. from panel in Panels
            from target in panel["targets"]!.AsArray()
            select new DashboardQuery(Name, Text(panel["title"]), Text(target!["refId"]), Text(target["expr"]))];
        Variables = [.. Json["templating"]!["list"]!.AsArray().Select(v => v!)];
    }

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Dashboard> All { get; } =
        [.. Directory.GetFiles(Repository.At("deploy/grafana"), "*.json").Order(StringComparer.Ordinal).Select(f => new Dashboard(f))];

    /// <summary>File name without extension.</summary>
    public string Name { get; }

    /// <summary>The whole document.</summary>
    public JsonNode Json { get; }

    /// <summary>Panels, without rows.</summary>
    public IReadOnlyList<JsonNode> Panels { get; }

    /// <summary>Every query of every panel.</summary>
    public IReadOnlyList<DashboardQuery> Queries { get; }

    /// <summary>Template variables.</summary>
    public IReadOnlyList<JsonNode> Variables { get; }

    /// <summary>A string of the document; empty if it is missing.</summary>
    public static string Text(JsonNode? node) => node?.GetValue<string>() ?? "";
}
