using System.Globalization;
using System.Text.Json.Nodes;

namespace K8sMirror.Scale;

/// <summary>
/// A pod of a run. Workloads have ten tiers and live in fifty namespaces, half of which belong to a team; each node has equally many pods of each tier.
/// </summary>
/// <param name="Number">Its number; a pod that moves gets a new one.</param>
/// <param name="Workload">The ReplicaSet: its pods have the same labels.</param>
/// <param name="Node">The node's number.</param>
internal sealed record ScalePod(int Number, int Workload, int Node)
{
    /// <summary>Number of ReplicaSets.</summary>
    public const int Workloads = 500;

    /// <summary>Number of namespaces.</summary>
    public const int Namespaces = 50;

    /// <summary>Name.</summary>
    public string Name => $"app-{Workload:000}-{Number:000000}";

    /// <summary>Namespace.</summary>
    public string Namespace => NamespaceOf(Workload % Namespaces);

    /// <summary>Its address.</summary>
    public string Address => $"10.{Number >> 16}.{(Number >> 8) & 255}.{Number & 255}";

    /// <summary>True if a mirror of <see cref="Mirrors"/> selects it.</summary>
    public bool IsSelected => (Workload % 10) switch
    {
        0 or 2 or 3 => true,
        1 => Workload % Namespaces < Namespaces / 2,
        _ => false,
    };

    /// <summary>The mirrors: of pods everywhere, of pods in a team's namespaces, and to pods on the same node.</summary>
    public static IReadOnlyList<string> Mirrors { get; } =
    [
        Mirror("everywhere", """{"podSelector":{"matchLabels":{"tier":"tier-0"}},"direction":"Both"}""", """{"name":"ids","interface":"ids0"}"""),
        Mirror(
            "team", """{"podSelector":{"matchLabels":{"tier":"tier-1"}},"namespaceSelector":{"matchLabels":{"team":"a"}},"direction":"Both"}""",
            """{"name":"ids","interface":"ids0"}"""),
        Mirror("sensor", """{"podSelector":{"matchLabels":{"tier":"tier-2"}},"direction":"Both"}""", """{"name":"s","podSelector":{"matchLabels":{"tier":"tier-3"}}}"""),
    ];

    /// <summary>A namespace's name.</summary>
    public static string NamespaceOf(int number) => $"team-{number:00}";

    /// <summary>A namespace.</summary>
    public static string NamespaceObject(int number) => new JsonObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Namespace",
        ["metadata"] = new JsonObject
        {
            ["name"] = NamespaceOf(number),
            ["labels"] = new JsonObject { ["team"] = number < Namespaces / 2 ? "a" : "b" },
        },
    }.ToJsonString();

    /// <summary>The pod after scheduling: it has a node but no address.</summary>
    public JsonObject Object() => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Pod",
        ["metadata"] = new JsonObject
        {
            ["name"] = Name,
            ["namespace"] = Namespace,
            ["labels"] = new JsonObject
            {
                ["app"] = $"app-{Workload:000}",
                ["pod-template-hash"] = $"{Workload * 7919:x8}",
                ["tier"] = $"tier-{Workload % 10}",
            },
            // The operator must discard most of a pod.
            ["annotations"] = new JsonObject { ["example.org/large"] = new string('x', 2000) },
        },
        ["spec"] = new JsonObject
        {
            ["nodeName"] = ScaleCluster.NodeName(Node),
            ["containers"] = new JsonArray(new JsonObject { ["name"] = "app", ["image"] = "example.org/app:1" }),
        },
    };

    /// <summary>The status that a kubelet writes once it runs.</summary>
    public JsonObject Status() => new()
    {
        ["phase"] = "Running",
        ["podIP"] = Address,
        ["podIPs"] = new JsonArray(new JsonObject { ["ip"] = Address }),
        ["conditions"] = new JsonArray(
            new JsonObject { ["type"] = "PodReadyToStartContainers", ["status"] = "True", ["lastTransitionTime"] = Time(Number) },
            new JsonObject { ["type"] = "Ready", ["status"] = "True", ["lastTransitionTime"] = Time(Number) }),
    };

    /// <summary>The whole object as the API server keeps it.</summary>
    public string Stored()
    {
        var pod = Object();
        pod["metadata"]!["uid"] = $"00000000-0000-4000-8000-{Number:x12}";
        pod["metadata"]!["creationTimestamp"] = Time(Number);
        pod["status"] = Status();
        return pod.ToJsonString();
    }

    private static string Time(int seconds) => DateTime.UnixEpoch.AddYears(56).AddSeconds(seconds).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static string Mirror(string name, string source, string target) => $$"""
        {"apiVersion":"k8smirror.io/v1alpha1","kind":"TrafficMirror","metadata":{"name":"{{name}}"},
         "spec":{"sources":[{{source}}],"targets":[{{target}}]} }
        """;
}
