using System.Text.Json.Nodes;

namespace K8sMirror.E2E.Rights;

/// <summary>One thing that the chart gives the agent's pod beyond what any pod has.</summary>
/// <param name="Name">As the first column of the table in docs/security.md has it.</param>
/// <param name="Remove">Takes it out of a pod's specification.</param>
internal sealed record AgentRight(string Name, Action<JsonObject> Remove)
{
    /// <summary>Name of the right that nobody needs where the kernel has no AppArmor.</summary>
    public const string NoAppArmor = "no AppArmor profile";

    /// <summary>All rights of a pod's specification; whatever is added to the chart's DaemonSet appears here by itself.</summary>
    public static IReadOnlyList<AgentRight> Of(JsonObject pod)
    {
        var container = Container(pod);
        var rights = new List<AgentRight>();
        foreach (var field in (string[])["hostNetwork", "hostPID", "hostIPC"])
        {
            if (IsTrue(pod[field]))
            {
                rights.Add(new($"`{field}`", spec => spec.Remove(field)));
            }
        }
        if (!IsFalse(pod["automountServiceAccountToken"]))
        {
            rights.Add(new("a service account token", spec => spec["automountServiceAccountToken"] = false));
        }
        if ((string?)pod["securityContext"]?["appArmorProfile"]?["type"] == "Unconfined")
        {
            rights.Add(new(NoAppArmor, spec => ((JsonObject)spec["securityContext"]!).Remove("appArmorProfile")));
        }
        rights.AddRange(Privileges((JsonObject)container["securityContext"]!));
        rights.AddRange(((JsonArray)container["volumeMounts"]!).Select(mount => Mount((JsonObject)mount!))
            // The token's own volume, which the server adds to a pod that is made.
            .Where(right => !right.Name.Contains("/var/run/secrets", StringComparison.Ordinal)));
        return rights;
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static IEnumerable<AgentRight> Privileges(JsonObject context)
    {
        if ((string?)context["runAsUser"]?.ToString() == "0")
        {
            yield return new("root in its container", spec => Context(spec)["runAsUser"] = 65532);
        }
        if (IsTrue(context["privileged"]))
        {
            yield return new("`privileged`", spec => Context(spec)["privileged"] = false);
        }
        if (!IsFalse(context["allowPrivilegeEscalation"]))
        {
            yield return new("privilege escalation", spec => Context(spec)["allowPrivilegeEscalation"] = false);
        }
        if (!IsTrue(context["readOnlyRootFilesystem"]))
        {
            yield return new("a writable root file system", spec => Context(spec)["readOnlyRootFilesystem"] = true);
        }
        foreach (var capability in (context["capabilities"]?["add"] as JsonArray ?? []).Select(name => (string)name!))
        {
            yield return new($"capability `{capability}`", spec => RemoveFrom((JsonArray)Context(spec)["capabilities"]!["add"]!, item => (string?)item == capability));
        }
    }

    private static AgentRight Mount(JsonObject mount)
    {
        var path = (string)mount["mountPath"]!;
        return new($"`{path}`, {(IsTrue(mount["readOnly"]) ? "read-only" : "writable")}",
            spec => RemoveFrom((JsonArray)Container(spec)["volumeMounts"]!, item => (string?)item!["mountPath"] == path));
    }

    private static void RemoveFrom(JsonArray array, Func<JsonNode?, bool> matches) => array.Remove(array.Single(matches));

    private static JsonObject Container(JsonObject pod) => (JsonObject)((JsonArray)pod["containers"]!).Single()!;

    private static JsonObject Context(JsonObject pod) => (JsonObject)Container(pod)["securityContext"]!;

    private static bool IsTrue(JsonNode? node) => node?.ToString() == "true";

    private static bool IsFalse(JsonNode? node) => node?.ToString() == "false";
}
