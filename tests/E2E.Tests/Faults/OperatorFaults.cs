using System.Net;
using System.Net.Sockets;
using K8sMirror.E2E.Cluster;
using K8sMirror.Testing;

namespace K8sMirror.E2E.Faults;

/// <summary>Faults of the operator, and what it then cannot fix.</summary>
internal static class OperatorFaults
{
    private const string Hook = "never-answers";
    private const string SpecSchema = "/spec/versions/0/schema/openAPIV3Schema/properties/spec";

    /// <summary>All of them.</summary>
    public static IEnumerable<Fault> All(FaultSite site) =>
    [
        new("a replica hangs", () => StopFollower(site), site.Close, [new("OperatorDown", "job=k8smirror-operator")]),
        LostRole(),
        new("an admission webhook does not answer", () => Obstruct(site), () => Clear(site), [new("OperatorPassesFail", "job=k8smirror-operator")], "ApplySlow"),
        NewerCrd(),
        OlderCrd(),
    ];

    private static void StopFollower(FaultSite site)
    {
        var leader = Eventually.Get(() => OperatorPods.Leader() is { Length: > 0 } name ? name : null, "a leader", TimeSpan.FromSeconds(60));
        var follower = Eventually.Get(() => OperatorPods.Names.FirstOrDefault(name => name != leader), "a follower", TimeSpan.FromSeconds(60));
        site.Open(new StoppedProcess(OperatorPods.Process(follower)));
    }

    private static Fault LostRole()
    {
        var rules = new SavedField("clusterrole", "k8smirror-operator", "/rules");
        return new("a role loses a verb",
            () =>
            {
                rules.Set("""
                    [{"apiGroups":["k8smirror.io"],"resources":["trafficmirrors","nodemirrors"],"verbs":["list","watch"]},
                     {"apiGroups":[""],"resources":["nodes"],"verbs":["list","watch"]}]
                    """);
                _ = AppliedMirror.Apply("forbidden", null, "eth4");
            },
            () =>
            {
                rules.Restore();
                Kubectl.Delete("forbidden");
            },
            [new("PermissionDenied", "job=k8smirror-operator", "outcome=403")]);
    }

    /// <summary>Another project's admission webhook for all kinds accepts connections but never answers: nobody calls accept.</summary>
    private static void Obstruct(FaultSite site)
    {
        using var control = TestNetNs.Open($"{Script.ClusterName}-control");
        var listener = site.Open(control.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)));
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(512);
        Kubectl.Apply($$"""
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingWebhookConfiguration
            metadata: {name: {{Hook}}}
            webhooks:
            - name: never.answers.test
              clientConfig: {url: "https://127.0.0.1:{{((IPEndPoint)listener.LocalEndPoint!).Port}}/"}
              rules: [{apiGroups: [k8smirror.io], apiVersions: ["*"], operations: [CREATE, UPDATE], resources: [nodemirrors]}]
              failurePolicy: Fail
              timeoutSeconds: 30
              sideEffects: None
              admissionReviewVersions: [v1]
            """);
        _ = Kubectl.Run("label", "node", "node-3", "zone=edge", "--overwrite");
    }

    private static void Clear(FaultSite site)
    {
        _ = Kubectl.Run("delete", "validatingwebhookconfiguration", Hook, "--ignore-not-found");
        _ = Kubectl.Run("label", "node", "node-3", "zone-");
        site.Close();
    }

    /// <summary>
    /// Somebody installs CRDs of a later version, and something writes what this version cannot read, while no operator is running to correct it.
    /// </summary>
    private static Fault NewerCrd()
    {
        var count = 0;
        var schema = new SavedField("crd", "nodemirrors.k8smirror.io", SpecSchema);
        return new("CRDs that are newer than the programs",
            () =>
            {
                Scale(0);
                schema.Set("""{"type":"object","x-kubernetes-preserve-unknown-fields":true}""");
            },
            () =>
            {
                schema.Restore();
                Scale(2);
            },
            [new("SpecNotRead", "node=node-2"), new("OperatorWithoutLeader")], "OperatorDown")
        {
            // After a new CRD, a watch that was open before still shows the object as the old CRD would have pruned it.
            Provoke = () => Kubectl.Run("patch", "nmir", "node-2", "--type=merge", "-p", $$$"""{"spec":{"fromTheFuture":{{{++count}}}}}"""),
        };
    }

    private static Fault OlderCrd()
    {
        var isEdge = false;
        var schema = new SavedField("crd", "nodemirrors.k8smirror.io", SpecSchema);
        return new("CRDs that are older than the programs",
            () => schema.Set("""{"type":"object"}"""),
            () =>
            {
                schema.Restore();
                _ = Kubectl.Run("label", "node", "node-3", "zone-");
            },
            [new("ObjectsUnreadable", "kind=NodeMirror")], "NodesBehind", "ApplySlow")
        {
            // The server takes a moment to apply a new CRD, and the alert is about what is written afterwards.
            Provoke = () => Kubectl.Run("label", "node", "node-3", "--overwrite", (isEdge = !isEdge) ? "zone=edge" : "zone-"),
        };
    }

    private static void Scale(int replicas)
    {
        _ = Kubectl.Run("-n", Release.Namespace, "scale", "deployment", "k8smirror-operator", $"--replicas={replicas}");
        Eventually.True(() => OperatorPods.Names.Count == replicas, $"{replicas} operators", TimeSpan.FromSeconds(60));
    }
}
