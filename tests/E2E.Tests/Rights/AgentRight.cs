using System.Text.Json.Nodes;

namespace K8sMirror.E2E.Rights;

/// <summary>A permission or setting that the chart gives the agent's pod beyond those of any pod.</summary>
/// <param name="Name">As in the first column of the table in docs/security.md.</param>
/// <param name="Remove">Removes it from a pod's specification.</param>
internal sealed record AgentRight(string Name, Action<JsonObject> Remove)
{
    /// <summary>Name of the right that is not needed on kernels without AppArmor.</summary>
    public const string NoAppArmor = "no AppArmor profile";

    /// <summary>All rights in a pod's specification; additions to the chart's DaemonSet appear here automatically.</summary>
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
            // The token's volume, which the server adds to new pods.
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
