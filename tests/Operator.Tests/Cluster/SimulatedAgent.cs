using System.Text.Json.Nodes;

namespace K8sMirror.Operator.Tests.Cluster;

/// <summary>Reports like an agent, without doing its work.</summary>
internal sealed class SimulatedAgent(TestCluster cluster, string node)
{
    /// <summary>True: every edge sheds copies.</summary>
    public bool Sheds { get; init; }

    /// <summary>True: no edge has room for large frames.</summary>
    public bool IsNarrow { get; init; }

    /// <summary>Reports the current spec as programmed; sessions of the mirrors in <paramref name="failed"/> as failed.</summary>
    public Task ReportAsync(params string[] failed) => ReportAsync(bootId: null, failed);

    /// <summary>The same, as an agent in one boot of the node.</summary>
    public async Task ReportAsync(string? bootId, string[] failed)
    {
        var mirror = (await cluster.NodeMirrorAsync(node))!;
        var sessions = mirror["spec"]?["sessions"]?.AsArray().Select(session => Report(session!, failed)) ?? [];
        await cluster.Admin.MergeAsync($"{TestCluster.NodeMirrors}/{node}/status", new JsonObject
        {
            ["status"] = new JsonObject
            {
                ["observedGeneration"] = (long)mirror["metadata"]!["generation"]!,
                ["agentVersion"] = "0.1.0",
                ["kernel"] = new JsonObject { ["release"] = "6.18.0", ["attachMode"] = "tcx", ["bootID"] = bootId ?? "" },
                ["sessions"] = new JsonArray([.. sessions]),
            },
        }.ToJsonString());
    }

    private JsonObject Report(JsonNode session, string[] failed)
    {
        var fails = failed.Contains(session["mirrorRef"]!["name"]!.GetValue<string>());
        var state = fails ? "Failed" : "Programmed";
        var reason = fails ? "ProgramFailed" : "Programmed";
        var message = fails ? "the kernel said EBUSY" : "";
        return new JsonObject
        {
            ["mirrorRef"] = session["mirrorRef"]!.DeepClone(),
            ["state"] = state,
            ["reason"] = reason,
            ["message"] = message,
            ["edges"] = new JsonArray(new JsonObject
            {
                // For a pod the agent names the NIC.
                ["source"] = session["sources"]![0]!["interface"]?.DeepClone() ?? "veth0",
                ["direction"] = "Ingress",
                ["target"] = session["targets"]![0]!["interface"]!.DeepClone(),
                ["state"] = state,
                ["reason"] = reason,
                ["message"] = message,
                ["shedding"] = Sheds,
                ["mtuShortfall"] = IsNarrow
                    ? new JsonObject { ["interface"] = "eth0", ["needed"] = 1550, ["dropsAbove"] = 1464 }
                    : new JsonObject { ["interface"] = "eth0", ["needed"] = 1550 },
            }),
        };
    }
}
